# Random forest by ranger as a program of snnbench: Rscript ranger.R FOLDER. It needs the package ranger and no other.
folder <- commandArgs(trailingOnly = TRUE)[1]
path <- function(name) file.path(folder, name)
task <- paste(readLines(path("task.json"), warn = FALSE), collapse = "")
number <- function(name, default) {
    found <- regmatches(task, regexec(paste0("\"", name, "\":(-?[0-9.eE+-]+)"), task))[[1]]
    if (length(found) == 2) as.numeric(found[2]) else default
}
answer <- function(status, message = "") {
    version <- paste0("ranger ", packageVersion("ranger"))
    writeLines(sprintf("{\"protocol\":1,\"status\":\"%s\",\"version\":\"%s\",\"message\":\"%s\"}", status, version, message),
               path("result.json"))
}
if (!grepl("\"kind\":\"classification\"", task, fixed = TRUE)) {
    answer("unsupported", "one class a row only")
    quit(status = 0)
}
classes <- number("classes", 2)
train <- read.csv(path("train.csv"), check.names = FALSE)
x <- train[, -(1:2), drop = FALSE]
forest <- ranger::ranger(x = x, y = factor(train$target, levels = 0:(classes - 1)), probability = TRUE,
                         num.trees = number("num_trees", 500), mtry = min(number("mtry", floor(sqrt(ncol(x)))), ncol(x)),
                         num.threads = number("threads", 1), seed = number("seed", 1))
tables <- lapply(c("validation", "test"), function(part) {
    table <- read.csv(path(paste0(part, ".csv")), check.names = FALSE)
    p <- predict(forest, table[, names(x), drop = FALSE], num.threads = number("threads", 1))$predictions
    # Classes without a training row have no column of their own.
    all <- matrix(0, nrow(table), classes, dimnames = list(NULL, 0:(classes - 1)))
    all[, colnames(p)] <- p
    colnames(all) <- paste0("p", 0:(classes - 1))
    data.frame(part = part, row = table$row, all, check.names = FALSE)
})
write.csv(format(do.call(rbind, tables), digits = 17, trim = TRUE), path("predictions.csv"), row.names = FALSE, quote = FALSE)
answer("ok")

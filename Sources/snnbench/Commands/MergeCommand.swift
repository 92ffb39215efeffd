import ArgumentParser
import Clusters
import Evaluation
import ResultStore

/// `snnbench merge`.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Adds what other results files or the logs of plans have and this one lacks.",
        discussion: """
            The order of the files does not matter, and merging again adds nothing. Two different results of one unit are \
            an error (exit code 65): every such unit is named, and nothing of that file is merged. What validation chose \
            is computed anew where the merged units give another choice. Of a plan (snnbench plan) all logs are read that are \
            there by now; a cut last line is passed over.
            """,
        examples: ["snnbench merge other.sqlite", "snnbench merge plan --database all.sqlite"])

    @Argument(
        help: ArgumentHelp("The other results files, or folders of plans.", valueName: "file"),
        completion: .resultsFile)
    var files: [String]

    @OptionGroup var database: DatabaseOption

    func run() throws {
        try database.writing { store in
            for file in files {
                if PlanFolder.isPlan(file) {
                    let merge = try PlanMerge(PlanFolder(file), into: store, note: Message.note)
                    Message.note(
                        "\(file): \(MergeCommand.summary(merge.report)) from \(counted(merge.logs, "log")); "
                            + "\(counted(merge.selections, "selection")) made")
                    continue
                }
                do {
                    Message.note("\(file): \(MergeCommand.summary(try store.merge(from: file)))")
                } catch ResultStoreError.mergeConflict(let path, let units) {
                    for unit in units {
                        Message.note("conflict: unit \(unit.unitHash), here \(unit.ours), there \(unit.theirs)")
                    }
                    throw ResultStoreError.mergeConflict(file: path, units: units)
                }
            }
            let renewed = try StaleSelections(store).renew(in: store)
            if renewed > 0 { Message.note("\(counted(renewed, "selection")) made anew from the merged units") }
        }
    }

    /// What was added, in words.
    static func summary(_ report: MergeReport) -> String {
        var text =
            "added \(counted(report.units, "unit")), \(counted(report.attempts, "attempt")), "
            + "\(counted(report.selections, "selection")), \(counted(report.publishedResults, "published number"))"
        if report.runningAttempts > 0 {
            text += "; \(counted(report.runningAttempts, "attempt")) that still run left out, merge again later"
        }
        return text
    }
}

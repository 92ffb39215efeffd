import Formats
import Statistics

/// What the columns of a table are: tasks, methods, runs, or none of these.
struct ColumnRoles {
    /// The column of tasks; nil where rows have no names.
    var task: Int?
    /// The column of methods in long format, or where each row is a method.
    var method: Int?
    /// Columns that tell the runs of a task and method apart.
    var runs: [Int] = []
    /// The columns of numbers that may be scores.
    var scores: [Int] = []
    /// What was set apart, and why.
    var notes: [String] = []

    private static let taskTitles: Set = [
        "task", "tasks", "dataset", "datasets", "data", "problem", "problema", "name", "benchmark", "taskname",
        "datasetname",
    ]
    private static let methodTitles: Set = [
        "method", "methods", "algorithm", "algorithms", "model", "models", "classifier", "classifiers", "learner",
        "approach",
        "estimator", "framework",
    ]
    private static let runTitles: Set = [
        "seed", "fold", "split", "repeat", "repetition", "rep", "run", "trial", "cv", "replicate", "splitindex",
        "foldindex", "seedindex", "runindex", "foldid", "runid", "randomseed", "randomstate", "cvfold",
    ]
    private static let others: Set = [
        "id", "taskid", "tid", "did", "dataid", "datasetid", "openmlid", "unnamed:0", "index", "idx", "row", "no", "nr",
        "nrows", "rows", "ninstances", "instances", "numberofinstances", "nsamples", "samples", "nfeatures", "features",
        "numberoffeatures", "nattributes", "attributes", "nclasses", "classes", "numberofclasses", "ntrain", "ntest",
    ]
    private static let spreads = ["std", "sd", "stddev", "stdev", "se", "sem", "stderr", "err", "var", "ci"]

    /// A title without case, blanks and lines.
    static func plain(_ title: String) -> String {
        title.lowercased().filter { !" _-.".contains($0) }
    }

    /// Whether a name says what a column holds, or nothing, rather than being a value of it.
    static func isTitle(_ name: String) -> Bool {
        name.isEmpty || methodTitles.contains(plain(name)) || taskTitles.contains(plain(name))
    }

    /// Finds out what the columns are.
    init(_ table: RawTable, _ options: ReadingOptions) throws {
        let values = table.names.indices.map { table.values($0) }
        let texts = values.map { column in column.contains { $0.isText } }
        let numbers = values.map { column in column.contains { $0.score != nil } }
        let titles = table.names.map(Self.plain)
        let ignored = try Set(options.ignored.map { try Self.column($0, "ignore", table) })
        var open = table.names.indices.filter { !ignored.contains($0) }
        func take(_ column: Int) { open.removeAll { $0 == column } }
        let namedRuns = try options.runColumns.map { try Self.column($0, "run-column", table) }
        namedRuns.forEach(take)

        if let name = options.taskColumn {
            let column = try Self.column(name, "task-column", table)
            task = column
            take(column)
        }
        let isMethodTitle = { (column: Int) in Self.methodTitles.contains(titles[column]) }
        method = open.first {
            isMethodTitle($0) && !options.columns.contains(table.names[$0]) && (texts[$0] || !numbers[$0])
        }
        if let method { take(method) }
        if task == nil {
            let named = open.first { Self.taskTitles.contains(titles[$0]) }
            let texted = open.filter { column in
                texts[column] && !(numbers[column] && column != open.first)
                    && !values[column].contains(where: \.isAmbiguous)
            }
            task =
                named ?? texted.first { Self.areDistinct(table, [$0]) } ?? texted.first
                ?? (open.first == 0 && titles[0].isEmpty ? 0 : nil)
            if task == nil, method == nil, let first = open.first, !options.columns.contains(table.names[first]),
                !Self.runTitles.contains(titles[first]),
                Self.isCount(values[first], isNamed: Self.others.contains(titles[first])), open.count > 1
            {
                task = first
                notes.append(
                    "the column \(NumbersError.quoted(table.names[first])) holds distinct whole numbers: it names the tasks"
                )
            }
            if let task { take(task) }
        }
        // Methods that are numbered: a task has several rows, which the numbers tell apart.
        if method == nil, let task, open.count > 1 {
            let runs = namedRuns + open.filter { Self.runTitles.contains(titles[$0]) }
            let numbered = open.first { column in
                isMethodTitle(column) && !options.columns.contains(table.names[column])
                    && !Self.areDistinct(table, [task] + runs) && Self.areDistinct(table, [task, column] + runs)
            }
            if let numbered {
                method = numbered
                take(numbered)
                notes.append("the column \(NumbersError.quoted(table.names[numbered])) names the methods, by numbers")
            }
        }
        let forced = Set(options.columns)
        let hasForced = method == nil && !forced.isEmpty && !options.methodsAreRows
        if hasForced {
            scores = try options.columns.map { try Self.column($0, "method", table) }
            runs = namedRuns + open.filter { Self.runTitles.contains(titles[$0]) && !scores.contains($0) }
            return
        }
        let asked = Set(options.scores)
        let isRun = { (column: Int) in
            Self.runTitles.contains(titles[column]) && !asked.contains(table.names[column])
        }
        runs = options.methodsAreRows ? [] : namedRuns + open.filter(isRun)
        open.removeAll(where: runs.contains)
        if let unknown = options.scores.first(where: { !table.names.contains($0) }) {
            _ = try Self.column(unknown, "score", table)
        }
        var apart: [(column: Int, reason: String)] = []
        for column in open {
            if !asked.isEmpty {
                if asked.contains(table.names[column]) { scores.append(column) }
                continue
            }
            if texts[column], !numbers[column], !table.rows.contains(where: { Self.looksLikeANumber($0[column]) }),
                open.contains(where: { numbers[$0] && !texts[$0] })
            {
                apart.append((column, "text"))
            } else if method != nil, !numbers[column], !texts[column] {
                apart.append((column, "empty"))
            } else if Self.others.contains(titles[column]) {
                apart.append((column, "names or sizes, no scores"))
            } else if Self.isSpread(table.names[column]) {
                apart.append((column, "a spread"))
            } else {
                scores.append(column)
            }
        }
        for column in Self.ofAnotherScale(scores, values) where !options.methodsAreRows {
            apart.append((column, "whole numbers of another scale"))
            scores.removeAll { $0 == column }
        }
        if !apart.isEmpty {
            let words = apart.map { "\(NumbersError.quoted(table.names[$0.column])) (\($0.reason))" }
            notes.append(
                "not taken for \(method == nil ? "methods" : "scores"): \(words.joined(separator: ", ")); "
                    + (method == nil ? "--columns names the columns that are" : "--score names the columns that are"))
        }
    }

    /// The column of a name.
    static func column(_ name: String, _ option: String, _ table: RawTable) throws -> Int {
        if let column = table.names.firstIndex(of: name) { return column }
        let near = EditDistance.nearest(to: name, among: table.names)
        throw table.error(
            nil, nil,
            "there is no column \(NumbersError.quoted(name)) for --\(option); "
                + (near.isEmpty
                    ? "there are \(table.names.prefix(20).joined(separator: ", "))"
                    : "did you mean \(near.joined(separator: " or "))?"))
    }

    private static func areDistinct(_ table: RawTable, _ columns: [Int]) -> Bool {
        Set(table.rows.map { row in columns.map { row[$0] ?? "" } }).count == table.rows.count
    }

    /// Whether a column counts its rows, or holds distinct whole numbers under a name for such.
    private static func isCount(_ values: [RawTable.Value], isNamed: Bool) -> Bool {
        let whole = values.compactMap { value in
            value.score?.fraction.flatMap { $0.denominator == 1 ? $0.numerator : nil }
        }
        guard whole.count == values.count, Set(whole).count == whole.count, whole.count > 1 else { return false }
        guard !isNamed else { return true }
        let sorted = whole.sorted()
        let isRun = sorted.last.map { $0 - sorted[0] == sorted.count - 1 } ?? false
        return whole.count > 2 && whole == sorted && (isRun || sorted[0] > 1)
    }

    /// Whether a text begins as a number does, so that it is rather a wrong number than a word.
    private static func looksLikeANumber(_ text: String?) -> Bool {
        guard let text, let first = text.first else { return false }
        return first.isNumber || "+-.".contains(first) || ["inf", "infinity"].contains(text.lowercased())
    }

    private static func isSpread(_ name: String) -> Bool {
        let parts = name.lowercased().split { "_-. ()".contains($0) }
        guard let last = parts.last, let first = parts.first else { return false }
        return spreads.contains(String(last)) || spreads.prefix(4).contains(String(first))
    }

    /// Columns of whole numbers above 1 beside two and more of fractions of 1, or above 100 beside percentages.
    private static func ofAnotherScale(_ columns: [Int], _ values: [[RawTable.Value]]) -> [Int] {
        let numbers = columns.map { column in values[column].compactMap(\.score) }
        for limit in [1.0, 100.0] {
            let isInside = numbers.map { column in
                !column.isEmpty && column.allSatisfy { $0.value >= -limit && $0.value <= limit }
            }
            let isWholeAbove = numbers.map { column in
                !column.isEmpty && column.allSatisfy { $0.value > limit && $0.fraction?.denominator == 1 }
            }
            let isRest = zip(isInside, isWholeAbove).allSatisfy { $0 || $1 }
            // Whole numbers beside whole numbers, as counts or places, are of one scale.
            let hasFractions = zip(isInside, numbers).contains { isInside, column in
                isInside && column.contains { $0.fraction?.denominator != 1 }
            }
            if isRest, hasFractions, isInside.count(where: { $0 }) >= 2 {
                return zip(columns, isWholeAbove).filter(\.1).map(\.0)
            }
        }
        return []
    }
}

import ArgumentParser
import Benchmark
import Datasets
import Formats
import Foundation
import Tables

/// `snnbench add`.
struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes a task of a table of your own, as user/NAME.",
        discussion: """
            The table is text with a line of column names first, ARFF or LIBSVM, compressed or not; - is standard \
            input, a folder one in the layout of data_py. Columns of numbers become a feature each, all others a feature \
            of 0 and 1 for each of their values; the values of the target are the classes, or numbers with --target-kind \
            number. Features are standardised on \
            the training rows of each split when a network learns from them. Cells that are empty, ?, NA, NaN, null, \
            None, N/A or another word of pandas or R are missing. A column that is not there by its name may be called \
            by its position, as #3.
            """,
        examples: ["snnbench add flowers.csv --target species", "snnbench add openml/61 --name flowers"])

    @Argument(
        help: ArgumentHelp(
            "The table: a file, or one of a public collection, as openml/61 or pmlb/mushroom.", valueName: "file"),
        completion: .file())
    var file: String

    @Option(
        help: ArgumentHelp(
            "The column to predict (default: the last); several are labels, each of two values.", valueName: "column"))
    var target: [String] = []

    @Option(
        help: ArgumentHelp(
            "What the values of the target are: classes, or a number that is predicted itself.", valueName: "kind"))
    var targetKind = TableOptions.TargetKind.classes

    @Option(help: ArgumentHelp("The task's name (default: the file's, without its ending).", valueName: "name"))
    var name: String?

    @Option(
        help: ArgumentHelp("A table whose rows are for testing; the only split has them.", valueName: "file"),
        completion: .file())
    var testTable: String?

    @Option(
        help: ArgumentHelp("With --test-table: a table whose rows are for validation.", valueName: "file"),
        completion: .file())
    var validationTable: String?

    @Option(help: ArgumentHelp("A column to leave out, as an identifier (repeatable).", valueName: "column"))
    var ignore: [String] = []

    @Option(
        name: [.customLong("categorical"), .customLong("category")],
        help: ArgumentHelp(
            "A column whose values are kinds, whatever they look like, the target too (repeatable).",
            valueName: "column"))
    var categorical: [String] = []

    @Option(
        help: ArgumentHelp(
            "A column whose words have an order, as size=small,medium,large: one feature (repeatable).",
            valueName: "column=words"))
    var ordinal: [String] = []

    @Option(
        help: ArgumentHelp(
            "Missing cells: fill (a number becomes the mean of its column over the training rows, a category one of its "
                + "own), drop (the row) or refuse.", valueName: "way"))
    var missing = TableOptions.Missing.fill

    @Option(
        help: ArgumentHelp(
            "The features are images of these rows, columns and channels, as 28x28x1: channel after channel, each row by "
                + "row.", valueName: "sizes"))
    var image: String?

    @OptionGroup var cells: CellOptions
    @OptionGroup(title: "Splits") var division: DivisionOptions

    @Flag(help: "Replaces a task of the same name.")
    var replace = false

    @Option(
        help: ArgumentHelp(
            "A server to ask first for a table of a collection, as snnbench fetch has it (repeatable).",
            valueName: "base"))
    var mirror: [String] = []

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try ordinals()
        if let image, ImageShape(image) == nil {
            throw ValidationError("--image takes rows, columns and channels, as 28x28x1, each from 1 to 16384")
        }
        if validationTable != nil, testTable == nil {
            throw ValidationError("--validation-table goes with --test-table")
        }
        if testTable != nil, let option = division.dividingOption {
            throw ValidationError(
                "--test-table brings the test rows of the only split: leave out \(option), or the table")
        }
        if validationTable != nil, division.validation != nil {
            throw ValidationError("--validation-table brings the validation rows: leave out --validation, or the table")
        }
        if validationTable != nil, let option = division.drawingOption {
            throw ValidationError("--validation-table leaves nothing to draw: leave out \(option), or the table")
        }
        if isCollected, testTable != nil || cells.saysHowToRead {
            throw ValidationError(
                "\(TerminalText.short(file)) is one table and is read as its collection writes it; leave out --test-table, "
                    + "--separator, --encoding, --header, --no-header and --read-as")
        }
    }

    func run() throws {
        var options = TableOptions()
        options.format = try cells.format(of: file)
        options.targets = target
        options.targetKind = targetKind
        options.ignored = ignore
        options.categories = categorical
        options.ordinals = try ordinals()
        options.missing = missing
        options.plan = try division.plan()
        options.image = image.flatMap { ImageShape($0) }
        let table = try isCollected ? collected(options) : local(options)
        for warning in table.warnings where !output.quiet { Message.note("warning: \(TerminalText.safe(warning))") }
        try output.print(columns(of: table), notes: notes(table))
    }

    /// Whether a collection is asked for; a file of the name goes before.
    private var isCollected: Bool {
        DataLibrary.isCollected(file) && !FileManager.default.fileExists(atPath: file)
    }

    private func local(_ options: TableOptions) throws -> UserTable {
        let source = TableSource(
            path: file, testPath: testTable, validationPath: validationTable, form: cells.readAs)
        return try data.library().add(source, name: name, options: options, replacing: replace)
    }

    private func collected(_ options: TableOptions) throws -> UserTable {
        var fetching = FetchOptions(environment: ProcessInfo.processInfo.environment)
        fetching.mirrors = mirror
        let stop = StopFlag()
        let display = FetchDisplay(isQuiet: output.quiet)
        defer { display.end() }
        return try SignalHandling.listening(stop, message: "stopping; what was fetched is kept") {
            try data.library().add(
                collected: file, name: name, options: options, replacing: replace, fetching: fetching
            ) {
                display.show($0)
            } isCancelled: {
                stop.isRaised
            }
        }
    }

    private func ordinals() throws -> [String: [String]] {
        var ordinals: [String: [String]] = [:]
        for text in ordinal {
            guard let sign = text.lastIndex(of: "=") else {
                throw ValidationError("--ordinal takes a column and its words in order, as size=small,medium,large")
            }
            let words = text[text.index(after: sign)...].split(separator: ",").map(String.init)
            guard words.count > 1, Set(words).count == words.count else {
                throw ValidationError("--ordinal needs at least two words, each of them once, as size=small,large")
            }
            ordinals[String(text[..<sign])] = words
        }
        return ordinals
    }

    private func columns(of table: UserTable) -> Table {
        Table(
            columns: ["column", "role", "features", "filled", "values"],
            rows: table.columns.map { column in
                let shown = column.values.prefix(6).joined(separator: ", ")
                let values = column.values.count > 6 ? "\(shown) and \(column.values.count - 6) more" : shown
                return [
                    .text(TerminalText.safe(column.title)), .text(column.role.rawValue), .integer(column.features),
                    .integer(column.filled), .text(TerminalText.safe(values)),
                ]
            })
    }

    private func notes(_ table: UserTable) -> [String] {
        let shape = table.shape
        let (outputs, metric) =
            switch table.targets {
            case .classes: ("\(shape.outputs) classes", "")
            // Labels and numbers have no accuracy to select by.
            case .labels: ("\(shape.outputs) labels", " --protocol metric=auc")
            case .numbers: ("a number to predict", " --protocol metric=rmse")
            }
        var notes = [
            "\(table.name): \(counted(shape.rows, "row")), \(counted(shape.features, "feature")), "
                + "\(outputs), \(counted(table.splits.count, "split"))"
        ]
        func range(_ counts: [Int]) -> String {
            guard let least = counts.min(), let most = counts.max() else { return "0" }
            return least == most ? "\(least)" : "\(least) to \(most)"
        }
        notes[0] += " of \(range(table.splits.map(\.training.count))) training, "
        notes[0] += "\(range(table.splits.map(\.validation.count))) validation and "
        notes[0] += "\(range(table.splits.map(\.test.count))) test rows"
        if table.droppedRows > 0 { notes.append("\(counted(table.droppedRows, "row")) left out as a cell is missing") }
        let filled = table.columns.reduce(0) { $0 + $1.filled }
        if filled > 0 {
            notes.append(
                "\(counted(filled, "missing cell")) filled: numbers with the mean of their column over the training rows"
            )
        }
        notes.append("Train on it with: snnbench run --task \(table.name)\(metric)")
        return notes
    }
}

extension TableOptions.Missing: ExpressibleByArgument {}
extension TableOptions.TargetKind: ExpressibleByArgument {}

/// How the rows of a table are divided.
struct DivisionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The number of splits, each drawn anew; with --folds how often, with --time the number of periods (default: "
                + "4; with --folds and --time 1).", valueName: "count"))
    var splits: Int?

    @Option(
        help: ArgumentHelp(
            "The rows for testing, by class: a share of them or, from 2, a number of rows (default: 0.25).",
            valueName: "size"))
    var test: String?

    @Option(
        help: ArgumentHelp(
            "Of the other rows those for validation, by class: a share or a number (default: 0.15; with --folds the fold "
                + "before).", valueName: "size"))
    var validation: String?

    @Option(help: ArgumentHelp("Deals the rows to folds, each of which tests once.", valueName: "count"))
    var folds: Int?

    @Flag(help: "Draws rows without regard to their class.")
    var unstratified = false

    @Option(
        help: ArgumentHelp("A column whose equal values stay in one part, as a patient's name.", valueName: "column"))
    var group: String?

    @Option(
        help: ArgumentHelp(
            "A column of times, numbers or as 2026-11-26 or 2026-11-26 9:30: what is later is tested.",
            valueName: "column"))
    var time: String?

    @Option(
        help: ArgumentHelp(
            "A column that says where each row belongs: train, validation and test, or the fold that tests it "
                + "(repeatable, a split each).", valueName: "column"))
    var splitColumn: [String] = []

    @Option(help: "The seed of the splits (default: 0).")
    var seed: UInt64?

    func validate() throws {
        if let splits, !(1...1000).contains(splits) { throw ValidationError("--splits must lie between 1 and 1000") }
        if let folds, !(2...1000).contains(folds) { throw ValidationError("--folds must lie between 2 and 1000") }
        if let problem = try plan().contradiction { throw ValidationError(problem) }
        if folds != nil, test != nil {
            throw ValidationError(
                "each of the folds tests once, which leaves no size to choose: leave out --test, or --folds")
        }
        if !splitColumn.isEmpty, splits != nil || test != nil {
            throw ValidationError(
                "a --split-column says which rows are tested: leave out \(splits != nil ? "--splits" : "--test")")
        }
        if unstratified, let option = group != nil ? "--group" : time != nil ? "--time" : nil {
            throw ValidationError("\(option) divides the rows without regard to their class: leave out --unstratified")
        }
        if time != nil, seed != nil { throw ValidationError("--time leaves nothing to draw: leave out --seed") }
    }

    /// An option that says how rows are drawn; nil where none is given.
    var drawingOption: String? {
        if seed != nil { return "--seed" }
        return unstratified ? "--unstratified" : nil
    }

    /// An option that says how test rows are chosen; nil where none is given.
    var dividingOption: String? {
        if splits != nil { return "--splits" }
        if test != nil { return "--test" }
        if folds != nil { return "--folds" }
        return splitColumn.isEmpty ? nil : "--split-column"
    }

    /// The plan that the options ask for.
    func plan() throws -> SplitPlan {
        var plan = SplitPlan()
        plan.count = splits ?? (folds == nil && time == nil ? 4 : 1)
        plan.folds = folds
        if let test { plan.test = try size(test, "--test") }
        plan.validation = try validation.map { try size($0, "--validation") }
        plan.isStratified = !unstratified
        plan.group = group
        plan.time = time
        plan.columns = splitColumn
        plan.seed = seed ?? 0
        return plan
    }

    private func size(_ text: String, _ option: String) throws -> SplitPlan.Size {
        if let rows = Int(text), rows >= 2 { return .rows(rows) }
        guard let share = Double(text), share > 0, share < 1 else {
            throw ValidationError("\(option) must lie between 0 and 1, as 0.25, or be a number of rows from 2")
        }
        return .share(share)
    }
}

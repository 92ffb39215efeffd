import ArgumentParser
import Datasets
import Foundation
import Tables

/// `snnbench add`.
struct AddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Makes a task of a table of your own, as user/NAME.",
        discussion: """
            The table is text with a line of column names first. Columns of numbers become a feature each, all others a \
            feature of 0 and 1 for each of their values; the values of the target are the classes. Features are \
            standardised on the training rows of each split when a network learns from them. Cells that are empty, ?, NA, \
            NaN or null are missing.
            """)

    @Argument(help: ArgumentHelp("The table.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("The column to predict (default: the last).", valueName: "column"))
    var target: String?

    @Option(help: ArgumentHelp("The task's name (default: the file's, without its ending).", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("A column to leave out, as an identifier (repeatable).", valueName: "column"))
    var ignore: [String] = []

    @Option(help: ArgumentHelp("A column whose numbers are categories (repeatable).", valueName: "column"))
    var category: [String] = []

    @Option(
        help: ArgumentHelp(
            "Missing cells: fill (a number becomes the mean of its column, a category one of its own), drop (the row) or "
                + "refuse.", valueName: "way"))
    var missing = TableOptions.Missing.fill

    @Option(
        help: ArgumentHelp(
            "What separates cells: one character or tab (default: a comma, in .tsv files a tab).",
            valueName: "character"))
    var separator: String?

    @Option(help: ArgumentHelp("The number of splits, each drawn anew.", valueName: "count"))
    var splits = 4

    @Option(help: ArgumentHelp("The share of the rows for testing, by class.", valueName: "share"))
    var test = 0.25

    @Option(help: ArgumentHelp("The share of the other rows for validation, by class.", valueName: "share"))
    var validation = 0.15

    @Option(help: "The seed of the splits.")
    var seed: UInt64 = 0

    @Flag(help: "Replaces a task of the same name.")
    var replace = false

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...100).contains(splits) else { throw ValidationError("--splits must lie between 1 and 100") }
        guard test > 0, test < 1 else { throw ValidationError("--test must lie between 0 and 1, as 0.25") }
        guard validation > 0, validation < 1 else {
            throw ValidationError("--validation must lie between 0 and 1, as 0.15")
        }
        _ = try separatorByte()
    }

    func run() throws {
        var options = TableOptions()
        options.target = target
        options.ignored = ignore
        options.categories = category
        options.missing = missing
        options.separator = try separatorByte()
        options.splits = splits
        options.test = test
        options.validation = validation
        options.seed = seed
        let table = try data.library().add(table: file, name: name, options: options, replacing: replace)
        try output.print(columns(of: table), notes: notes(table))
    }

    private func separatorByte() throws -> UInt8 {
        guard let separator else { return UInt8(ascii: file.lowercased().hasSuffix(".tsv") ? "\t" : ",") }
        if ["tab", "\\t"].contains(separator) { return UInt8(ascii: "\t") }
        guard separator.utf8.count == 1, let byte = separator.utf8.first, !"\"\r\n".utf8.contains(byte) else {
            throw ValidationError("--separator must be one ASCII character, as ; or the word tab")
        }
        return byte
    }

    private func columns(of table: UserTable) -> Table {
        Table(
            columns: ["column", "role", "features", "filled", "values"],
            rows: table.columns.map { column in
                let shown = column.values.prefix(6).joined(separator: ", ")
                let values = column.values.count > 6 ? "\(shown) and \(column.values.count - 6) more" : shown
                return [
                    .text(column.title), .text(column.role.rawValue), .integer(column.features),
                    .integer(column.filled), .text(values),
                ]
            })
    }

    private func notes(_ table: UserTable) -> [String] {
        let task = table.task
        var notes = [
            "\(task.name): \(counted(task.shape.rows, "row")), \(counted(task.shape.features, "feature")), "
                + "\(task.shape.outputs) classes, \(counted(task.splits.count, "split"))"
        ]
        if let split = task.splits.first {
            notes[0] += " of \(split.training.count) training, \(split.validation.count) validation and "
            notes[0] += "\(split.test.count) test rows"
        }
        if table.droppedRows > 0 { notes.append("\(counted(table.droppedRows, "row")) left out as a cell is missing") }
        let filled = table.columns.reduce(0) { $0 + $1.filled }
        if filled > 0 {
            notes.append("\(counted(filled, "missing cell")) filled: numbers with the mean of their column")
        }
        notes.append("Train on it with: snnbench run --task \(task.name)")
        return notes
    }
}

extension TableOptions.Missing: ExpressibleByArgument {}

import ArgumentParser
import ResultStore

/// `snnbench export`.
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Writes every fact of a results file as JSON or CSV, for other programs and for import.",
        discussion: """
            JSON is one object with an array a table, CSV a folder with a file a table. Facts refer to each other by \
            digests, never by row ids; attempts that still run are left out. For a view as a flat table: \
            snnbench query "SELECT * FROM unit_overview" --format csv.
            """,
        examples: ["snnbench export facts.json", "snnbench export --datasette-metadata metadata.json"])

    @Argument(
        help: ArgumentHelp("The file of JSON (- for standard output) or the folder of CSV.", valueName: "path"),
        completion: .file())
    var path = "-"

    @Option(help: ArgumentHelp("json or csv.", valueName: "form"))
    var format = FactFormat.json

    @Flag(
        help: """
            Writes no facts, but what Datasette shows beside the file itself: what each table and view is, and the named queries \
            (datasette FILE --metadata PATH).
            """)
    var datasetteMetadata = false

    @OptionGroup var database: DatabaseOption

    @Flag(help: "No messages.")
    var quiet = false

    func validate() throws {
        if datasetteMetadata, format == .csv { throw ValidationError("the metadata of Datasette is JSON") }
        try OutputPlace(path).check()
        if format == .csv, path == "-" { throw ValidationError("name a folder for the files of CSV") }
    }

    func run() throws {
        let store = try database.openForReading()
        if datasetteMetadata {
            var output = OutputOptions()
            (output.output, output.format, output.quiet, output.raw) = (path == "-" ? nil : path, .json, quiet, true)
            return try output.write(try store.datasetteMetadata().indentedText)
        }
        let interruption = StoreInterruption(store)
        let counts = try withExtendedLifetime(interruption) { try store.export(to: path, format: format) }
        guard !quiet else { return }
        let named = FactTable.allCases.map { "\(counts[$0] ?? 0) \($0.rawValue)" }
        Message.note("wrote " + named.joined(separator: ", "))
    }
}

extension FactFormat: ExpressibleByArgument {}

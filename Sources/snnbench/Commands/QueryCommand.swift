import ArgumentParser
import Foundation
import ResultStore

/// `snnbench query`.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Runs one SQL statement, or a named query, on the results; never changes them.")

    @Argument(help: "An SQL statement, or the name of a query (see --list).")
    var statement: String?

    @Option(
        help: ArgumentHelp("Read the statement from a file; - is standard input.", valueName: "file"),
        completion: .file())
    var file: String?

    @Flag(help: "Lists the named queries.")
    var list = false

    @OptionGroup var database: DatabaseOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        if list {
            let rows: [[Cell]] = NamedQuery.all.map { [.text($0.name), .text($0.summary)] }
            try output.print(TextTable(columns: ["query", "answers"], rows: rows))
            return
        }
        let statement = try statementToRun()
        let store = try database.openForReading()
        let result =
            try NamedQuery.named(statement).map { try store.query($0) } ?? store.query(statement)
        try output.print(
            TextTable(columns: result.columns, rows: result.rows.map { $0.map(Cell.init) }))
    }

    private func statementToRun() throws -> String {
        switch (statement, file) {
        case (let statement?, nil): return statement
        case (nil, let file?): return try Self.read(file)
        case (nil, nil): throw ValidationError("an SQL statement or the name of a query is missing")
        case (.some, .some): throw ValidationError("a statement and --file were given; one of them is run")
        }
    }

    private static func read(_ file: String) throws -> String {
        let data: Data
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
            throw Failure(kind: .inputOutput, description: "\(file): it is a folder, not a file with a statement")
        }
        do {
            data =
                file == "-"
                ? try FileHandle.standardInput.readToEnd() ?? Data() : try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw Failure(kind: .inputOutput, description: "\(file): cannot be read: \(error.localizedDescription)")
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw Failure(kind: .badData, description: "\(file): not UTF-8 text")
        }
        return text
    }
}

extension Cell {
    /// A value of the store.
    init(_ value: QueryValue) {
        switch value {
        case .null: self = .none
        case .integer(let number): self = .integer(Int(number))
        case .real(let number): self = .text("\(number)")
        case .text(let text): self = .text(text)
        case .blob(let bytes): self = .text("\(bytes.count) bytes")
        }
    }
}

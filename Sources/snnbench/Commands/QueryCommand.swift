import ArgumentParser
import ResultStore

/// `snnbench query`.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Runs one SQL statement, or a named query, on the results; never changes them.")

    @Argument(help: "An SQL statement, or the name of a query (see --list).")
    var statement: String?

    @Flag(help: "Lists the named queries.")
    var list = false

    @OptionGroup var database: DatabaseOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        try reportingErrors {
            if list {
                let rows: [[Cell]] = NamedQuery.all.map { [.text($0.name), .text($0.summary)] }
                try output.print(TextTable(columns: ["query", "answers"], rows: rows))
                return
            }
            guard let statement else { throw ValidationError("an SQL statement or the name of a query is missing") }
            let store = try database.openForReading()
            let result =
                try NamedQuery.named(statement).map { try store.query($0) } ?? store.query(statement)
            try output.print(
                TextTable(columns: result.columns, rows: result.rows.map { $0.map(Cell.init) }))
        }
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

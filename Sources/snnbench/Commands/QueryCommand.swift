import ArgumentParser
import Benchmark
import Evaluation
import Formats
import Foundation
import ResultStore
import Tables

/// `snnbench query`.
struct QueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query",
        abstract: "Runs one SQL statement, or a named query, on the results; never changes them.",
        discussion: """
            A named query takes its parameters as options: snnbench query learning-curves --task sample/iris. Rows are \
            printed as they come; the widths of a plain table are those of its first 10000 rows.
            """,
        examples: [
            "snnbench query --list", "snnbench query learning-curves --task sample/iris --format csv",
            "snnbench query \"SELECT outcome, count(*) FROM attempts GROUP BY 1\"",
        ])

    @Argument(help: "An SQL statement, or the name of a query (see --list).", completion: .queries)
    var statement: String?

    @Option(
        help: ArgumentHelp("Read the statement from a file; - is standard input.", valueName: "file"),
        completion: .file())
    var file: String?

    @Flag(help: "Lists the named queries.")
    var list = false

    @Option(help: ArgumentHelp("The suite that a named query is about.", valueName: "name"), completion: .suites)
    var suite: String?

    @Option(help: ArgumentHelp("The task that a named query is about.", valueName: "name"), completion: .tasks)
    var task: String?

    @Option(help: ArgumentHelp("The method that a named query is about.", valueName: "name"), completion: .methods)
    var method: String?

    @Option(help: ArgumentHelp("The method that better-method compares with.", valueName: "name"), completion: .methods)
    var other: String?

    @Option(help: ArgumentHelp("The most rows to print.", valueName: "count"))
    var limit: Int?

    @Option(help: ArgumentHelp("Give the query up after some time, as 10s or 2m.", valueName: "time"))
    var timeout: TimeAmount?

    @OptionGroup var database: DatabaseOption
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit is 0 or more") }
    }

    func run() throws {
        if list {
            let rows: [[Cell]] =
                (RankingQuery.all.map { ($0.name, $0.parameters, $0.summary) }
                + NamedQuery.all.map { ($0.name, $0.parameters, $0.summary) }).map { name, parameters, summary in
                    [
                        .text(name), .text(parameters.map { "--\($0.name)" }.joined(separator: " ")), .text(summary),
                    ]
                }
            try output.print(Table(columns: ["query", "options", "answers"], rows: rows))
            return
        }
        let statement = try statementToRun()
        if let ranking = RankingQuery.named(statement) { return try run(ranking) }
        let query = try namedQuery(statement)
        let store = try database.openForReading()
        let interruption = StoreInterruption(store, after: timeout?.seconds)
        try withExtendedLifetime(interruption) {
            do {
                try output.writeRows { printer in
                    var left = limit ?? .max
                    let columns = { (names: [String]) in printer.begin(names) }
                    let row = { (values: [QueryValue]) throws -> Bool in
                        guard left > 0 else { return false }
                        left -= 1
                        try printer.add(values)
                        return true
                    }
                    if let query {
                        try store.query(query, arguments: arguments, columns: columns, row: row)
                    } else {
                        try store.query(statement, arguments: [:], columns: columns, row: row)
                    }
                }
            } catch ResultStoreError.queryInterrupted where interruption.wasOverdue {
                throw Failure(
                    kind: .tryAgain,
                    description: "the query was given up when its time was over; --timeout gives it more")
            }
        }
    }

    /// Prints the rows of a query that ranks.
    private func run(_ ranking: RankingQuery) throws {
        let known = ranking.parameters.map(\.name)
        if let name = arguments.keys.filter({ !known.contains($0) }).min() {
            throw Failure(
                kind: .usage,
                description: "\(ranking.name) has no --\(name); it has "
                    + known.map { "--\($0)" }.joined(separator: ", "))
        }
        let given = arguments.compactMapValues { if case .text(let text) = $0 { text } else { nil } }
        let result = try ranking.run(try database.openForReading(), .standard, arguments: given)
        try output.writeRows { printer in
            printer.begin(result.columns)
            for row in result.rows.prefix(limit ?? .max) { try printer.add(row) }
        }
    }

    /// The parameters that were given, by name.
    private var arguments: [String: QueryValue] {
        [("suite", suite), ("task", task), ("method", method), ("other", other)].reduce(into: [:]) { all, given in
            if let value = given.1 { all[given.0] = .text(value) }
        }
    }

    /// The query that a statement names; none where it is SQL.
    private func namedQuery(_ statement: String) throws -> NamedQuery? {
        if let query = NamedQuery.named(statement) { return query }
        let isName =
            statement.contains { $0 == "-" || $0.isLetter } && statement.allSatisfy { $0 == "-" || $0.isLetter }
        if isName {
            throw Failure.unknown("query", statement, among: RankingQuery.all.map(\.name) + NamedQuery.all.map(\.name))
        }
        if let name = arguments.keys.min() {
            throw Failure(
                kind: .usage, description: "--\(name) is for named queries; in SQL write a condition (see --list)")
        }
        return nil
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

extension OutputOptions {
    /// Prints rows as they come; a file appears whole or not at all.
    func writeRows(_ work: (RowPrinter) throws -> Void) throws {
        try output.map { try OutputPlace($0).check() }
        let file = try AsideFile(output ?? "-")
        let isShown = isShown
        let printer = RowPrinter(
            format, isRaw: raw, width: isShown ? LiveView.terminalSize(STDOUT_FILENO).columns : nil
        ) {
            try file.write(isShown ? Array(TerminalText.safeLines(String(decoding: $0, as: UTF8.self)).utf8) : $0)
        }
        try work(printer)
        try printer.end()
        try file.commit()
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

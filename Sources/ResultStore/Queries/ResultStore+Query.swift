import Foundation
import GRDB

/// A value of a query's result, of one of SQLite's five types.
public enum QueryValue: Equatable, Hashable, Sendable {
    /// No value.
    case null
    /// An integer.
    case integer(Int64)
    /// A floating-point number.
    case real(Double)
    /// A text.
    case text(String)
    /// Bytes.
    case blob([UInt8])
}

/// The rows that a query gave.
public struct QueryResult: Equatable, Sendable {
    /// The names of the columns, in order.
    public let columns: [String]
    /// The rows, each with a value per column.
    public let rows: [[QueryValue]]

    /// Creates a result.
    ///
    /// - Parameters:
    ///   - columns: The names of the columns.
    ///   - rows: The rows.
    public init(columns: [String], rows: [[QueryValue]]) {
        self.columns = columns
        self.rows = rows
    }
}

extension ResultStore {
    /// Runs one SQL statement that reads.
    ///
    /// - Parameters:
    ///   - sql: The statement: SELECT, WITH, VALUES, EXPLAIN or a PRAGMA that reads.
    ///   - arguments: Values of named parameters, without their colon; a parameter that is not named here is NULL.
    ///   - limit: The most rows to return; `nil` for all.
    /// - Throws: `ResultStoreError.notAReadingStatement`, `.invalidQuery`, `.queryInterrupted` and others.
    /// - Returns: The names of the columns and the rows.
    public func query(
        _ sql: String, arguments: [String: QueryValue] = [:], limit: Int? = nil
    ) throws(ResultStoreError) -> QueryResult {
        var columns: [String] = []
        var rows: [[QueryValue]] = []
        try stream(sql, arguments) { names in
            columns = names
        } _: { row in
            if let limit, rows.count >= limit { return false }
            rows.append(row)
            return true
        }
        return QueryResult(columns: columns, rows: rows)
    }

    /// Runs one SQL statement that reads and hands on its rows one by one, for results larger than memory.
    ///
    /// - Parameters:
    ///   - sql: The statement.
    ///   - arguments: Values of named parameters, without their colon.
    ///   - columns: Takes the names of the columns, once, before the rows.
    ///   - row: Takes a row's values and says whether to go on.
    /// - Throws: `ResultStoreError`, and whatever `row` throws.
    public func query(
        _ sql: String, arguments: [String: QueryValue], columns: ([String]) -> Void,
        row: ([QueryValue]) throws -> Bool
    ) throws {
        var failure: (any Error)?
        try stream(sql, arguments, columns) {
            do {
                return try row($0)
            } catch {
                failure = error
                return false
            }
        }
        if let failure { throw failure }
    }

    private func stream(
        _ sql: String, _ arguments: [String: QueryValue], _ columns: ([String]) -> Void,
        _ row: ([QueryValue]) -> Bool
    ) throws(ResultStoreError) {
        guard ReadingStatement.isAllowed(sql) else { throw .notAReadingStatement(sql: sql) }
        guard !sql.utf8.contains(0) else { throw .invalidQuery(sql: "SQL with a zero byte", detail: "zero byte") }
        try read { database in
            do {
                let statement = try database.makeStatement(sql: sql)
                guard statement.isReadonly else { throw ResultStoreError.notAReadingStatement(sql: sql) }
                let names = statement.columnNames
                columns(names)
                let rows = RawRows(statement, unchecked: Self.arguments(arguments), in: database)
                while try rows.next() {
                    guard row(names.indices.map { rows.value($0) }) else { break }
                }
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_ERROR || error.resultCode == .SQLITE_MISUSE
                || error.resultCode == .SQLITE_RANGE
            {
                // GRDB finds the second statement, and its message names functions of Swift.
                let isMultiple = error.message?.hasPrefix("Multiple statements") ?? false
                let detail = isMultiple ? "more than one statement: run them one by one" : error.message ?? "error"
                throw ResultStoreError.invalidQuery(sql: sql, detail: detail)
            }
        }
    }

    /// Runs one of the queries that have a name and hands on its rows one by one.
    ///
    /// - Parameters:
    ///   - query: The query.
    ///   - arguments: Values of its parameters by name; the others keep their default.
    ///   - columns: Takes the names of the columns, once, before the rows.
    ///   - row: Takes a row's values and says whether to go on.
    /// - Throws: `ResultStoreError`, and whatever `row` throws.
    public func query(
        _ query: NamedQuery, arguments: [String: QueryValue], columns: ([String]) -> Void,
        row: ([QueryValue]) throws -> Bool
    ) throws {
        try self.query(query.sql, arguments: Self.complete(arguments, for: query), columns: columns, row: row)
    }

    /// Runs one of the queries that have a name.
    ///
    /// - Parameters:
    ///   - query: The query.
    ///   - arguments: Values of its parameters by name; the others keep their default.
    ///   - limit: The most rows to return; `nil` for all.
    /// - Throws: `ResultStoreError`.
    /// - Returns: The names of the columns and the rows.
    public func query(
        _ query: NamedQuery, arguments: [String: QueryValue] = [:], limit: Int? = nil
    ) throws(ResultStoreError) -> QueryResult {
        try self.query(query.sql, arguments: Self.complete(arguments, for: query), limit: limit)
    }

    /// The value of each parameter of a query: the one that was given, or else its default.
    private static func complete(
        _ arguments: [String: QueryValue], for query: NamedQuery
    ) throws(ResultStoreError) -> [String: QueryValue] {
        let known = Set(query.parameters.map(\.name))
        if let unknown = arguments.keys.sorted().first(where: { !known.contains($0) }) {
            let names = query.parameters.map(\.name).joined(separator: ", ")
            throw .invalidQuery(
                sql: query.name, detail: "no parameter '\(unknown)'; it has \(names.isEmpty ? "none" : names)")
        }
        let defaults = Dictionary(query.parameters.map { ($0.name, $0.defaultValue) }) { _, later in later }
        return defaults.merging(arguments) { _, given in given }
    }

    /// The values as GRDB binds them; parameters that nobody named stay NULL, so a query can take "all" for an answer.
    private static func arguments(_ arguments: [String: QueryValue]) -> StatementArguments {
        var values: [String: (any DatabaseValueConvertible)?] = [:]
        for (name, value) in arguments { values[name] = databaseValue(value) }
        return StatementArguments(values)
    }

    private static func databaseValue(_ value: QueryValue) -> DatabaseValue {
        switch value {
        case .null: .null
        case .integer(let value): value.databaseValue
        case .real(let value): value.databaseValue
        case .text(let value): value.databaseValue
        case .blob(let bytes): Data(bytes).databaseValue
        }
    }
}

/// The rule of which SQL a person may run through `query`.
enum ReadingStatement {
    private static let readingPragmas: Set<String> = [
        "application_id", "compile_options", "foreign_key_check", "foreign_key_list", "freelist_count",
        "function_list", "index_info", "index_list", "index_xinfo", "integrity_check", "page_count", "page_size",
        "pragma_list", "quick_check", "table_info", "table_list", "table_xinfo", "user_version",
    ]

    /// Whether a statement begins as one that only reads; SQLite's own word on that is asked besides.
    ///
    /// SQLite counts ATTACH, BEGIN and some PRAGMAs as reading, since they change no content themselves.
    ///
    /// - Parameter sql: The SQL.
    static func isAllowed(_ sql: String) -> Bool {
        let text = withoutLeadingComments(sql[...])
        let keyword = text.prefix { $0.isLetter }.uppercased()
        switch keyword {
        case "SELECT", "WITH", "VALUES", "EXPLAIN": return true
        case "PRAGMA":
            let name = withoutLeadingComments(text.dropFirst(keyword.count)).prefix { $0.isLetter || $0 == "_" }
            return readingPragmas.contains(name.lowercased()) && !text.contains("=")
        default: return false
        }
    }

    private static func withoutLeadingComments(_ sql: Substring) -> Substring {
        var rest = sql
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == ";" }
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*") {
                guard let end = rest.range(of: "*/") else { return rest[rest.endIndex...] }
                rest = rest[end.upperBound...]
            } else {
                return rest
            }
        }
    }
}

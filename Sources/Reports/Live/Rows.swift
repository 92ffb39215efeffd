import ResultStore

/// The rows of a query, read by column numbers.
struct Rows: Sequence {
    /// One row.
    struct Row {
        fileprivate let values: [QueryValue]

        /// A text; the empty one where the value is another.
        func text(_ column: Int) -> String {
            if case .text(let text) = values[column] { text } else { "" }
        }

        /// A whole number, if it is one.
        func integer(_ column: Int) -> Int? {
            if case .integer(let value) = values[column] { Int(value) } else { nil }
        }

        /// A number, if it is one.
        func double(_ column: Int) -> Double? {
            switch values[column] {
            case .real(let value): value
            case .integer(let value): Double(value)
            default: nil
            }
        }
    }

    private let result: QueryResult

    /// Runs a query.
    init(_ store: ResultStore, _ sql: String, _ arguments: [String: QueryValue] = [:]) throws {
        result = try store.query(sql, arguments: arguments)
    }

    func makeIterator() -> AnyIterator<Row> {
        var iterator = result.rows.makeIterator()
        return AnyIterator { iterator.next().map { Row(values: $0) } }
    }
}

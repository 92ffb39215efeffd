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

import GRDB

/// Access to a row's values that turns an unexpected type into an error, since a damaged file can hold any.
extension Row {
    /// A column's value as an integer, or `nil` where it is something else.
    ///
    /// - Parameter index: The column, counted from 0.
    func integer(_ index: Int) -> Int64? {
        guard index < count else { return nil }
        guard case .int64(let value) = (self[index] as DatabaseValue).storage else { return nil }
        return value
    }

    /// A column's value as a `Double`, or `nil` where it is not a number.
    ///
    /// - Parameter index: The column, counted from 0.
    func double(_ index: Int) -> Double? {
        guard index < count else { return nil }
        switch (self[index] as DatabaseValue).storage {
        case .double(let value): return value
        case .int64(let value): return Double(value)
        default: return nil
        }
    }

    /// A column's value as a text, or `nil` where it is something else.
    ///
    /// - Parameter index: The column, counted from 0.
    func text(_ index: Int) -> String? {
        guard index < count else { return nil }
        guard case .string(let value) = (self[index] as DatabaseValue).storage else { return nil }
        return value
    }

    /// A column's value as an integer that must be there.
    ///
    /// - Parameter index: The column, counted from 0.
    /// - Throws: `UnexpectedValue`.
    func requiredInteger(_ index: Int) throws -> Int64 {
        guard let value = integer(index) else { throw UnexpectedValue(row: self, index: index, expected: "an integer") }
        return value
    }

    /// A column's value as a text that must be there.
    ///
    /// - Parameter index: The column, counted from 0.
    /// - Throws: `UnexpectedValue`.
    func requiredText(_ index: Int) throws -> String {
        guard let value = text(index) else { throw UnexpectedValue(row: self, index: index, expected: "a text") }
        return value
    }
}

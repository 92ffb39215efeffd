import Formats
import Foundation
import GRDB

/// A value that a sound file can't hold.
struct UnexpectedValue: Error {
    /// What was found and expected.
    let detail: String

    init(row: Row, index: Int, expected: String) {
        let names = Array(row.columnNames)
        let name = index < names.count ? names[index] : "column \(index + 1)"
        detail = "\(name) is not \(expected)"
    }

    init(_ detail: String) { self.detail = detail }
}

// Not inlined: where these switches are, with others of their kind, copied into one long function, the optimiser of Swift 6.3 ends with
// a fault of its own ("found outside of lifetime use").
extension DatabaseValue {
    /// The value as an integer, or `nil` where it is something else.
    @inline(never) var integer: Int64? {
        if case .int64(let value) = storage { value } else { nil }
    }

    /// The value as a `Double`, or `nil` where it is not a number.
    @inline(never) var double: Double? {
        switch storage {
        case .double(let value): value
        case .int64(let value): Double(value)
        default: nil
        }
    }

    /// The value as a text, or `nil` where it is something else.
    @inline(never) var text: String? {
        if case .string(let value) = storage { value } else { nil }
    }
}

/// Access to a row's values by name that turns an unexpected type into an error, since a damaged file can hold any.
extension Row {
    /// A column's value as an integer, or `nil` where it is something else.
    func integer(_ name: String) -> Int64? { value(name).integer }

    /// A column's value as a count, or `nil` where it is something else.
    func count(_ name: String) -> Int? { value(name).integer.map { Int($0) } }

    /// A column's value as a `Double`, or `nil` where it is not a number.
    func double(_ name: String) -> Double? { value(name).double }

    /// A column's value as a text, or `nil` where it is something else.
    func text(_ name: String) -> String? { value(name).text }

    /// A column's value as a time, or `nil` where it is something else.
    func time(_ name: String) -> Date? { value(name).text.flatMap(Timestamp.date) }

    /// A column's value as an integer that must be there.
    func requiredInteger(_ name: String) throws -> Int64 { try required(integer(name), name, "an integer") }

    /// A column's value as a count that must be there.
    func requiredCount(_ name: String) throws -> Int { Int(try requiredInteger(name)) }

    /// A column's value as a text that must be there.
    func requiredText(_ name: String) throws -> String { try required(text(name), name, "a text") }

    /// A column's value as a time that must be there.
    func requiredTime(_ name: String) throws -> Date { try required(time(name), name, "a time") }

    private func value(_ name: String) -> DatabaseValue {
        (self[name] as (any DatabaseValueConvertible)?)?.databaseValue ?? .null
    }

    private func required<Value>(_ value: Value?, _ name: String, _ expected: String) throws -> Value {
        guard let value else { throw UnexpectedValue("\(name) is not \(expected)") }
        return value
    }
}

/// Access by position, for statements with a column or two.
extension Row {
    /// A column's value as an integer, or `nil` where it is something else.
    func integer(_ index: Int) -> Int64? { value(index).integer }

    /// A column's value as a text, or `nil` where it is something else.
    func text(_ index: Int) -> String? { value(index).text }

    /// A column's value as an integer that must be there.
    func requiredInteger(_ index: Int) throws -> Int64 {
        guard let value = integer(index) else { throw UnexpectedValue(row: self, index: index, expected: "an integer") }
        return value
    }

    /// A column's value as a text that must be there.
    func requiredText(_ index: Int) throws -> String {
        guard let value = text(index) else { throw UnexpectedValue(row: self, index: index, expected: "a text") }
        return value
    }

    private func value(_ index: Int) -> DatabaseValue { index < count ? self[index] : .null }
}

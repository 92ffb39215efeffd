import Formats
import Foundation
import GRDB

/// A record that is a row of a table; its fields are the one place where the table's columns are named.
///
/// A new column is a line in `fields`, with the property that it holds, and a migration.
protocol StoredRecord: Sendable {
    /// The table that the record is a row of.
    static var table: FactTable { get }
    /// Every column but the row id, in the order of the schema.
    static var fields: [StoredField<Self>] { get }
    /// A record without content, to be filled from a row.
    static var blank: Self { get }
}

/// A column with how a record's value goes into it and comes out of it.
struct StoredField<Record: Sendable>: Sendable {
    let column: StoredColumn
    /// The value as it is stored; NULL for a reference, whose row id only the store knows.
    let value: @Sendable (Record) -> DatabaseValue
    /// Gives the record a stored value.
    let set: @Sendable (inout Record, DatabaseValue) throws -> Void

    init(
        _ name: String, _ kind: FactTable.Kind, isOptional: Bool = false, role: StoredColumn.Role = .value,
        value: @escaping @Sendable (Record) -> DatabaseValue,
        set: @escaping @Sendable (inout Record, DatabaseValue) throws -> Void
    ) {
        column = StoredColumn(name: name, kind: kind, isOptional: isOptional, role: role)
        self.value = value
        self.set = set
    }

    /// A reference to a row of another table.
    static func reference(_ table: FactTable, isOptional: Bool = false) -> StoredField {
        StoredField(
            table.rowID ?? "", .integer, isOptional: isOptional, role: .reference(table), value: { _ in .null },
            set: { _, _ in })
    }

    /// A value that is computed from the others, and not taken from a row.
    static func computed(
        _ name: String, isOptional: Bool = false, _ value: @escaping @Sendable (Record) -> String?
    ) -> StoredField {
        StoredField(
            name, .text, isOptional: isOptional, value: { value($0)?.databaseValue ?? .null }, set: { _, _ in })
    }

    static func text(_ name: String, _ path: WritableKeyPath<Record, String> & Sendable) -> StoredField {
        StoredField(name, .text, value: { $0[keyPath: path].databaseValue }) {
            $0[keyPath: path] = try required($1.text, name, .text)
        }
    }

    static func text(_ name: String, _ path: WritableKeyPath<Record, String?> & Sendable) -> StoredField {
        StoredField(name, .text, isOptional: true, value: { $0[keyPath: path]?.databaseValue ?? .null }) {
            $0[keyPath: path] = $1.text
        }
    }

    static func integer(_ name: String, _ path: WritableKeyPath<Record, Int> & Sendable) -> StoredField {
        StoredField(name, .integer, value: { $0[keyPath: path].databaseValue }) {
            $0[keyPath: path] = Int(try required($1.integer, name, .integer))
        }
    }

    static func integer(_ name: String, _ path: WritableKeyPath<Record, Int64> & Sendable) -> StoredField {
        StoredField(name, .integer, value: { $0[keyPath: path].databaseValue }) {
            $0[keyPath: path] = try required($1.integer, name, .integer)
        }
    }

    static func integer(_ name: String, _ path: WritableKeyPath<Record, Int?> & Sendable) -> StoredField {
        StoredField(name, .integer, isOptional: true, value: { $0[keyPath: path]?.databaseValue ?? .null }) {
            $0[keyPath: path] = $1.integer.map { Int($0) }
        }
    }

    static func real(_ name: String, _ path: WritableKeyPath<Record, Double?> & Sendable) -> StoredField {
        StoredField(name, .real, isOptional: true, value: { stored($0[keyPath: path])?.databaseValue ?? .null }) {
            $0[keyPath: path] = $1.double
        }
    }

    /// A whole number by closures in place of a path, which would take ten times as long: for records of which there are millions.
    static func integer(
        _ name: String, _ get: @escaping @Sendable (Record) -> Int?,
        _ set: @escaping @Sendable (inout Record, Int?) -> Void
    ) -> StoredField {
        StoredField(name, .integer, isOptional: true, value: { get($0)?.databaseValue ?? .null }) {
            set(&$0, $1.integer.map { Int($0) })
        }
    }

    /// A number by closures in place of a path.
    static func real(
        _ name: String, _ get: @escaping @Sendable (Record) -> Double?,
        _ set: @escaping @Sendable (inout Record, Double?) -> Void
    ) -> StoredField {
        StoredField(name, .real, isOptional: true, value: { stored(get($0))?.databaseValue ?? .null }) {
            set(&$0, $1.double)
        }
    }

    static func time(_ name: String, _ path: WritableKeyPath<Record, Date> & Sendable) -> StoredField {
        StoredField(name, .time, value: { Timestamp.text($0[keyPath: path]).databaseValue }) {
            $0[keyPath: path] = try required($1.text.flatMap(Timestamp.date), name, .time)
        }
    }

    static func name<Value: RawRepresentable<String> & SendableMetatype>(
        _ name: String, _ path: WritableKeyPath<Record, Value> & Sendable
    ) -> StoredField {
        StoredField(name, .text, value: { $0[keyPath: path].rawValue.databaseValue }) {
            guard let value = $1.text.flatMap(Value.init(rawValue:)) else {
                throw UnexpectedValue("\(name) is none of those that there are")
            }
            $0[keyPath: path] = value
        }
    }

    static func json(_ name: String, _ path: WritableKeyPath<Record, CanonicalJSON> & Sendable) -> StoredField {
        StoredField(name, .text, value: { $0[keyPath: path].text.databaseValue }) {
            guard let value = try? CanonicalJSON(parsing: try required($1.text, name, .text)) else {
                throw UnexpectedValue("\(name) is not JSON")
            }
            $0[keyPath: path] = value
        }
    }

    /// The field as one of a record that may have such a part; without the part it is NULL.
    func lifted<Whole>(
        into path: WritableKeyPath<Whole, Record?> & Sendable, blank: Record
    ) -> StoredField<Whole> {
        let (value, set) = (value, set)
        return StoredField<Whole>(
            column.name, column.kind, isOptional: true, value: { $0[keyPath: path].map(value) ?? .null }
        ) {
            guard !$1.isNull else { return }
            var part = $0[keyPath: path] ?? blank
            try set(&part, $1)
            $0[keyPath: path] = part
        }
    }

    private static func required<Value>(_ value: Value?, _ name: String, _ kind: FactTable.Kind) throws -> Value {
        guard let value else { throw UnexpectedValue("\(name) is not \(kind.rawValue)") }
        return value
    }
}

extension StoredRecord {
    /// The table's columns.
    static var columns: [StoredColumn] { fields.map(\.column) }

    /// Where a column stands among them, counted from 0.
    static func place(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

    /// The facts of a row as the columns of a SELECT, which `RowReader.next(_:)` takes in turn.
    ///
    /// - Parameter alias: The name that the table has in the statement.
    static func list(_ alias: String) -> String {
        columns.filter { $0.role == .value }.map { "\(alias).\($0.name)" }.joined(separator: ", ")
    }

    /// Makes a record from values by name.
    init(named value: (String) -> DatabaseValue) throws {
        self = Self.blank
        for field in Self.fields where field.column.role == .value { try field.set(&self, value(field.column.name)) }
    }

    /// Every column's value in the order of the schema; the row ids of references take their places in turn.
    func values(references: [DatabaseValue] = []) -> [DatabaseValue] {
        var next = references.makeIterator()
        return Self.fields.map { field in
            if case .reference = field.column.role { next.next() ?? .null } else { field.value(self) }
        }
    }
}

extension FactTable {
    /// The statement that adds a row with every column but the row id.
    var insertSQL: String { "\(insertion) \(values(rows: 1))" }

    /// The number of rows that `batchSQL` adds at most.
    static let batchCapacity = 64

    /// The statement that adds those of some rows whose first value is there; made once, as its making takes longer than it.
    var batchSQL: String { Self.batchStatements[self] ?? "" }

    private static let batchStatements: [FactTable: String] = Dictionary(
        uniqueKeysWithValues: [epochs, metrics].map { table in
            let rows = "(\(table.values(rows: batchCapacity)))"
            return (table, "\(table.insertion) SELECT * FROM \(rows) WHERE column1 IS NOT NULL")
        })

    private var insertion: String {
        "INSERT INTO \(rawValue) (\(storedColumns.map(\.name).joined(separator: ", ")))"
    }

    private func values(rows: Int) -> String {
        let row = "(" + storedColumns.map { _ in "?" }.joined(separator: ", ") + ")"
        return "VALUES " + repeatElement(row, count: rows).joined(separator: ", ")
    }

    /// The statement that gives the row id, or 1 where there is none, and every other column of the rows with a key.
    var findSQL: String {
        let names = storedColumns.map(\.name).joined(separator: ", ")
        let condition = key.map { "\($0) = ?" }.joined(separator: " AND ")
        return "SELECT \(rowID ?? "1"), \(names) FROM \(rawValue) WHERE \(condition)"
    }
}

/// What a record of one table says of others: the rows that it belongs to.
struct RowReader {
    private let row: Row
    private var position = 0

    init(_ row: Row) { self.row = row }

    /// Reads the columns of `Record.list` that come next.
    mutating func next<Record: StoredRecord>(_: Record.Type) throws -> Record {
        var record = Record.blank
        for field in Record.fields where field.column.role == .value {
            try field.set(&record, value())
        }
        return record
    }

    /// Reads a whole number that must be there.
    mutating func integer() throws -> Int64 {
        let place = position
        guard let number = value().integer else {
            throw UnexpectedValue(row: row, index: place, expected: "an integer")
        }
        return number
    }

    /// Reads any value.
    mutating func value() -> DatabaseValue {
        defer { position += 1 }
        return position < row.count ? row[position] : .null
    }
}

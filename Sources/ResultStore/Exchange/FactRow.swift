import Formats
import GRDB

/// One fact of an export, its values by column, with its place in the file for errors.
struct FactRow {
    let table: FactTable
    let values: [String: QueryValue]
    /// The version of the form that the export has.
    var version = 1
    /// The file, and the line or the number of the record within it.
    let file: String
    let place: String

    /// A value that must be there.
    func text(_ name: String) throws(ResultStoreError) -> String {
        guard case .text(let value)? = values[name] else { throw problem("\(name) is missing or no text") }
        return value
    }

    /// A whole number that must be there.
    func integer(_ name: String) throws(ResultStoreError) -> Int {
        guard case .integer(let value)? = values[name] else { throw problem("\(name) is missing or no whole number") }
        return Int(value)
    }

    /// A value as it is stored.
    func stored(_ name: String) -> DatabaseValue {
        switch values[name] ?? .null {
        case .null, .blob: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        }
    }

    private static let exampleTime = "2026-11-21T09:30:00.123Z"

    /// The error that names this fact.
    func problem(_ detail: String) -> ResultStoreError {
        .badFacts(file: file, place: place, problem: detail)
    }

    /// Makes a row after checking the type of every column.
    ///
    /// - Parameters:
    ///   - table: The kind of fact.
    ///   - values: The values by name; what a column allows to miss may be missing.
    ///   - file: The file they stand in.
    ///   - place: Where in it.
    /// - Throws: `ResultStoreError.badFacts` with the place and the column.
    init(table: FactTable, values: [String: QueryValue], file: String, place: String) throws(ResultStoreError) {
        self.table = table
        self.file = file
        self.place = place
        let columns = table.columns
        var checked: [String: QueryValue] = [:]
        for column in columns {
            let value = values[column.name] ?? .null
            switch (column.kind, value) {
            case (_, .null) where column.isOptional: checked[column.name] = .null
            case (.text, .text), (.integer, .integer): checked[column.name] = value
            case (.time, .text(let text)) where Timestamp.date(text).map(Timestamp.text) == text:
                checked[column.name] = value
            case (.real, .real(let number)): checked[column.name] = .real(number == 0 ? 0 : number)
            case (.real, .integer(let number)): checked[column.name] = .real(Double(number))
            case (.time, .text):
                throw .badFacts(
                    file: file, place: place, problem: "\(column.name) is no time such as \(Self.exampleTime)")
            case (_, .null):
                throw .badFacts(file: file, place: place, problem: "\(column.name) is missing")
            default:
                throw .badFacts(file: file, place: place, problem: "\(column.name) is not \(column.kind.rawValue)")
            }
        }
        if values.count > columns.count || values.keys.contains(where: { checked[$0] == nil }) {
            let unknown = values.keys.filter { checked[$0] == nil }.sorted()
            throw .badFacts(
                file: file, place: place,
                problem: "\(table.rawValue) have no column \(ResultStoreError.oneLine(unknown.first ?? "?"))")
        }
        self.values = checked
    }
}

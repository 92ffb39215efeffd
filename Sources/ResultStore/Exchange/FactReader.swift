import Formats
import Foundation
import GRDB

/// The reading of an export, a JSON file or a folder of CSV files, fact by fact.
struct FactReader {
    /// The newest version of the form, which an export of JSON names.
    static let version = 4
    /// The kinds of fact that exports of version 1 don't have.
    private static let newTables: Set<FactTable> = [.studies]

    private let path: String

    /// Starts to read; a folder is taken as CSV.
    init(path: String) { self.path = path }

    /// The name of a kind's file in a folder of CSV.
    static func fileName(_ table: FactTable) -> String { table.rawValue + ".csv" }

    /// Calls a body with each fact, in the order in which they depend on each other.
    func forEach(_ body: (FactRow) throws(ResultStoreError) -> Void) throws(ResultStoreError) {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw .noAccess(file: path, reason: "there is no such file or folder")
        }
        if isFolder.boolValue { try readFolder(body) } else { try readJSON(body) }
    }

    private func readFolder(_ body: (FactRow) throws(ResultStoreError) -> Void) throws(ResultStoreError) {
        // A folder has no place for its version but what is in it.
        let hasAll = FileManager.default.fileExists(atPath: path + "/" + FactReader.fileName(.studies))
        for table in FactTable.allCases {
            let file = path + "/" + FactReader.fileName(table)
            guard FileManager.default.fileExists(atPath: file) else {
                if Self.newTables.contains(table) { continue }
                throw .badFacts(
                    file: path, place: "",
                    problem: "there is no \(FactReader.fileName(table)); export writes one a table")
            }
            try readCSV(file, table, version: hasAll ? FactReader.version : 1, body)
        }
    }

    private func readCSV(
        _ file: String, _ table: FactTable, version: Int, _ body: (FactRow) throws(ResultStoreError) -> Void
    ) throws(ResultStoreError) {
        let form = FactForm(table, version: version, file: file, counts: "line")
        var reader = CSVReader(try FactReader.bytes(of: file))
        guard let header = try row(&reader, file) else {
            throw .badFacts(file: file, place: "line 1", problem: "the header is missing")
        }
        let names = header.map { $0 ?? "" }
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw .badFacts(
                file: file, place: "line 1", problem: "the column \(ResultStoreError.oneLine(twice)) is there twice")
        }
        var places: [Int] = []
        for name in names { places.append(try form.place(of: name, in: 1)) }
        while let cells = try row(&reader, file) {
            let line = reader.line
            guard cells.count == names.count else {
                throw form.problem("\(cells.count) cells where the header has \(names.count)", in: line)
            }
            var values = form.blank
            for (place, cell) in zip(places, cells) {
                guard let cell else { continue }
                values[place] = try value(cell, form.columns[place], form, line)
            }
            try body(try FactRow(form, values, at: line))
        }
    }

    private func row(_ reader: inout CSVReader, _ file: String) throws(ResultStoreError) -> [String?]? {
        do throws(CSVReader.Problem) {
            return try reader.next()
        } catch {
            throw .badFacts(file: file, place: "line \(error.line)", problem: error.detail)
        }
    }

    private func value(
        _ cell: String, _ column: FactTable.Column, _ form: FactForm, _ line: Int
    ) throws(ResultStoreError) -> QueryValue {
        switch column.kind {
        case .text, .time: return .text(cell)
        case .integer:
            if let number = Int64(cell) { return .integer(number) }
        case .real:
            if let number = Double(cell), number.isFinite { return .real(number) }
        }
        throw form.problem("\(column.name) is \(TerminalText.quoted(cell)), not \(column.kind.rawValue)", in: line)
    }

    /// Goes along the object once: an export has its arrays in the order of the tables, and one that comes early waits.
    private func readJSON(_ body: (FactRow) throws(ResultStoreError) -> Void) throws(ResultStoreError) {
        let bytes = try FactReader.bytes(of: path)
        var reader = JSONReader(bytes)
        var starts: [FactTable: Int] = [:]
        var version: Int?
        var next = FactTable.allCases[...]
        func readWaiting(_ version: Int) throws(ResultStoreError) {
            while let table = next.first, let start = starts[table] {
                var reader = JSONReader(bytes, at: start)
                try facts(of: table, version, &reader, body)
                next = next.dropFirst()
            }
        }
        do throws(CanonicalJSONError) {
            try reader.beginObject()
        } catch {
            throw failure(error)
        }
        while let name = try parsed({ () throws(CanonicalJSONError) in try reader.nextName() }) {
            guard try parsed({ () throws(CanonicalJSONError) in try reader.kind() }) == .array else {
                let value = try parsed { () throws(CanonicalJSONError) in try reader.value() }
                if name == "version" { version = try FactReader.version(value, in: path) }
                continue
            }
            guard let table = FactTable(rawValue: name), starts[table] == nil else {
                throw .badFacts(
                    file: path, place: "",
                    problem: "\(ResultStoreError.oneLine(name)) is no kind of fact, or there twice")
            }
            starts[table] = reader.position
            if let version, next.first == table {
                try facts(of: table, version, &reader, body)
                next = next.dropFirst()
                try readWaiting(version)
            } else {
                try parsed { () throws(CanonicalJSONError) in try reader.skip() }
            }
        }
        try parsed { () throws(CanonicalJSONError) in try reader.end() }
        guard let version else { throw FactReader.noVersion(in: path) }
        while let table = next.first {
            try readWaiting(version)
            guard next.first == table else { continue }
            guard version == 1, Self.newTables.contains(table) else {
                throw .badFacts(file: path, place: "", problem: "the array \"\(table.rawValue)\" is missing")
            }
            next = next.dropFirst()
        }
    }

    /// Calls a body with each fact of the array that begins here.
    private func facts(
        of table: FactTable, _ version: Int, _ reader: inout JSONReader,
        _ body: (FactRow) throws(ResultStoreError) -> Void
    ) throws(ResultStoreError) {
        let form = FactForm(table, version: version, file: path, counts: "record")
        var record = 0
        try parsed { () throws(CanonicalJSONError) in try reader.beginArray() }
        while try parsed({ () throws(CanonicalJSONError) in try reader.nextElement() }) {
            record += 1
            guard try parsed({ () throws(CanonicalJSONError) in try reader.kind() }) == .object else {
                throw form.problem("not an object", in: record)
            }
            try parsed { () throws(CanonicalJSONError) in try reader.beginObject() }
            var values = form.blank
            var seen: UInt64 = 0
            var expected = 0
            while let name = try parsed({ () throws(CanonicalJSONError) in try reader.nextName() }) {
                // Mostly the columns come in their order.
                let isExpected = expected < form.columns.count && form.columns[expected].name == name
                let place = isExpected ? expected : try form.place(of: name, in: record)
                expected = place + 1
                guard seen & 1 << UInt64(place) == 0 else { throw form.problem("\(name) is there twice", in: record) }
                seen |= 1 << UInt64(place)
                values[place] = try value(&reader, name, form, record)
            }
            try body(try FactRow(form, values, at: record))
        }
    }

    private func value(
        _ reader: inout JSONReader, _ name: String, _ form: FactForm, _ record: Int
    ) throws(ResultStoreError) -> QueryValue {
        switch try parsed({ () throws(CanonicalJSONError) in try reader.kind() }) {
        case .string: return .text(try parsed { () throws(CanonicalJSONError) in try reader.string() })
        case .null:
            try parsed { () throws(CanonicalJSONError) in try reader.null() }
            return .null
        case .number:
            switch try parsed({ () throws(CanonicalJSONError) in try reader.number() }) {
            case .integer(let number): return .integer(number)
            case .number(let number): return .real(number)
            default: break
            }
        case .boolean, .array, .object: break
        }
        throw form.problem("\(TerminalText.short(name)) is neither a text nor a number", in: record)
    }

    private static func version(_ value: CanonicalJSON, in path: String) throws(ResultStoreError) -> Int {
        guard let number = value.integerValue, (1...Int64(version)).contains(number) else { throw noVersion(in: path) }
        return Int(number)
    }

    private static func noVersion(in path: String) -> ResultStoreError {
        .badFacts(
            file: path, place: "",
            problem: "\"version\": \(version) is missing; is it an export of snnbench?")
    }

    private func parsed<Value>(
        _ read: () throws(CanonicalJSONError) -> Value
    ) throws(ResultStoreError) -> Value {
        do throws(CanonicalJSONError) { return try read() } catch { throw failure(error) }
    }

    private func failure(_ error: CanonicalJSONError) -> ResultStoreError {
        .badFacts(
            file: path, place: "line \(error.line), column \(error.column)",
            problem: "not valid JSON: \(error.reason)")
    }

    private static func bytes(of file: String) throws(ResultStoreError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped))
        } catch {
            throw .noAccess(file: file, reason: ResultStoreError.oneLine(error.localizedDescription))
        }
    }
}

/// What the facts of one table in one file have in common.
struct FactForm {
    let table: FactTable
    /// The columns of an export.
    let columns: [FactTable.Column]
    /// The version of the form that the export has.
    let version: Int
    let file: String
    /// A fact without values.
    let blank: [QueryValue]
    /// What the places of facts count: lines or records.
    private let counts: String
    private let places: [String: Int]

    init(_ table: FactTable, version: Int, file: String, counts: String) {
        self.table = table
        self.version = version
        self.file = file
        self.counts = counts
        columns = table.columns
        blank = Array(repeating: .null, count: columns.count)
        places = Dictionary(
            columns.enumerated().map { ($0.element.name, $0.offset) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where a column stands; nil for none of the table's.
    func place(of name: String) -> Int? { places[name] }

    /// Where a column stands that a fact at a place has.
    func place(of name: String, in place: Int) throws(ResultStoreError) -> Int {
        guard let column = places[name] else {
            throw problem("\(table.rawValue) have no column \(ResultStoreError.oneLine(name))", in: place)
        }
        return column
    }

    /// The error that names a fact.
    func problem(_ detail: String, in place: Int) -> ResultStoreError {
        let name = counts == "line" ? "line \(place)" : "\(table.rawValue), \(counts) \(place)"
        return .badFacts(file: file, place: name, problem: detail)
    }
}

/// One fact of an export, its values by column, with its place in the file for errors.
struct FactRow {
    private let form: FactForm
    private let values: [QueryValue]
    /// The line, or the number of the record within its table.
    private let place: Int

    /// The kind of fact.
    var table: FactTable { form.table }
    /// The version of the form that the export has.
    var version: Int { form.version }

    /// A value by the name of its column.
    subscript(name: String) -> QueryValue { form.place(of: name).map { values[$0] } ?? .null }

    /// A value that must be there.
    func text(_ name: String) throws(ResultStoreError) -> String {
        guard case .text(let value) = self[name] else { throw problem("\(name) is missing or no text") }
        return value
    }

    /// A whole number that must be there.
    func integer(_ name: String) throws(ResultStoreError) -> Int {
        guard case .integer(let value) = self[name] else { throw problem("\(name) is missing or no whole number") }
        return Int(value)
    }

    /// A value as it is stored.
    func stored(_ name: String) -> DatabaseValue {
        switch self[name] {
        case .null, .blob: .null
        case .integer(let number): number.databaseValue
        case .real(let number): number.databaseValue
        case .text(let text): text.databaseValue
        }
    }

    /// The error that names this fact.
    func problem(_ detail: String) -> ResultStoreError { form.problem(detail, in: place) }

    private static let exampleTime = "2026-11-21T09:30:00.123Z"

    /// Makes a row after checking the type of every column.
    ///
    /// - Parameters:
    ///   - form: What it has in common with the others.
    ///   - values: The values in the order of the columns; what a column allows to miss may be null.
    ///   - place: Where it stands.
    /// - Throws: `ResultStoreError.badFacts` with the place and the column.
    init(_ form: FactForm, _ values: [QueryValue], at place: Int) throws(ResultStoreError) {
        var checked = values
        for (index, column) in form.columns.enumerated() {
            switch (column.kind, values[index]) {
            case (_, .null) where column.isOptional: break
            case (.text, .text), (.integer, .integer): break
            case (.time, .text(let text)) where Timestamp.date(text).map(Timestamp.text) == text: break
            case (.real, .real(let number)): checked[index] = .real(number == 0 ? 0 : number)
            case (.real, .integer(let number)): checked[index] = .real(Double(number))
            case (.time, .text): throw form.problem("\(column.name) is no time such as \(Self.exampleTime)", in: place)
            case (_, .null): throw form.problem("\(column.name) is missing", in: place)
            default: throw form.problem("\(column.name) is not \(column.kind.rawValue)", in: place)
            }
        }
        self.form = form
        self.values = checked
        self.place = place
    }
}

import Formats
import Foundation

/// The reading of an export, a JSON file or a folder of CSV files, fact by fact.
struct FactReader {
    /// The newest version of the form, which an export of JSON names.
    static let version = 3
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
        var reader = CSVReader(try FactReader.bytes(of: file))
        guard let header = try row(&reader, file) else {
            throw .badFacts(file: file, place: "line 1", problem: "the header is missing")
        }
        let names = header.map { $0 ?? "" }
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw .badFacts(
                file: file, place: "line 1", problem: "the column \(ResultStoreError.oneLine(twice)) is there twice")
        }
        let kinds = Dictionary(table.columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
        while let cells = try row(&reader, file) {
            let place = "line \(reader.line)"
            guard cells.count == names.count else {
                throw .badFacts(
                    file: file, place: place, problem: "\(cells.count) cells where the header has \(names.count)")
            }
            var values: [String: QueryValue] = [:]
            for (name, cell) in zip(names, cells) {
                values[name] = try value(cell, kinds[name] ?? .text, name, file, place)
            }
            var row = try FactRow(table: table, values: values, file: file, place: place)
            row.version = version
            try body(row)
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
        _ cell: String?, _ kind: FactTable.Kind, _ name: String, _ file: String, _ place: String
    ) throws(ResultStoreError) -> QueryValue {
        guard let cell else { return .null }
        switch kind {
        case .text, .time: return .text(cell)
        case .integer:
            if let number = Int64(cell) { return .integer(number) }
        case .real:
            if let number = Double(cell), number.isFinite { return .real(number) }
        }
        throw .badFacts(
            file: file, place: place,
            problem: "\(name) is \"\(ResultStoreError.oneLine(String(cell.prefix(40))))\", not \(kind.rawValue)")
    }

    private func readJSON(_ body: (FactRow) throws(ResultStoreError) -> Void) throws(ResultStoreError) {
        var scanner = JSONArrayScanner(try FactReader.bytes(of: path))
        let members: [(name: String, member: JSONArrayScanner.Member)]
        do { members = try scanner.members() } catch { throw failure(error) }
        var starts: [FactTable: Int] = [:]
        var version: CanonicalJSON?
        for (name, member) in members {
            switch member {
            case .array(let start):
                guard let table = FactTable(rawValue: name), starts[table] == nil else {
                    throw .badFacts(
                        file: path, place: "",
                        problem: "\(ResultStoreError.oneLine(name)) is no kind of fact, or there twice")
                }
                starts[table] = start
            case .value(let value): if name == "version" { version = value }
            }
        }
        guard let number = version?.integerValue, (1...Int64(FactReader.version)).contains(number) else {
            throw .badFacts(
                file: path, place: "",
                problem: "\"version\": \(FactReader.version) is missing; is it an export of snnbench?")
        }
        for table in FactTable.allCases {
            guard let start = starts[table] else {
                if number == 1, Self.newTables.contains(table) { continue }
                throw .badFacts(file: path, place: "", problem: "the array \"\(table.rawValue)\" is missing")
            }
            var record = 0
            try scanner.elements(
                from: start,
                { element throws(ResultStoreError) in
                    record += 1
                    let place = "\(table.rawValue), record \(record)"
                    guard case .object(let members) = element else {
                        throw .badFacts(file: path, place: place, problem: "not an object")
                    }
                    var values: [String: QueryValue] = [:]
                    for (name, member) in members { values[name] = try value(member, name, place) }
                    var row = try FactRow(table: table, values: values, file: path, place: place)
                    row.version = Int(number)
                    try body(row)
                }, failure: failure)
        }
    }

    private func value(_ value: CanonicalJSON, _ name: String, _ place: String) throws(ResultStoreError) -> QueryValue {
        switch value {
        case .null: .null
        case .integer(let number): .integer(number)
        case .number(let number): .real(number)
        case .string(let text): .text(text)
        case .boolean, .array, .object:
            throw .badFacts(
                file: path, place: place,
                problem: "\(ResultStoreError.oneLine(String(name.prefix(40)))) is neither a text nor a number")
        }
    }

    private func failure(_ error: JSONArrayScanner.Problem) -> ResultStoreError {
        .badFacts(file: path, place: "byte \(error.offset)", problem: "not valid JSON: \(error.reason)")
    }

    private static func bytes(of file: String) throws(ResultStoreError) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(fileURLWithPath: file)))
        } catch {
            throw .noAccess(file: file, reason: ResultStoreError.oneLine(error.localizedDescription))
        }
    }
}

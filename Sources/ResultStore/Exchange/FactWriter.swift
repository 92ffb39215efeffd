import Formats
import Foundation

/// The writing of facts to a file or a folder, piece by piece, so that a store larger than memory can be written.
struct FactWriter {
    private let format: FactFormat
    private let path: String
    private var handle: FileHandle?
    private var pending = ""
    private var table: FactTable?
    private var isFirst = true

    /// Starts an export; `path` is a file for JSON and a folder for CSV, "-" writes JSON to standard output.
    init(path: String, format: FactFormat) throws(ResultStoreError) {
        self.format = format
        self.path = path
        switch format {
        case .json:
            handle = path == "-" ? FileHandle.standardOutput : try FactWriter.create(path)
            pending = "{\"format\": \"snnbench facts\", \"version\": \(FactReader.version)"
        case .csv:
            do {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            } catch {
                throw .noAccess(file: path, reason: ResultStoreError.oneLine(error.localizedDescription))
            }
        }
    }

    /// Begins the facts of a kind.
    mutating func begin(_ table: FactTable) throws(ResultStoreError) {
        self.table = table
        isFirst = true
        switch format {
        case .json: pending += ",\n\"\(table.rawValue)\": ["
        case .csv:
            try finishFile()
            handle = try FactWriter.create(path + "/" + FactReader.fileName(table))
            pending = table.columns.map(\.name).joined(separator: ",") + "\n"
        }
    }

    /// Writes one fact; the values are in the order of the columns.
    mutating func write(_ values: [QueryValue]) throws(ResultStoreError) {
        guard let table else { return }
        switch format {
        case .json:
            pending += isFirst ? "\n{" : ",\n{"
            var separator = ""
            for (column, value) in zip(table.columns, values) {
                pending += "\(separator)\"\(column.name)\": \(FactWriter.json(value).text)"
                separator = ", "
            }
            pending += "}"
        case .csv: pending += values.map(FactWriter.cell).joined(separator: ",") + "\n"
        }
        isFirst = false
        if pending.utf8.count > 1 << 20 { try flush() }
    }

    /// Ends the facts of a kind.
    mutating func end() {
        if format == .json { pending += isFirst ? "]" : "\n]" }
    }

    /// Ends the export.
    mutating func finish() throws(ResultStoreError) {
        if format == .json { pending += "}\n" }
        try finishFile()
    }

    private mutating func finishFile() throws(ResultStoreError) {
        guard let handle else { return }
        try flush()
        if path != "-" { try? handle.close() }
        self.handle = nil
    }

    private mutating func flush() throws(ResultStoreError) {
        do {
            try handle?.write(contentsOf: Data(pending.utf8))
        } catch {
            throw .inputOutput(file: path, detail: ResultStoreError.oneLine(error.localizedDescription))
        }
        pending = ""
    }

    private static func create(_ path: String) throws(ResultStoreError) -> FileHandle {
        do {
            try Data().write(to: URL(fileURLWithPath: path))
            return try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        } catch {
            throw .noAccess(file: path, reason: ResultStoreError.oneLine(error.localizedDescription))
        }
    }

    private static func json(_ value: QueryValue) -> CanonicalJSON {
        switch value {
        case .null, .blob: .null
        case .integer(let number): .integer(number)
        case .real(let number): .number(number)
        case .text(let text): .string(text)
        }
    }

    private static func cell(_ value: QueryValue) -> String {
        switch value {
        case .null, .blob: ""
        case .integer(let number): String(number)
        case .real(let number): "\(number)"
        case .text(let text): "\"" + text.replacing("\"", with: "\"\"") + "\""
        }
    }
}

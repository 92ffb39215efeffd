import Formats
import Foundation

/// The forms of an export.
public enum FactFormat: String, CaseIterable, Sendable {
    /// One JSON object with an array a kind of fact, each fact on a line of its own.
    case json
    /// A folder with a file a kind of fact; a missing value is an empty cell, texts are quoted.
    case csv
}

/// The writing of facts to a file or a folder, piece by piece, so that a store larger than memory can be written.
///
/// All is written aside and takes its place at the end, so that what was there before stays until then.
struct FactWriter {
    private let format: FactFormat
    private let path: String
    private var output: AsideFile?
    private var folder: AsideFolder?
    private var pending: [UInt8] = []
    private var names: [[UInt8]] = []
    private var isFirst = true

    /// Starts an export; `path` is a file for JSON and a folder for CSV, "-" writes JSON to standard output.
    init(path: String, format: FactFormat) throws(ResultStoreError) {
        self.format = format
        self.path = path
        switch format {
        case .json:
            output = try AsideFile(path)
            pending = Array("{\"format\": \"snnbench facts\", \"version\": \(FactReader.version)".utf8)
        case .csv: folder = try AsideFolder(path)
        }
    }

    /// Begins the facts of a kind.
    mutating func begin(_ table: FactTable) throws(ResultStoreError) {
        isFirst = true
        switch format {
        case .json:
            append(",\n\"\(table.rawValue)\": [")
            names = table.columns.enumerated().map { Array("\($0 == 0 ? "" : ", ")\"\($1.name)\": ".utf8) }
        case .csv:
            try finishFile()
            output = try folder?.file(FactReader.fileName(table))
            append(table.columns.map(\.name).joined(separator: ",") + "\n")
        }
    }

    /// Begins a fact.
    mutating func beginRow() {
        if format == .json { append(isFirst ? "\n{" : ",\n{") }
        isFirst = false
    }

    /// Writes a value of the fact; they come in the order of the columns, which are counted from 0.
    mutating func write(_ value: QueryValue, _ column: Int) {
        switch format {
        case .json:
            pending += names[column]
            JSONText.append(value, to: &pending)
        case .csv:
            if column > 0 { pending.append(UInt8(ascii: ",")) }
            switch value {
            case .null, .blob: break
            case .integer(let number): append("\(number)")
            case .real(let number): append("\(number)")
            case .text(let text): append("\"" + text.replacing("\"", with: "\"\"") + "\"")
            }
        }
    }

    /// Ends a fact.
    mutating func endRow() throws(ResultStoreError) {
        append(format == .json ? "}" : "\n")
        if pending.count > 1 << 20 { try flush() }
    }

    /// Ends the facts of a kind.
    mutating func end() {
        if format == .json { append(isFirst ? "]" : "\n]") }
    }

    /// Ends the export: what was written takes its place.
    mutating func finish() throws(ResultStoreError) {
        if format == .json { append("}\n") }
        try finishFile()
        try folder?.commit()
        folder = nil
    }

    private mutating func append(_ text: String) { pending.append(contentsOf: text.utf8) }

    private mutating func finishFile() throws(ResultStoreError) {
        guard let output else { return }
        try flush()
        try output.commit()
        self.output = nil
    }

    private mutating func flush() throws(ResultStoreError) {
        try output?.write(pending)
        pending.removeAll(keepingCapacity: true)
    }
}

/// Values of the store as JSON text, written byte by byte: an export has a hundred million of them.
public enum JSONText {
    /// Appends a value: numbers as numbers, no value and what is not finite as null, bytes as their hexadecimal digits.
    ///
    /// - Parameters:
    ///   - value: The value.
    ///   - bytes: Where to.
    public static func append(_ value: QueryValue, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .integer(let number): bytes.append(contentsOf: String(number).utf8)
        case .real(let number): append(number, to: &bytes)
        case .text(let text): append(text, to: &bytes)
        case .blob(let blob):
            bytes.append(UInt8(ascii: "\""))
            for byte in blob {
                let digits = Array("0123456789abcdef".utf8)
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }

    private static func append(_ number: Double, to bytes: inout [UInt8]) {
        guard number.isFinite else { return bytes.append(contentsOf: "null".utf8) }
        // Swift's description is the shortest text that reads back as the number, and JSON but for its ".0".
        bytes.append(contentsOf: number.description.utf8)
        if bytes.count >= 2, bytes[bytes.count - 1] == UInt8(ascii: "0"), bytes[bytes.count - 2] == UInt8(ascii: ".") {
            bytes.removeLast(2)
        }
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        let needsEscapes = text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        if needsEscapes { return bytes.append(contentsOf: CanonicalJSON.string(text).text.utf8) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text.utf8)
        bytes.append(UInt8(ascii: "\""))
    }
}

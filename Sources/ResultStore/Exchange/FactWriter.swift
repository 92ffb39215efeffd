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
    private var json = JSONWriter()
    private var csv = CSVWriter(quotesTexts: true)
    private var names: [[UInt8]] = []
    private var isFirst = true

    /// Starts an export; `path` is a file for JSON and a folder for CSV, "-" writes JSON to standard output.
    init(path: String, format: FactFormat) throws(ResultStoreError) {
        self.format = format
        self.path = path
        switch format {
        case .json:
            output = try AsideFile(path)
            json.append(literal: "{\"format\": \"snnbench facts\", \"version\": \(FactReader.version)")
        case .csv: folder = try AsideFolder(path)
        }
    }

    /// Begins the facts of a kind.
    mutating func begin(_ table: FactTable) throws(ResultStoreError) {
        isFirst = true
        switch format {
        case .json:
            json.append(literal: ",\n\"\(table.rawValue)\": [")
            names = table.columns.enumerated().map { Array("\($0 == 0 ? "" : ", ")\"\($1.name)\": ".utf8) }
        case .csv:
            try finishFile()
            output = try folder?.file(FactReader.fileName(table))
            for column in table.columns { csv.append(plain: column.name) }
            csv.endRow()
        }
    }

    /// Begins a fact.
    mutating func beginRow() {
        if format == .json { json.append(literal: isFirst ? "\n{" : ",\n{") }
        isFirst = false
    }

    /// Writes a value of the fact; they come in the order of the columns, which are counted from 0.
    mutating func write(_ value: QueryValue, _ column: Int) {
        switch format {
        case .json:
            json.append(literal: names[column])
            json.append(value)
        case .csv:
            switch value {
            case .null, .blob: csv.append(plain: "")
            case .integer(let number): csv.append(plain: String(number))
            case .real(let number): csv.append(plain: number.description)
            case .text(let text): csv.append(text)
            }
        }
    }

    /// Ends a fact.
    mutating func endRow() throws(ResultStoreError) {
        if format == .json { json.append(literal: "}") } else { csv.endRow() }
        if json.bytes.count + csv.bytes.count > 1 << 20 { try flush() }
    }

    /// Ends the facts of a kind.
    mutating func end() {
        if format == .json { json.append(literal: isFirst ? "]" : "\n]") }
    }

    /// Ends the export: what was written takes its place.
    mutating func finish() throws(ResultStoreError) {
        if format == .json { json.append(literal: "}\n") }
        try finishFile()
        try folder?.commit()
        folder = nil
    }

    private mutating func finishFile() throws(ResultStoreError) {
        guard let output else { return }
        try flush()
        try output.commit()
        self.output = nil
    }

    private mutating func flush() throws(ResultStoreError) {
        try output?.write(format == .json ? json.take() : csv.take())
    }
}

extension JSONWriter {
    /// Writes a value of the store: numbers as numbers, no value and what is not finite as null, bytes as their
    /// hexadecimal digits.
    public mutating func append(_ value: QueryValue) {
        switch value {
        case .null: appendNull()
        case .integer(let number): append(number)
        case .real(let number): append(number)
        case .text(let text): append(text)
        case .blob(let content): append(hexadecimal: content)
        }
    }
}

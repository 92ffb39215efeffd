import Formats
import Foundation
import ResultStore
import Tables

/// Prints the rows of a query as they come, so that millions of them need no memory.
///
/// Whatever the form, a piece of text is written when it is long enough.
final class RowPrinter {
    /// The bytes that are written at a time.
    private static let chunk = 1 << 18

    private let format: TableFormat
    private let width: Int?
    private let write: ([UInt8]) throws -> Void
    private var names: [[UInt8]] = []
    private var json = JSONWriter()
    private var csv: CSVWriter
    private var table: TableStream?
    private var count = 0

    /// Makes a printer.
    ///
    /// - Parameters:
    ///   - format: The form.
    ///   - isRaw: Whether texts of CSV stay as they are, also those that a spreadsheet would take for formulas.
    ///   - width: The width of the screen that a plain table is for; nil for no screen.
    ///   - write: Takes pieces of the text, each of whole lines but for JSON.
    init(_ format: TableFormat, isRaw: Bool = false, width: Int? = nil, write: @escaping ([UInt8]) throws -> Void) {
        self.format = format
        self.width = width
        self.write = write
        csv = CSVWriter(defusesFormulas: !isRaw)
    }

    /// Begins with the names of the columns.
    func begin(_ columns: [String]) {
        switch format {
        case .csv: csv.appendRow(columns)
        case .json:
            names = columns.enumerated().map { Array("\($0 > 0 ? ", " : "")\(CanonicalJSON.string($1).text): ".utf8) }
        case .table, .markdown, .latex: table = TableStream(format, columns: columns, width: width)
        }
    }

    /// Prints a row.
    func add(_ values: [QueryValue]) throws {
        switch format {
        case .json:
            json.append(literal: count == 0 ? "[\n  {" : ",\n  {")
            for (column, value) in values.enumerated() {
                json.append(literal: names[column])
                json.append(value)
            }
            json.append(literal: "}")
        case .csv:
            for value in values { append(value) }
            csv.endRow()
        case .table, .markdown, .latex: table?.append(values.map(Cell.init))
        }
        count += 1
        if json.bytes.count + csv.bytes.count + (table?.count ?? 0) >= Self.chunk { try flush() }
    }

    /// Ends after the last row.
    func end() throws {
        switch format {
        case .json: json.append(literal: count == 0 ? "[]\n" : "\n]\n")
        case .csv: break
        case .table, .markdown, .latex: table?.end()
        }
        try flush()
    }

    private func append(_ value: QueryValue) {
        switch value {
        case .null: csv.append(plain: "")
        case .integer(let number): csv.append(plain: String(number))
        case .real(let number): csv.append(plain: number.description)
        case .text(let text): csv.append(text)
        case .blob: csv.append(Cell(value).exact)
        }
    }

    private func flush() throws {
        for piece in [json.take(), csv.take(), table?.take() ?? []] where !piece.isEmpty { try write(piece) }
    }
}

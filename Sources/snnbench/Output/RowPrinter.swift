import Formats
import Foundation
import ResultStore
import Tables

/// Prints the rows of a query as they come, so that millions of them need no memory.
///
/// The first rows decide how wide the columns of a table are; a later cell that is wider moves its line.
final class RowPrinter {
    /// The rows that the widths of a table's columns are taken from.
    private static let rowsForWidths = 10_000
    /// The bytes that are written at a time.
    private static let chunk = 1 << 18

    private let format: TableFormat
    private let write: ([UInt8]) throws -> Void
    private var columns: [String] = []
    private var names: [[UInt8]] = []
    private var pending: [UInt8] = []
    private var csv = CSVWriter()
    private var rows: [[Cell]] = []
    private var widest: [Cell] = []
    private var count = 0

    /// Makes a printer.
    ///
    /// - Parameters:
    ///   - format: The form.
    ///   - write: Takes pieces of the text.
    init(_ format: TableFormat, write: @escaping ([UInt8]) throws -> Void) {
        self.format = format
        self.write = write
    }

    /// Begins with the names of the columns.
    func begin(_ columns: [String]) {
        self.columns = columns
        switch format {
        case .csv: append(Table(columns: columns).text(.csv))
        case .json:
            names = columns.enumerated().map { Array("\($0 > 0 ? ", " : "")\(CanonicalJSON.string($1).text): ".utf8) }
        case .table, .markdown, .latex: break
        }
    }

    /// Prints a row.
    func add(_ values: [QueryValue]) throws {
        switch format {
        case .json:
            append(count == 0 ? "[\n  {" : ",\n  {")
            for (column, value) in values.enumerated() {
                pending += names[column]
                JSONText.append(value, to: &pending)
            }
            pending.append(UInt8(ascii: "}"))
        case .csv:
            for value in values { appendCSV(value) }
            csv.endRow()
            pending += csv.take()
        case .table, .markdown, .latex:
            rows.append(values.map(Cell.init))
            if rows.count >= Self.rowsForWidths { try printRows(isLast: false) }
        }
        count += 1
        if pending.count >= Self.chunk { try flush() }
    }

    /// Ends after the last row.
    func end() throws {
        switch format {
        case .json: append(count == 0 ? "[]\n" : "\n]\n")
        case .csv: break
        case .table, .markdown, .latex: try printRows(isLast: true)
        }
        try flush()
    }

    /// Prints the rows that are waiting; the head and the end of the table stand but once.
    private func printRows(isLast: Bool) throws {
        let isFirst = count < Self.rowsForWidths
        if isFirst { widest = widestCells(rows) }
        let table = Table(columns: columns, rows: (isFirst ? [] : [widest]) + rows)
        var lines = table.text(format).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        if format == .latex, !isLast { lines = lines.dropLast() }
        // Head, rule of Markdown, and the row that gives the widths again.
        if !isFirst { lines = lines.dropFirst(format == .table ? 2 : 3) }
        for line in lines { append(String(line) + "\n") }
        rows.removeAll(keepingCapacity: true)
        try flush()
    }

    private func widestCells(_ rows: [[Cell]]) -> [Cell] {
        columns.indices.map { column in
            rows.map { $0[column] }.max { $0.display.count < $1.display.count } ?? .none
        }
    }

    private func appendCSV(_ value: QueryValue) {
        switch value {
        case .null: csv.append(plain: "")
        case .integer(let number): csv.append(plain: String(number))
        case .real(let number): csv.append(plain: number.description)
        case .text(let text): csv.append(text)
        case .blob: csv.append(Cell(value).exact)
        }
    }

    private func append(_ text: String) { pending.append(contentsOf: text.utf8) }

    private func flush() throws {
        guard !pending.isEmpty else { return }
        try write(pending)
        pending.removeAll(keepingCapacity: true)
    }
}

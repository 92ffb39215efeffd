import CEmbedded
import Formats
import Statistics

/// A table of results/published as the program carries it: rows of cells by the name of their column.
struct EmbeddedTable {
    /// The file's name.
    let file: String
    /// The rows, with the line each stands on.
    let rows: [(line: Int, cells: [String: String])]

    /// Reads a table; lines that begin with # are comments.
    init(_ name: String) throws(PublishedError) {
        file = name + ".csv"
        let embedded = snnbench_embedded_file_named("published", file)?.pointee
        let bytes = embedded.map { Array(UnsafeBufferPointer(start: $0.bytes, count: $0.count)) } ?? []
        var reader = CSVReader(bytes)
        var header: [String]?
        var rows: [(line: Int, cells: [String: String])] = []
        while true {
            let cells: [String]
            do throws(CSVReader.Problem) {
                guard let next = try reader.next() else { break }
                cells = next.map { $0 ?? "" }
            } catch {
                throw .malformed(file: file, line: error.line, problem: error.detail)
            }
            if cells.first?.hasPrefix("#") == true { continue }
            guard let names = header else {
                header = cells
                continue
            }
            guard cells.count == names.count else {
                throw .malformed(
                    file: file, line: reader.line, problem: "\(cells.count) cells where the header has \(names.count)")
            }
            rows.append((reader.line, Dictionary(zip(names, cells), uniquingKeysWith: { first, _ in first })))
        }
        guard !rows.isEmpty else { throw .malformed(file: file, line: 1, problem: "the table is empty") }
        self.rows = rows
    }

    /// A text that must be there.
    func text(_ row: (line: Int, cells: [String: String]), _ column: String) throws(PublishedError) -> String {
        guard let text = row.cells[column], !text.isEmpty else {
            throw .malformed(file: file, line: row.line, problem: "\(column) is missing")
        }
        return text
    }

    /// A number that must be there.
    func number(_ row: (line: Int, cells: [String: String]), _ column: String) throws(PublishedError) -> Double {
        let text = try text(row, column)
        guard let number = Double(text), number.isFinite else {
            throw .malformed(file: file, line: row.line, problem: "\(column) is \"\(text)\", no number")
        }
        return number
    }

    /// A number that may be left out.
    func optionalNumber(_ row: (line: Int, cells: [String: String]), _ column: String) throws(PublishedError) -> Double?
    {
        row.cells[column]?.isEmpty == false ? try number(row, column) : nil
    }

    /// A decimal that may be left out, exactly as printed.
    func decimal(_ row: (line: Int, cells: [String: String]), _ column: String) throws(PublishedError) -> Fraction? {
        let text = try text(row, column)
        if text == "NA" { return nil }
        guard let value = Fraction(decimal: text) else {
            throw .malformed(file: file, line: row.line, problem: "\(column) is \"\(text)\", no decimal number")
        }
        return value
    }
}

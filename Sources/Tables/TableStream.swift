import Formats

/// Prints a table row by row, so that one larger than memory can be printed.
///
/// The first rows decide the widths and the sides of the columns; a later cell that is wider moves its line. The text of a
/// table that ends among the first rows is that of `Table.text(_:)`.
public struct TableStream {
    private let format: TableFormat
    /// The rows that decide.
    private let decisive: Int
    /// The characters that stand side by side on the screen that it is for; nil for no screen.
    private let width: Int?
    private var table: Table
    private var rowLayout: RowLayout?
    /// What ends the table, behind the last row.
    private var ending = ""
    private var bytes: [UInt8] = []

    /// Starts a table.
    ///
    /// - Parameters:
    ///   - format: The form, one for people; the rows of CSV and JSON have writers of their own in Formats.
    ///   - columns: The names of the columns.
    ///   - decisive: The number of rows that decide how the others are laid out.
    ///   - width: The width of the screen that a plain table is for, which wraps there, with titles above every so many rows again; nil for
    ///     no screen.
    public init(_ format: TableFormat, columns: [String], decisive: Int = 10_000, width: Int? = nil) {
        self.format = format
        self.width = format == .table ? width : nil
        self.decisive = max(1, decisive)
        table = Table(columns: columns)
    }

    /// Adds a row, with a value a column.
    public mutating func append(_ row: [Cell]) {
        if let rowLayout { return rowLayout.append(row, to: &bytes) }
        table.rows.append(row)
        if table.rows.count == decisive { decide() }
    }

    /// Ends the table.
    public mutating func end() {
        if let width {
            bytes.append(contentsOf: table.wrapped(to: width).utf8)
        } else if rowLayout == nil {
            bytes.append(contentsOf: table.text(format).utf8)
        } else {
            bytes.append(contentsOf: ending.utf8)
        }
        table.rows.removeAll()
    }

    /// The number of bytes of text that wait to be taken.
    public var count: Int { bytes.count }

    /// The text since the last call, UTF-8, of whole lines.
    public mutating func take() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// Prints the first rows, and keeps how.
    private mutating func decide() {
        if let width {
            bytes.append(contentsOf: (table.wrapped(to: width) + "\n").utf8)
            table.rows.removeAll()
            return
        }
        let text = table.text(format)
        rowLayout = RowLayout(table, format)
        let end = format == .latex ? text.ranges(of: "\\end{").last?.lowerBound : nil
        bytes.append(contentsOf: text[..<(end ?? text.endIndex)].utf8)
        ending = end.map { String(text[$0...]) } ?? ""
        table.rows.removeAll()
    }
}

/// How the rows of a table are laid out as lines.
struct RowLayout {
    private let format: TableFormat
    private let widths: [Int]
    private let isNumeric: [Bool]

    /// The layout that suits the rows of a table.
    init(_ table: Table, _ format: TableFormat) {
        self.format = format
        isNumeric = table.isNumeric
        guard format == .table else {
            widths = []
            return
        }
        var widths = table.titles.map { Self.width(TerminalText.safe($0)) }
        for row in table.rows {
            for (column, cell) in row.enumerated() {
                widths[column] = max(widths[column], Self.width(TerminalText.safe(cell.display)))
            }
        }
        self.widths = widths
    }

    /// Appends a row as a line.
    func append(_ row: [Cell], to bytes: inout [UInt8]) { append(texts: row.map(\.display), to: &bytes) }

    /// Appends texts as a line.
    func append(texts: [String], to bytes: inout [UInt8]) {
        switch format {
        case .markdown:
            for text in texts {
                bytes.append(contentsOf: "| ".utf8)
                bytes.append(contentsOf: Markdown.cell(text).utf8)
                bytes.append(UInt8(ascii: " "))
            }
            bytes.append(contentsOf: "|\n".utf8)
        case .latex:
            for (column, text) in texts.enumerated() {
                if column > 0 { bytes.append(contentsOf: " & ".utf8) }
                bytes.append(contentsOf: (isNumeric[column] ? LaTeX.number(text) : LaTeX.escaped(text)).utf8)
            }
            bytes.append(contentsOf: " \\\\\n".utf8)
        case .table, .csv, .json: appendPadded(texts, to: &bytes)
        }
    }

    private func appendPadded(_ texts: [String], to bytes: inout [UInt8]) {
        // Blanks are written before what follows them, so that none ends a line.
        var blanks = 0
        for (column, text) in texts.enumerated() {
            let text = TerminalText.safe(text)
            let padding = max(0, widths[column] - Self.width(text))
            if isNumeric[column] { blanks += padding }
            if !text.isEmpty {
                for _ in 0..<blanks { bytes.append(UInt8(ascii: " ")) }
                bytes.append(contentsOf: text.utf8)
                blanks = 0
            }
            blanks += (isNumeric[column] ? 0 : padding) + 2
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// The characters of a text, which are its bytes where all are of ASCII.
    private static func width(_ text: String) -> Int {
        text.utf8.allSatisfy { $0 < 0x80 } ? text.utf8.count : text.count
    }
}

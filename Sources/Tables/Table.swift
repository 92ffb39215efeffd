import Formats

/// The forms in which a table is printed.
public enum TableFormat: String, CaseIterable, Sendable {
    /// Columns of text for people.
    case table
    /// Comma-separated values (RFC 4180).
    case csv
    /// A JSON array with an object a row.
    case json
    /// A table of GitHub-flavoured Markdown.
    case markdown
    /// A `tabular` of LaTeX.
    case latex
}

/// A table of named columns, printed in any of five forms.
public struct Table: Sendable, Equatable {
    /// The names of the columns, as programs read them: lower case with underscores, which people see as blanks.
    public var columns: [String]
    /// The rows, each with a value a column.
    public var rows: [[Cell]]
    /// What the numbers are and by what convention, one sentence a line.
    public var notes: [String]

    /// Makes a table.
    public init(columns: [String], rows: [[Cell]] = [], notes: [String] = []) {
        self.columns = columns
        self.rows = rows
        self.notes = notes
    }

    /// The titles of the columns, as people read them.
    public var titles: [String] { columns.map { $0.replacing("_", with: " ") } }

    /// Whether each column holds numbers, and nothing else where it holds anything.
    public var isNumeric: [Bool] {
        columns.indices.map { column in
            var hasNumber = false
            for row in rows where row[column] != .none {
                guard row[column].isNumber else { return false }
                hasNumber = true
            }
            return hasNumber
        }
    }

    /// The table in a form, with a line break at its end.
    public func text(_ format: TableFormat) -> String {
        switch format {
        case .table: plain
        case .csv: csv
        case .json: json
        case .markdown: markdown
        case .latex: latex
        }
    }

    // MARK: - Forms for people

    private var plain: String {
        let shown = ([titles] + rows.map { $0.map(\.display) }).map { $0.map(TerminalText.safe) }
        let lengths = shown.map { $0.map(\.count) }
        let widths = columns.indices.map { column in lengths.map { $0[column] }.max() ?? 0 }
        let isNumeric = isNumeric
        var output = ""
        for (row, lengths) in zip(shown, lengths) {
            // Blanks are written before what follows them, so that none ends a line.
            var blanks = 0
            for (column, text) in row.enumerated() {
                let padding = widths[column] - lengths[column]
                if isNumeric[column] { blanks += padding }
                if !text.isEmpty {
                    output += String(repeating: " ", count: blanks)
                    output += text
                    blanks = 0
                }
                blanks += (isNumeric[column] ? 0 : padding) + 2
            }
            output += "\n"
        }
        return output
    }

    private var markdown: String {
        var output = "| " + titles.map(Markdown.cell).joined(separator: " | ") + " |\n"
        output += "| " + isNumeric.map { $0 ? "---:" : "---" }.joined(separator: " | ") + " |\n"
        for row in rows {
            output += "| " + row.map { Markdown.cell($0.display) }.joined(separator: " | ") + " |\n"
        }
        return output
    }

    // MARK: - Forms for programs

    private var csv: String {
        var writer = CSVWriter()
        writer.appendRow(columns)
        for row in rows { writer.appendRow(row.map(\.exact)) }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private var json: String {
        guard !rows.isEmpty else { return "[]\n" }
        let names = columns.map { CanonicalJSON.string($0).text }
        var output = "[\n"
        for (index, row) in rows.enumerated() {
            output += index == 0 ? "  {" : ",\n  {"
            for (column, cell) in row.enumerated() {
                output += (column > 0 ? ", " : "") + names[column] + ": " + cell.json
            }
            output += "}"
        }
        return output + "\n]\n"
    }
}

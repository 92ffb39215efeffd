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
    ///
    /// - Parameters:
    ///   - format: The form.
    ///   - isRaw: Whether texts of CSV stay as they are; otherwise one that a spreadsheet would take for a formula gets an
    ///     apostrophe before it.
    public func text(_ format: TableFormat, isRaw: Bool = false) -> String {
        switch format {
        case .table: plain
        case .csv: csv(isRaw: isRaw)
        case .json: json
        case .markdown: markdown
        case .latex: latex
        }
    }

    // MARK: - Forms for people

    private var plain: String {
        let layout = RowLayout(self, .table)
        var bytes: [UInt8] = []
        layout.append(texts: titles, to: &bytes)
        for row in rows { layout.append(row, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private var markdown: String {
        let layout = RowLayout(self, .markdown)
        var bytes: [UInt8] = []
        layout.append(texts: titles, to: &bytes)
        bytes.append(contentsOf: ("| " + isNumeric.map { $0 ? "---:" : "---" }.joined(separator: " | ") + " |\n").utf8)
        for row in rows { layout.append(row, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Forms for programs

    private func csv(isRaw: Bool) -> String {
        var writer = CSVWriter(defusesFormulas: !isRaw)
        writer.appendRow(columns)
        for row in rows {
            for cell in row {
                if case .text(let text) = cell { writer.append(text) } else { writer.append(plain: cell.exact) }
            }
            writer.endRow()
        }
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

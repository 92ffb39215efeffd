import Reports

/// A table of named columns, printed in any of the forms.
struct TextTable: Sendable {
    /// The names of the columns, as programs read them; people see blanks for underscores.
    var columns: [String]
    /// The rows, each with a value a column.
    var rows: [[Cell]] = []

    /// The table in a form, with a line break at its end.
    func text(_ format: TableFormat) -> String {
        switch format {
        case .table: plain
        case .csv: lines([columns] + rows.map { $0.map(\.exact) }) { $0.map(quotedCSV).joined(separator: ",") }
        case .json: json
        case .markdown: markdown
        case .latex: latex
        }
    }

    private func lines(_ rows: [[String]], _ join: ([String]) -> String) -> String {
        rows.map { join($0) + "\n" }.joined()
    }

    private var titles: [String] { columns.map { $0.replacing("_", with: " ") } }

    private var isNumeric: [Bool] {
        columns.indices.map { column in
            let cells = rows.map { $0[column] }.filter { $0 != .none }
            return !cells.isEmpty && cells.allSatisfy(\.isNumber)
        }
    }

    private var plain: String {
        let shown = [titles] + rows.map { $0.map(\.display) }
        let widths = columns.indices.map { column in shown.map { $0[column].count }.max() ?? 0 }
        let isNumeric = isNumeric
        return lines(shown) { row in
            let padded = row.enumerated().map { column, text in
                let blanks = String(repeating: " ", count: widths[column] - text.count)
                return isNumeric[column] ? blanks + text : text + blanks
            }
            let line = padded.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private func quotedCSV(_ text: String) -> String {
        // By scalars: CR LF is one Character that is neither of them.
        guard text.unicodeScalars.contains(where: { ",\"\n\r".unicodeScalars.contains($0) }) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            quoted.unicodeScalars.append(scalar)
            if scalar == "\"" { quoted += "\"" }
        }
        return quoted + "\""
    }

    private var json: String {
        let objects = rows.map { row in
            "  {" + zip(columns, row).map { "\(Cell.quote($0)): \($1.json)" }.joined(separator: ", ") + "}"
        }
        return objects.isEmpty ? "[]\n" : "[\n" + objects.joined(separator: ",\n") + "\n]\n"
    }

    private var markdown: String {
        let rule = isNumeric.map { $0 ? "---:" : "---" }
        return lines([titles, rule] + rows.map { $0.map { markdownCell($0.display) } }) {
            "| " + $0.joined(separator: " | ") + " |"
        }
    }

    private func markdownCell(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "|": "\\|"
            case "\n", "\r": " "
            default: String(scalar)
            }
        }.joined()
    }

    private var latex: String {
        let isNumeric = isNumeric
        let alignment = isNumeric.map { $0 ? "r" : "l" }.joined()
        let body = lines(rows.map { $0.map(\.display) }) { row in
            zip(row, isNumeric).map { $1 ? LaTeX.number($0) : LaTeX.escaped($0) }.joined(separator: " & ") + " \\\\"
        }
        let head = titles.map(LaTeX.escaped).joined(separator: " & ") + " \\\\ \\hline\n"
        return "\\begin{tabular}{\(alignment)}\n\(head)\(body)\\end{tabular}\n"
    }
}

import Formats

extension Table {
    /// The table for people on a screen of some width: what is wider has titles and texts of several lines.
    ///
    /// Titles break at their blanks, texts at theirs and within words that are longer than a line. Numbers stay whole, so a table of many
    /// of them can still be wider.
    ///
    /// - Parameter width: the characters that stand side by side.
    public func wrapped(to width: Int) -> String {
        let natural = columns.indices.map { column in max(titles[column].count, longest(column)) }
        guard total(natural) > width else { return text(.table) }
        let isNumeric = isNumeric
        var widths = columns.indices.map { column in
            max(titles[column].split(separator: " ").map(\.count).max() ?? 0, longest(column))
        }
        while total(widths) > width {
            // The widest text gives way, by what is too much or until it is as narrow as the next one.
            let texts = widths.indices.filter { !isNumeric[$0] && widths[$0] > Self.narrowest }
            guard let widest = texts.max(by: { widths[$0] < widths[$1] }) else { break }
            let next = texts.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            widths[widest] = max(
                Self.narrowest, min(widths[widest] - 1, max(next, widths[widest] - total(widths) + width)))
        }
        let body = rows.map { row in row.map { TerminalText.safe($0.display) } }
        return ([titles] + body).map { lines($0, widths, isNumeric) }.joined()
    }

    /// How narrow a column of texts may become.
    private static let narrowest = 12

    private func longest(_ column: Int) -> Int { rows.map { TerminalText.safe($0[column].display).count }.max() ?? 0 }

    private func total(_ widths: [Int]) -> Int { widths.reduce(0) { $0 + $1 + 2 } - 2 }

    /// A row as lines.
    private func lines(_ cells: [String], _ widths: [Int], _ isNumeric: [Bool]) -> String {
        let wrapped = zip(cells, widths).map { Self.broken($0, $1) }
        let count = wrapped.map(\.count).max() ?? 0
        return (0..<count).map { line in
            var text = ""
            for (column, parts) in wrapped.enumerated() {
                let part = line < parts.count ? parts[line] : ""
                let padding = String(repeating: " ", count: max(0, widths[column] - part.count))
                text += (column > 0 ? "  " : "") + (isNumeric[column] ? padding + part : part + padding)
            }
            while text.hasSuffix(" ") { text.removeLast() }
            return text + "\n"
        }.joined()
    }

    /// A text as lines of at most so many characters.
    private static func broken(_ text: String, _ width: Int) -> [String] {
        guard text.count > width else { return [text] }
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            var word = Substring(word)
            if !line.isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = ""
            }
            while word.count > width {
                lines.append(String(word.prefix(width)))
                word = word.dropFirst(width)
            }
            line += (line.isEmpty ? "" : " ") + word
        }
        return lines + [line]
    }
}

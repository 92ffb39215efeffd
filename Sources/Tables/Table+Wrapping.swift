import Formats

extension Table {
    /// The table for people on a screen of some width: what is wider has titles and texts of several lines.
    ///
    /// Titles break at their blanks, texts at theirs and within words that are longer than a line. What is too wide even so is printed in
    /// blocks of columns below each other, each with the columns that tell its rows apart, and of so many rows that all of them are
    /// seen together. Numbers and names stay whole, so that a screen narrower than they are is too narrow.
    ///
    /// - Parameter width: the characters that stand side by side.
    public func wrapped(to width: Int) -> String {
        let cells = rows.map { row in row.map { TerminalText.safe($0.display) } }
        let longest = columns.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        let natural = columns.indices.map { max(titles[$0].count, longest[$0]) }
        guard Self.total(natural) > width else { return text(.table) }
        let isNumeric = isNumeric
        // No column is narrower than the words of its title, nor one of texts than its words.
        let least = columns.indices.map { column -> Int in
            let title = Self.longestWord(titles[column])
            guard !isNumeric[column] else { return max(title, longest[column]) }
            let words = cells.map { Self.longestWord($0[column], ofAtMost: Self.longestName) }.max() ?? 0
            return max(title, words, min(Self.narrowest, longest[column]))
        }
        let preferred = columns.indices.map { max(Self.longestWord(titles[$0]), longest[$0]) }
        let panels =
            Self.total(least) <= width || columns.count < 2
            ? [Array(columns.indices)] : panels(least, width, cells)
        let layouts = panels.map { panel in
            (
                columns: panel,
                widths: Self.fitted(panel.map { preferred[$0] }, least: panel.map { least[$0] }, to: width)
            )
        }
        func lines(_ texts: [String], _ layout: (columns: [Int], widths: [Int])) -> String {
            Self.lines(layout.columns.map { texts[$0] }, layout.widths, layout.columns.map { isNumeric[$0] })
        }
        if layouts.count == 1 { return ([titles] + cells).map { lines($0, layouts[0]) }.joined() }
        let blocks = stride(from: 0, to: max(1, cells.count), by: Self.rowsOfBlock).flatMap { start in
            layouts.map { layout in
                ([titles] + cells[start..<min(start + Self.rowsOfBlock, cells.count)]).map { lines($0, layout) }
                    .joined()
            }
        }
        return blocks.joined(separator: "\n")
    }

    /// How narrow a column of texts may become.
    private static let narrowest = 12
    /// The longest word that is not broken: names of tasks and parameters.
    private static let longestName = 32
    /// The rows that stand in a block where a table is printed in several.
    private static let rowsOfBlock = 30

    private static func total(_ widths: [Int]) -> Int { widths.reduce(0) { $0 + $1 + 2 } - 2 }

    /// The length of the longest word of a text, those that are longer than a limit aside.
    private static func longestWord(_ text: String, ofAtMost limit: Int = .max) -> Int {
        text.split(separator: " ").map(\.count).filter { $0 <= limit }.max() ?? 0
    }

    /// The columns of each block.
    private func panels(_ least: [Int], _ width: Int, _ cells: [[String]]) -> [[Int]] {
        // The first columns, as many as tell the rows apart, begin every block unless they take more than half of the width.
        var keys: [Int] = []
        for column in columns.indices.dropLast() {
            guard Self.total((keys + [column]).map { least[$0] }) <= width / 2 else { break }
            keys.append(column)
            if Set(cells.map { row in keys.map { row[$0] } }).count == cells.count { break }
        }
        var panels: [[Int]] = []
        var panel = keys
        for column in columns.indices.dropFirst(keys.count) {
            if panel.count > keys.count, Self.total((panel + [column]).map { least[$0] }) > width {
                panels.append(panel)
                panel = keys
            }
            panel.append(column)
        }
        return panels + [panel]
    }

    /// Widths that fit: the widest column gives way, by what is too much or until it is as narrow as the next one.
    private static func fitted(_ preferred: [Int], least: [Int], to width: Int) -> [Int] {
        var widths = preferred
        while total(widths) > width {
            let others = widths.indices.filter { widths[$0] > least[$0] }
            guard let widest = others.max(by: { widths[$0] < widths[$1] }) else { break }
            let next = others.filter { $0 != widest }.map { widths[$0] }.max() ?? 0
            widths[widest] = max(
                least[widest], min(widths[widest] - 1, max(next, widths[widest] - total(widths) + width)))
        }
        return widths
    }

    /// A row as lines.
    private static func lines(_ cells: [String], _ widths: [Int], _ isNumeric: [Bool]) -> String {
        let wrapped = zip(cells, widths).map { TerminalText.lines($0, width: $1) }
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
}

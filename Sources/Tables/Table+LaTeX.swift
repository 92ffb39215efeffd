import Formats

extension Table {
    /// The table for LaTeX, made to fit the width of the text.
    ///
    /// What fits is a plain `tabular`. Long texts get columns that wrap, other wide tables are shrunk (package graphicx), and those of
    /// more rows than a page has are a `longtable` in letters that suit their width (package longtable); a comment names the package.
    var latex: String {
        let isLong = rows.count > Self.mostRows
        let natural = columns.indices.map { column in max(titles[column].count, longest(column)) }
        let total = natural.reduce(0) { $0 + $1 + 2 }
        if !isLong, total <= Self.charactersOfTextWidth { return tabular(alignment(natural.map { _ in nil })) }
        // Titles wrap at their blanks, texts within their columns.
        let narrow = columns.indices.map { column in
            max(titles[column].split(separator: " ").map(\.count).max() ?? 0, longest(column))
        }
        let size =
            Self.sizes.first { size in
                narrow.reduce(0) { $0 + ($1 > Self.wrappedFrom ? Self.fewestWrapped : $1) + 2 } <= size.characters
            } ?? Self.sizes[Self.sizes.count - 1]
        let wrapped = shares(narrow, of: Double(size.characters))
        let text = "\\setlength{\\tabcolsep}{2pt}\n"
        if isLong {
            return "% needs \\usepackage{longtable}\n{\\\(size.name)\n" + text
                + longtable(alignment(wrapped)) + "}\n"
        }
        if wrapped.contains(where: { $0 != nil }) {
            return "{\\\(size.name)\n" + text + tabular(alignment(wrapped), wrapsTitles: true) + "}\n"
        }
        return "% needs \\usepackage{graphicx}\n"
            + "\\resizebox{\\ifdim\\width>\\textwidth\\textwidth\\else\\width\\fi}{!}{%\n"
            + tabular(alignment(wrapped), wrapsTitles: true) + "}\n"
    }

    /// The most rows that a page has room for.
    private static let mostRows = 45
    /// From how many characters on a text wraps.
    private static let wrappedFrom = 24
    /// How few characters a line of a wrapped text should have room for.
    private static let fewestWrapped = 14
    /// About how many characters of ten points stand side by side in the text of an article.
    private static let charactersOfTextWidth = 66
    /// The sizes of letters, with about as many characters a line.
    private static let sizes = [
        (name: "small", characters: 74), (name: "footnotesize", characters: 82), (name: "scriptsize", characters: 94),
        (name: "tiny", characters: 130),
    ]

    private func longest(_ column: Int) -> Int { rows.map { $0[column].display.count }.max() ?? 0 }

    /// The share of the text's width of each column that wraps; nil for those as wide as what they hold.
    private func shares(_ widths: [Int], of characters: Double) -> [Double?] {
        let isNumeric = isNumeric
        let isWrapped = widths.indices.map { !isNumeric[$0] && widths[$0] > Self.wrappedFrom }
        let fixed = widths.indices.filter { !isWrapped[$0] }.reduce(0) { $0 + widths[$1] } + 2 * widths.count
        let rest = max(0.3, 0.96 - Double(fixed) / characters)
        // A sentence of twenty times the length doesn't want twenty times the room.
        let weights = widths.indices.map { isWrapped[$0] ? Double(widths[$0]).squareRoot() : 0 }
        let sum = weights.reduce(0, +)
        return widths.indices.map { isWrapped[$0] ? rest * weights[$0] / sum : nil }
    }

    private func alignment(_ shares: [Double?]) -> String {
        zip(shares, isNumeric).map { share, isNumeric in
            share.map { "p{\(NumberText.decimal($0, places: 3))\\textwidth}" } ?? (isNumeric ? "r" : "l")
        }.joined()
    }

    private func tabular(_ alignment: String, wrapsTitles: Bool = false) -> String {
        "\\begin{tabular}{\(alignment)}\n\(head(wrapsTitles))\(body)\\end{tabular}\n"
    }

    private func longtable(_ alignment: String) -> String {
        "\\begin{longtable}{\(alignment)}\n\(head(true))\\endhead\n\(body)\\end{longtable}\n"
    }

    private func head(_ wraps: Bool) -> String {
        let cells = zip(titles, isNumeric).map { title, isNumeric in
            let words = title.split(separator: " ").map { LaTeX.escaped(String($0)) }
            return wraps && words.count > 1
                ? "\\shortstack[\(isNumeric ? "r" : "l")]{\(words.joined(separator: "\\\\"))}" : LaTeX.escaped(title)
        }
        return cells.joined(separator: " & ") + " \\\\ \\hline\n"
    }

    private var body: String {
        let layout = RowLayout(self, .latex)
        var bytes: [UInt8] = []
        for row in rows { layout.append(row, to: &bytes) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

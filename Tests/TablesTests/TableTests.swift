import Tables
import Testing

/// Tables keep their form whatever their texts hold.
@Suite struct TableTests {
    private let hostile = Table(
        columns: ["task_name", "value"],
        rows: [
            // CR LF, and a quote with a combining mark, are one Character each.
            [.text("a\r\nb"), .decimal(-0.5, places: 2)],
            [.text("say \"\u{301}x\""), .decimal(2, places: 2)],
            [.text("50% of |A| < B_1 & ~C"), .decimal(0.25, places: 2)],
        ])

    @Test func csvQuotesByScalars() {
        #expect(
            hostile.text(.csv).unicodeScalars.elementsEqual(
                """
                task_name,value
                "a\r\nb",-0.5
                "say ""\u{301}x""\",2.0
                50% of |A| < B_1 & ~C,0.25

                """.unicodeScalars))
    }

    /// A table in pieces is the table, where its first rows are as wide as the others.
    @Test(arguments: [TableFormat.table, .markdown, .latex])
    func rowsInPieces(_ format: TableFormat) {
        let rows = (0..<120).map { row -> [Cell] in
            [.text("name \(row % 10)"), .integer(row % 10), row % 3 == 0 ? .none : .decimal(-0.5, places: 2)]
        }
        let whole = Table(columns: ["name_of", "count", "value"], rows: rows).text(format)
        for decisive in [1, 50, 120, 1000] {
            var stream = TableStream(format, columns: ["name_of", "count", "value"], decisive: decisive)
            var bytes: [UInt8] = []
            for row in rows {
                stream.append(row)
                bytes += stream.take()
            }
            stream.end()
            bytes += stream.take()
            let text = String(decoding: bytes, as: UTF8.self)
            if decisive > 1 { #expect(text == whole, "\(decisive)") }
            #expect(text.split(separator: "\n").count >= 121)
            if format == .latex { #expect(text.ranges(of: "\\end{").count == 1) }
        }
    }

    @Test func markdownKeepsItsRows() {
        let lines = hostile.text(.markdown).split(separator: "\n")
        #expect(lines.count == 5)
        #expect(lines[2].hasPrefix("| a  b | "))
        #expect(lines[4].contains("50% of \\|A\\| < B_1 & ~C"))
    }

    @Test func latexEscapesWhatItWouldRead() {
        let lines = hostile.text(.latex).split(separator: "\n")
        #expect(lines[0] == "\\begin{tabular}{lr}")
        #expect(lines[1] == "task name & value \\\\ \\hline")
        #expect(lines[2].hasPrefix("a  b & $-"))
        #expect(lines[4].hasPrefix("50\\% of \\textbar{}A\\textbar{} \\textless{} B\\_1 \\& \\textasciitilde{}C & "))
        #expect(lines.last == "\\end{tabular}")
    }

    /// What fits is plain; long texts wrap, wide tables shrink, and those of more rows than a page has go on over pages.
    @Test func latexFitsTheWidthOfTheText() {
        func table(columns: Int, rows: Int, cell: Cell) -> String {
            Table(
                columns: (0..<columns).map { "number_\($0)" },
                rows: Array(repeating: Array(repeating: cell, count: columns), count: rows)
            ).text(.latex)
        }
        let plain = table(columns: 3, rows: 5, cell: .decimal(0.5, places: 3))
        #expect(plain.hasPrefix("\\begin{tabular}{rrr}\n"))
        let wide = table(columns: 15, rows: 5, cell: .decimal(0.5, places: 3))
        #expect(wide.contains("\\usepackage{graphicx}") && wide.contains("\\resizebox"))
        #expect(wide.contains("\\shortstack[r]{number\\\\0}"))
        let long = table(columns: 15, rows: 121, cell: .decimal(0.5, places: 3))
        #expect(long.contains("\\usepackage{longtable}") && long.contains("\\endhead"))
        let wordy = table(columns: 4, rows: 3, cell: .text(String(repeating: "many words ", count: 20)))
        let shares = wordy.matches(of: /p\{(0\.[0-9]+)\\textwidth\}/).compactMap { Double($0.1) }
        #expect(shares.count == 4 && shares.reduce(0, +) < 1)
        for text in [plain, wide, long, wordy] {
            #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
        }
    }
}

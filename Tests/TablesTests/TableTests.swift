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
}

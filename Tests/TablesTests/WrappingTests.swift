import Tables
import Testing

/// Tables on a narrow screen.
@Suite struct WrappingTests {
    private let table = Table(
        columns: ["part", "average_rank", "shows"],
        rows: [
            [
                .text("ranks"), .decimal(3.577, places: 3),
                .text("Average ranks, mean results and p-values, as rank prints them."),
            ],
            [.text("best-of-k"), .none, .text("an-identifier-that-is-longer-than-any-line-of-it")],
        ])

    @Test func whatFitsStaysAsItIs() {
        #expect(table.wrapped(to: 200) == table.text(.table))
    }

    @Test func whatDoesNotFitWraps() {
        let text = table.wrapped(to: 40)
        #expect(
            text == """
                part       average  shows
                              rank
                ranks        3.577  Average ranks, mean
                                    results and
                                    p-values, as rank
                                    prints them.
                best-of-k           an-identifier-that-i
                                    s-longer-than-any-li
                                    ne-of-it

                """)
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 40 })
    }

    /// What is too wide even with titles and texts of several lines comes in blocks, each with what tells its rows apart.
    @Test func whatIsTooWideComesInBlocks() {
        let wide = Table(
            columns: ["task", "method", "first", "second", "third"],
            rows: (0..<32).map { row in
                [.text("sample/\(row % 4)"), .text("m\(row)")] + (1...3).map { .integer(1_000_000 * $0 + row) }
            })
        let lines = wide.wrapped(to: 37).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.allSatisfy { $0.count <= 37 })
        #expect(
            lines.prefix(3) == [
                "task      method    first   second", "sample/0  m0      1000000  2000000",
                "sample/1  m1      1000001  2000001",
            ])
        #expect(lines.count { $0 == "task      method    third" } == 2)
        #expect(lines.contains("sample/3  m31     3000031"))
        #expect(lines.count(where: \.isEmpty) == 4)
        #expect(Table(columns: wide.columns).wrapped(to: 30).hasPrefix("task  method  first  second\n"))
    }

    /// No width is too small to end.
    @Test(arguments: [1, 8, 20, 31])
    func numbersStayWhole(_ width: Int) {
        #expect(table.wrapped(to: width).contains("3.577"))
    }
}

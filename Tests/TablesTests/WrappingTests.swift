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

    /// No width is too small to end.
    @Test(arguments: [1, 8, 20, 31])
    func numbersStayWhole(_ width: Int) {
        #expect(table.wrapped(to: width).contains("3.577"))
    }
}

import Testing

@testable import Statistics

@Suite struct ScoreTableTests {
    private func table() throws -> ScoreTable<Double> {
        try ScoreTable(
            methods: ["a", "b", "c"],
            scores: [[0.9, 0.8, 0.7], [0.6, 0.6, 0.5], [0.7, nil, 0.9], [0.5, 0.4, 0.3]])
    }

    @Test func averageRanksByPolicy() throws {
        let table = try table()
        let excluded = try table.averageRanks()
        #expect(excluded.rows.map(\.tasks) == [4, 3, 4])
        let excludedRanks: [Double?] = [1.375, 5.5 / 3, 2.5]
        #expect(excluded.rows.map(\.averageRank) == excludedRanks)
        // The task without b has two ranks, whose mean is 1.5.
        let excludedDifferences: [Double?] = [-0.5, -0.5 / 3, 0.625]
        #expect(excluded.rows.map(\.averageRankDifference) == excludedDifferences)
        #expect(excluded.best == 0)
        let last = try table.averageRanks(missing: .rankedLast)
        let lastRanks: [Double?] = [1.375, 2.125, 2.5]
        #expect(last.rows.map(\.averageRank) == lastRanks)
        #expect(last.rows.compactMap(\.averageRankDifference).reduce(0, +) == 0)
        let dropped = try table.averageRanks(missing: .taskDropped)
        #expect(dropped.rows.map(\.tasks) == [3, 3, 3])
        let droppedRanks: [Double?] = [3.5 / 3, 5.5 / 3, 3]
        #expect(dropped.rows.map(\.averageRank) == droppedRanks)
        let losses = try table.averageRanks(order: .smallestFirst)
        #expect(losses.best == 2)
        #expect(try table.friedmanTest().tasks == 3)
        #expect(try table.friedmanTest(missing: .rankedLast).tasks == 4)
    }

    @Test func comparisonsWithTheBest() throws {
        let comparisons = try table().comparisons(test: WilcoxonSignedRankTest(alternative: .greater))
        #expect(comparisons.reference == 0)
        #expect(comparisons.rows.map(\.method) == [1, 2])
        #expect(comparisons.rows.map(\.winTieLoss.description) == ["2/1/0", "3/0/1"])
        #expect(comparisons.rows[0].wilcoxon.p == 0.25 && comparisons.rows[0].wilcoxon.pairs == 3)
        let raw = comparisons.rows.map(\.wilcoxon.p)
        #expect(try comparisons.rows.map(\.adjustedP) == PValueAdjustment.holm.adjusted(raw))
        // With losses the smaller side is the better one, and greater still asks whether the reference is better.
        let flipped = try ScoreTable(
            methods: ["a", "b"], scores: [[0.1, 0.2], [0.3, 0.5], [0.1, 0.7], [0.2, 0.9]]
        )
        .comparisons(test: WilcoxonSignedRankTest(alternative: .greater), order: .smallestFirst)
        #expect(flipped.reference == 0)
        #expect(flipped.rows[0].wilcoxon.p == 1.0 / 16)
        #expect(flipped.rows[0].winTieLoss.wins == 4)
    }

    @Test func pairedComparisonHoldsItAll() throws {
        let x = [0.9, 0.8, 0.75, 0.6, 0.95, 0.7]
        let y = [0.85, 0.7, 0.75, 0.62, 0.9, 0.6]
        let comparison = try PairedComparison(x: x, y: y)
        #expect(comparison.winTieLoss.description == "4/1/1")
        #expect(try comparison.wilcoxon.p == WilcoxonSignedRankTest().run(x: x, y: y).p)
        #expect(comparison.wilcoxon.tied == 4)
        #expect(comparison.rankBiserial > 0.8)
        #expect(comparison.bayesian != nil && comparison.hodgesLehmann != nil)
        var options = PairedComparison.Options()
        options.draws = 0
        #expect(try PairedComparison(x: x, y: y, options: options).bayesian == nil)
    }

    @Test func errors() throws {
        #expect(throws: StatisticsError.self) { try ScoreTable<Double>(methods: [], scores: []) }
        #expect(
            throws: StatisticsError.unequalLengths(
                first: "the row of 2", firstCount: 1, second: "the list of methods", secondCount: 2)
        ) {
            try ScoreTable(methods: ["a", "b"], scores: [[1.0, 2], [1]])
        }
        #expect(throws: StatisticsError.notFinite(what: "scores of t", index: 1, value: "inf")) {
            try ScoreTable(methods: ["a", "b"], tasks: ["t"], scores: [[1.0, .infinity]])
        }
        let table = try table()
        #expect(throws: StatisticsError.self) { try table.differences(0, 3) }
        let disjoint = try ScoreTable<Double>(methods: ["a", "b"], scores: [[1, nil], [nil, 2]])
        #expect(throws: StatisticsError.tooFew(what: "pairs", needed: 1, found: 0)) { try disjoint.differences(0, 1) }
        #expect(try disjoint.comparisons().untested == [1] && disjoint.comparisons().rows.isEmpty)
        #expect(throws: StatisticsError.self) { try disjoint.friedmanTest() }
    }

    @Test func everyErrorIsOneLine() {
        let errors: [StatisticsError] = [
            .unequalLengths(first: "x", firstCount: 1, second: "y", secondCount: 2),
            .tooFew(what: "pairs", needed: 1, found: 0),
            .tooMany(what: "pairs", limit: 1, found: 2, instead: "use fewer"),
            .notFinite(what: "x", index: 0, value: "nan"),
            .outOfRange(what: "alpha", index: nil, value: "2", allowed: "below 1"),
            .missingClass(metric: "AUC", missing: "positive row"), .overflow(what: "1/3"),
        ]
        for error in errors {
            #expect(!error.description.isEmpty && !error.description.contains("\n"))
        }
        #expect(errors[3].description == "x: value 1 is nan; give a finite number, or leave it out as missing")
        #expect(errors[4].description == "alpha is 2, allowed is below 1")
    }
}

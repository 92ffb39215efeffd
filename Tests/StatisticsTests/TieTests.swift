import Statistics
import Testing

/// One notion of a tie for ranks, wins, effect sizes and tests, and one of zeros for test and interval.
@Suite struct TieTests {
    private func scores(_ texts: [String]) throws -> [TaskScore] {
        try texts.map { try #require(TaskScore(writtenAs: $0), "\($0)") }
    }

    @Test func ranksTieWhereTestsDo() throws {
        let rows = [[0.30000000000000004, 0.3], [0.7, 0.6], [0.9, 0.8], [0.8, 0.9]]
        let table = try ScoreTable(methods: ["a", "b"], scores: rows.map { $0.map { Optional($0) } })
        let averages = try table.averageRanks().rows.map(\.averageRank)
        #expect(averages == [1.375, 1.625])
        #expect(WinTieLoss(try table.differences(0, 1)).description == "2/1/1")
        #expect(try EffectSize.varghaDelaneyA(x: [0.1 + 0.2], y: [0.3]) == 0.5)
        #expect(try EffectSize.cliffsDelta(x: [0.1 + 0.2, 1], y: [0.3]) == 0.5)
    }

    /// What pandas writes in full is no exact fraction: rounding noise is not ranked.
    @Test func textOfManyDigitsIsADouble() throws {
        let x = try scores(["0.6666666666666666", "0.6666666666666666"])
        let y = try scores(["0.3333333333333333", "1.0"])
        let ranks = try WilcoxonSignedRankTest().run(PairedDifferences(x: x, y: y))
        #expect(ranks.rankSumPlus == 1.5 && ranks.rankSumMinus == 1.5)
        let noise = try PairedDifferences(x: scores(["0.30000000000000004"]), y: scores(["0.3"]))
        #expect(noise.zeros == 1)
    }

    /// A number written with an exponent is the same number, and one that needs many bits changes no other pair.
    @Test func oneCellChangesNoOther() throws {
        let plain = try scores(["0.5", "0.8", "0.9", "0.75"])
        let other = try scores(["5e-1", "0.75", "0.85", "0.7"])
        #expect(other[0].fraction == plain[0].fraction)
        let differences = try PairedDifferences(x: plain, y: other)
        #expect(differences.levels == [0, 1, 1, 1])
        let huge = try PairedDifferences(
            x: plain + scores(["1234.5678901234567"]), y: other + scores(["0.98765432109876543"]))
        #expect(Array(huge.levels.prefix(4)) == [0, 1, 1, 1] && huge.levels[4] == 2)
    }

    @Test(arguments: [
        ("0.3", true), ("12345678901234", true), ("0.12345678901234", true), ("0.123456789012345", false),
        ("5e-1", true), ("1E3", true), ("-2.50", true), ("117/150", true), ("1e13", true), ("1e300", false),
        (".5", true),
    ])
    func exactBelowFifteenDigits(_ text: String, _ isExact: Bool) throws {
        let score = try #require(TaskScore(writtenAs: text))
        #expect((score.fraction != nil) == isExact)
        if !text.contains("/") { #expect(score.value == Double(text)) }
    }

    @Test(arguments: [
        "", "-", "e5", "1e", "1e+", "1/0", "1/2/3", "0x1p3", "nan", "inf", "1e999", "1-2", "1.2.3", "1e1.5", "a",
    ])
    func noNumberIsNoScore(_ text: String) { #expect(TaskScore(writtenAs: text) == nil) }

    /// The interval drops zeros as the test does: that of R 4.2's `wilcox.test(1:6, conf.int = TRUE)`, 3.5 and [1, 6].
    @Test func intervalAndTestTreatZerosAlike() throws {
        let differences = try PairedDifferences(differences: [Double](repeating: 0, count: 10) + [1, 2, 3, 4, 5, 6])
        let p = try WilcoxonSignedRankTest().run(differences).p
        #expect(p == 0.03125)
        let estimate = try HodgesLehmannEstimate(differences)
        #expect(estimate.estimate == 3.5 && estimate.lower == 1 && estimate.upper == 6 && estimate.pairs == 6)
        let kept = try HodgesLehmannEstimate(differences, zeroMethod: .pratt)
        #expect(kept.lower == 0 && kept.upper == 2.5)
        let nothing = try HodgesLehmannEstimate(PairedDifferences(differences: [0.0, 0, 0]))
        #expect(nothing.estimate == 0 && nothing.upper == 0)
    }

    /// Differences that are exact keep their size beside a huge one.
    @Test func aHugeDifferenceHidesNoOther() throws {
        let d = [1e13, 1.5, -2.5, 3.5, -4.5, 5.5].map { TaskScore(shortest: $0) }
        #expect(try WilcoxonSignedRankTest().run(PairedDifferences(differences: d)).p == 0.4375)
    }

    /// The pair that shares no task has no p; the rest stands.
    @Test func aPairWithoutTasksHasNoTest() throws {
        let rows: [[Double?]] = [[0, nil, 5], [nil, 0, nil], [nil, nil, 2]]
        let table = try ScoreTable(methods: ["a", "b", "c"], scores: rows)
        var options = TableComparison.Options()
        options.missing = .rankedLast
        let comparison = try TableComparison(table, options: options)
        let tests = try #require(comparison.comparisons)
        #expect(tests.rows.count + tests.untested.count == 2 && tests.untested == [1])
        let pairs = try PairwiseComparisons(table, comparison, test: options.test, order: .largestFirst)
        #expect(pairs.rows.map { [$0.first, $0.second] } == [[0, 2]] && pairs.untested == 2)
    }

    /// Perfect agreement of 2 methods over 2 tasks: F says 0, all permutations say 0.5.
    @Test func friedmanOfFewTasksIsCountedOut() throws {
        let table = try ScoreTable(methods: ["a", "b"], scores: [[2.0, 1], [2, 1]])
        let permutation = try #require(try TableComparison(table).friedmanPermutation())
        #expect(permutation.p == 0.5 && permutation.convention == "exact over all permutations")
        let many = try ScoreTable(methods: ["a", "b"], scores: (0..<21).map { _ in [2.0, 1] })
        #expect(try TableComparison(many).friedmanPermutation() == nil)
    }

    @Test func manyMethodsArePaired() throws {
        let table = try ScoreTable(
            methods: (0..<201).map { "m\($0)" },
            scores: [(0..<201).map { Double($0) }, (0..<201).map { Double($0 * 7 % 201) }])
        let comparison = try TableComparison(table)
        let pairs = try PairwiseComparisons(
            table, comparison, test: WilcoxonSignedRankTest(mode: .r), order: .largestFirst)
        #expect(pairs.rows.count == 20_100)
    }

    @Test func wordsFollowTheOrder() throws {
        let differences = try PairedDifferences(x: [1.0, 2, 3], y: [2.0, 4, 6])
        let smaller = try WilcoxonSignedRankTest(alternative: .greater).run(differences, order: .smallestFirst)
        #expect(smaller.convention.contains("one-sided, x less than y") && smaller.p == 0.125)
        let larger = try WilcoxonSignedRankTest(alternative: .greater).run(differences, order: .largestFirst)
        #expect(larger.convention.contains("one-sided, x greater than y") && larger.p == 1)
    }
}

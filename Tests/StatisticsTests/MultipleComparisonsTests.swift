import Testing

@testable import Statistics

@Suite struct MultipleComparisonsTests {
    @Test func friedmanAndNemenyiFixtures() throws {
        for testCase in try Fixture.cases("friedman_nemenyi") {
            let scores = testCase["rows_are_tasks"].array.map(\.numbers)
            let expected = testCase["expected"]
            let name = testCase["id"].string
            let test = try FriedmanTest(scores: scores)
            let means = expected["mean_ranks_high_is_1"].numbers
            #expect(means.count == test.methods && test.tasks == scores.count)
            for (rank, mean) in zip(test.averageRanks, means) { #expect(isClose(rank, mean, relative: 1e-14)) }
            func check(_ value: Double, _ key: String) {
                #expect(isClose(value, expected[key].number, relative: 1e-10), "\(name) \(key) \(value)")
            }
            check(test.chiSquared, "chi2_tie_corrected")
            check(test.chiSquaredP, "p_tie_corrected")
            check(test.chiSquaredUncorrected, "chi2_uncorrected")
            check(test.f, "iman_davenport_F_tie_corrected")
            check(test.fP, "iman_davenport_p_tie_corrected")
            let nemenyi = try NemenyiTest(methods: test.methods, tasks: test.tasks)
            #expect(expected["pairs"].array.count == test.methods * (test.methods - 1) / 2)
            for pair in expected["pairs"].array {
                let difference =
                    test.averageRanks[Int(pair["i"].number)] - test.averageRanks[Int(pair["j"].number)]
                #expect(isClose(abs(difference), pair["rank_diff"].number, relative: 1e-12, absolute: 1e-14))
                #expect(
                    isClose(nemenyi.p(rankDifference: difference), pair["p_nemenyi"].number, relative: 1e-9),
                    "\(name) \(nemenyi.p(rankDifference: difference))")
            }
        }
    }

    @Test func friedmanCorrectsForTies() throws {
        // The 30 x 7 case holds a tie: without the correction chi-squared is 3.5357, with it 3.5399.
        let testCase = try #require(Fixture.cases("friedman_nemenyi").first { $0["id"].string == "f-n30-k7" })
        let test = try FriedmanTest(scores: testCase["rows_are_tasks"].array.map(\.numbers))
        #expect(test.chiSquared > test.chiSquaredUncorrected + 0.004)
    }

    @Test func friedmanEdges() throws {
        let tied = try FriedmanTest(scores: [[1.0, 1], [2, 2]])
        #expect(tied.chiSquared == 0 && tied.chiSquaredP == 1 && tied.f == 0 && tied.fP == 1)
        #expect(throws: StatisticsError.self) { try FriedmanTest(scores: [[1.0, 2]]) }
        #expect(throws: StatisticsError.self) { try FriedmanTest(scores: [[1.0], [2]]) }
        #expect(throws: StatisticsError.self) { try FriedmanTest(scores: [[1.0, 2], [2]]) }
        #expect(throws: StatisticsError.self) { try FriedmanTest(scores: [[1.0, .nan], [2, 3]]) }
        #expect(throws: StatisticsError.self) { try FriedmanTest(ranks: [[1, 2], [0.5, 0.7]]) }
        #expect(throws: StatisticsError.self) { try FriedmanTest(ranks: [[Double]()]) }
    }

    @Test func criticalDifferences() throws {
        for row in try Fixture.cases("nemenyi_cd")[0]["expected"].array {
            let test = try NemenyiTest(methods: Int(row["k"].number), tasks: Int(row["n_tasks"].number))
            let value = try test.criticalDifference(alpha: row["alpha"].number)
            #expect(isClose(value, row["cd"].number, relative: 1e-9), "\(value)")
            // The tool that takes finite degrees of freedom is at least 0.09 percent off.
            #expect(!isClose(value, row["cd_scmamp_finite_df"].number, relative: 9e-4))
        }
        #expect(throws: StatisticsError.self) { try NemenyiTest(methods: 1, tasks: 5) }
        #expect(throws: StatisticsError.self) { try NemenyiTest(methods: 3, tasks: 0) }
        #expect(throws: StatisticsError.self) { try NemenyiTest(methods: 3, tasks: 5).criticalDifference(alpha: 1) }
    }

    @Test func barsOfTheDiagram() throws {
        // Critical difference of 4 methods over 14 tasks: 1.2536.
        let test = try NemenyiTest(methods: 4, tasks: 14)
        #expect(try test.groups(averageRanks: [3.9, 1.0, 2.2, 3.4]) == [[1, 2], [2, 3]] + [[3, 0]])
        #expect(try test.groups(averageRanks: [1.0, 2.2, 2.25, 3.4]) == [[0, 1, 2], [1, 2, 3]])
        #expect(try test.groups(averageRanks: [1.0, 2.5, 3.9, 5.5]) == [])
        #expect(try test.groups(averageRanks: [2.5, 2.5, 2.5, 2.5]) == [[0, 1, 2, 3]])
    }

    @Test func adjustments() throws {
        for testCase in try Fixture.cases("p_adjust") {
            let p = testCase["p"].numbers
            for (key, method) in [
                ("holm", PValueAdjustment.holm), ("hochberg", .hochberg), ("bonferroni", .bonferroni),
                ("bh", .benjaminiHochberg),
            ] {
                let expected = testCase["expected"][key].numbers
                let adjusted = try method.adjusted(p)
                #expect(adjusted.count == expected.count)
                for (value, reference) in zip(adjusted, expected) {
                    #expect(isClose(value, reference, relative: 1e-14), "\(testCase["id"].string) \(key) \(adjusted)")
                }
            }
        }
    }

    @Test func adjustedValuesAreCappedMonotoneAndOrderFree() throws {
        var generator = SeededGenerator(seed: 21)
        for _ in 0..<200 {
            let count = Int.random(in: 1...12, using: &generator)
            // A coarse grid has ties.
            let p = (0..<count).map { _ in Double(Int.random(in: 0...20, using: &generator)) / 20 }
            let order = Array(p.indices).shuffled(using: &generator)
            for method in PValueAdjustment.allCases {
                let adjusted = try method.adjusted(p)
                #expect(try method.adjusted(order.map { p[$0] }) == order.map { adjusted[$0] })
                for first in p.indices {
                    #expect(adjusted[first] >= p[first] && adjusted[first] <= 1)
                    for second in p.indices where p[first] <= p[second] {
                        #expect(adjusted[first] <= adjusted[second])
                    }
                }
            }
            let holm = try PValueAdjustment.holm.adjusted(p)
            let bonferroni = try PValueAdjustment.bonferroni.adjusted(p)
            let hochberg = try PValueAdjustment.hochberg.adjusted(p)
            let discovery = try PValueAdjustment.benjaminiHochberg.adjusted(p)
            for index in p.indices {
                #expect(holm[index] <= bonferroni[index])
                #expect(hochberg[index] <= holm[index])
                #expect(discovery[index] <= hochberg[index] + 1e-15)
            }
        }
        #expect(try PValueAdjustment.holm.adjusted([]) == [])
        #expect(throws: StatisticsError.self) { try PValueAdjustment.none.adjusted([0.5, .nan]) }
        #expect(throws: StatisticsError.self) { try PValueAdjustment.holm.adjusted([1.1]) }
    }
}

import Testing

@testable import Statistics

/// Tests of several methods against R, scikit-posthocs, scipy and plain calculations (Fixtures/make_comparisons.py).
@Suite struct ManyMethodsTests {
    @Test func tablesAsOtherToolsHaveThem() throws {
        for testCase in try Fixture.cases("table", in: "comparisons.json") {
            let name = testCase["id"].string
            let scores = testCase["scores"].array.map(\.numbers)
            let methods = try #require(scores.first?.count)
            let quade = try QuadeTest(scores: scores)
            #expect(isClose(quade.f, testCase["quade_f"].number, relative: 1e-9), "\(name) \(quade.f)")
            #expect(isClose(quade.p, testCase["quade_p"].number, relative: 1e-8), "\(name) \(quade.p)")
            let ranks = try scores.map { try Ranking.ranks(of: $0).compactMap { $0 } }
            let conover = try ConoverTest(ranks: ranks)
            for (p, expected) in zip(conover.p, testCase["conover_p"].numbers) {
                #expect(isClose(p, expected, relative: 1e-7), "\(name) \(p) \(expected)")
            }
            let aligned = try AlignedRanksTest(scores: scores)
            for (rank, expected) in zip(aligned.averageRanks, testCase["aligned"]["average_ranks"].numbers) {
                #expect(isClose(rank, expected, relative: 1e-12), "\(name)")
            }
            #expect(isClose(aligned.chiSquared, testCase["aligned"]["chi2"].number, relative: 1e-9), "\(name)")
            #expect(isClose(aligned.p, testCase["aligned"]["p"].number, relative: 1e-8), "\(name)")
            let p = testCase["pair_p"].numbers
            let shaffer = try LogicalAdjustment.shaffer.adjusted(p, methods: methods)
            let holm = try PValueAdjustment.holm.adjusted(p)
            for (value, expected) in zip(shaffer, testCase["shaffer"].numbers) {
                #expect(isClose(value, expected, relative: 1e-12), "\(name)")
            }
            #expect(zip(shaffer, holm).allSatisfy { $0 <= $1 })
            if !testCase["bergmann_hommel"].isNull {
                let values = try LogicalAdjustment.bergmannHommel.adjusted(p, methods: methods)
                for (value, expected) in zip(values, testCase["bergmann_hommel"].numbers) {
                    #expect(isClose(value, expected, relative: 1e-12), "\(name)")
                }
                #expect(zip(values, shaffer).allSatisfy { $0 <= $1 + 1e-15 })
            }
            let missing = testCase["missing"].array.map { row in row.array.map { $0.isNull ? nil : $0.number } }
            let test = try SkillingsMackTest(scores: missing)
            let expected = testCase["skillings_mack"]
            #expect(test.tasks == Int(expected["tasks"].number) && test.degreesOfFreedom == Int(expected["df"].number))
            #expect(isClose(test.chiSquared, expected["chi2"].number, relative: 1e-9), "\(name) \(test.chiSquared)")
            #expect(isClose(test.p, expected["p"].number, relative: 1e-8), "\(name) \(test.p)")
        }
    }

    @Test func bergmannAndHommelTakeNineMethods() throws {
        let p = (0..<36).map { Double($0 + 1) / 1000 }
        #expect(isClose(try LogicalAdjustment.bergmannHommel.adjusted(p, methods: 9)[0], 0.036, relative: 1e-14))
        #expect(throws: StatisticsError.self) {
            try LogicalAdjustment.bergmannHommel.adjusted(Array(repeating: 0.5, count: 45), methods: 10)
        }
        #expect(throws: StatisticsError.self) { try LogicalAdjustment.shaffer.adjusted([0.1, 0.2], methods: 3) }
        #expect(throws: StatisticsError.self) { try LogicalAdjustment.shaffer.adjusted([.nan], methods: 2) }
        #expect(LogicalAdjustment.possibleCounts(5) == [0, 1, 2, 3, 4, 6, 10])
    }

    @Test func skillingsAndMackOwnExample() throws {
        // Their assembly times: T = 15.493 with 3 degrees of freedom, p = 0.0014.
        let testCase = try Fixture.cases("assembly", in: "comparisons.json")[0]
        let scores = testCase["scores"].array.map { row in row.array.map { $0.isNull ? nil : $0.number } }
        let test = try SkillingsMackTest(scores: scores, order: .smallestFirst)
        #expect(test.degreesOfFreedom == 3 && abs(test.chiSquared - 15.493) < 5e-4, "\(test.chiSquared)")
        #expect(abs(test.p - 0.0014) < 5e-5, "\(test.p)")
    }

    @Test func skillingsAndMackWithoutMissingScoresIsFriedman() throws {
        let scores = [[0.3, 0.1, 0.2], [0.5, 0.6, 0.4], [0.9, 0.7, 0.8], [0.1, 0.2, 0.3]]
        let friedman = try FriedmanTest(scores: scores)
        let test = try SkillingsMackTest(scores: scores.map { $0.map(Optional.some) })
        #expect(isClose(test.chiSquared, friedman.chiSquared, relative: 1e-12))
        // Two sets of methods that no task connects: each has its own degree of freedom.
        let apart = try SkillingsMackTest(scores: [
            [1.0, 2, nil, nil], [2, 1, nil, nil], [nil, nil, 1, 2], [nil, nil, 3, 4],
        ])
        #expect(apart.degreesOfFreedom == 2)
        #expect(throws: StatisticsError.self) { try SkillingsMackTest(scores: [[1.0, nil], [nil, 2]]) }
        #expect(throws: StatisticsError.self) { try SkillingsMackTest(scores: [[Double?]]()) }
    }

    @Test func friedmanByAllPermutations() throws {
        for testCase in try Fixture.cases("exact", in: "comparisons.json") {
            let scores = testCase["scores"].array.map(\.numbers)
            let ranks = try scores.map { try Ranking.ranks(of: $0).compactMap { $0 } }
            let test = try FriedmanPermutation(ranks: ranks)
            #expect(test.samples == nil && isClose(test.p, testCase["p"].number, relative: 1e-12), "\(test.p)")
        }
        // All methods tie: every permutation is as extreme.
        #expect(try FriedmanPermutation(ranks: [[1.5, 1.5], [1.5, 1.5]]).p == 1)
    }

    @Test func friedmanBySampledPermutations() throws {
        let scores = try Fixture.cases("table", in: "comparisons.json")[1]["scores"].array.map(\.numbers)
        let ranks = try scores.map { try Ranking.ranks(of: $0).compactMap { $0 } }
        let test = try FriedmanPermutation(ranks: ranks, samples: 20_000)
        let friedman = try FriedmanTest(ranks: ranks)
        #expect(
            test.samples == 20_000 && abs(test.p - friedman.chiSquaredP) < 0.02, "\(test.p) \(friedman.chiSquaredP)")
        #expect(try FriedmanPermutation(ranks: ranks, samples: 20_000) == test)
    }

    @Test func studentTails() throws {
        for testCase in try Fixture.cases("student", in: "comparisons.json") {
            let distribution = StudentDistribution(degreesOfFreedom: testCase["df"].number)
            let value = distribution.upperTail(testCase["t"].number)
            #expect(isClose(value, testCase["upper"].number, relative: 1e-11), "\(value)")
            #expect(isClose(distribution.upperTail(-testCase["t"].number), 1 - value, relative: 1e-14))
        }
        #expect(StudentDistribution(degreesOfFreedom: 3).twoSidedTail(.infinity) == 0)
    }

    @Test func equivalenceByTwoTests() throws {
        for testCase in try Fixture.cases("equivalence", in: "comparisons.json") {
            let differences = try PairedDifferences(differences: testCase["differences"].numbers)
            let test = try EquivalenceTest(differences, margin: testCase["margin"].number)
            #expect(isClose(test.p, testCase["p"].number, relative: 1e-9), "\(test.p) \(testCase["p"].number)")
        }
        let differences = try PairedDifferences(differences: [0.1, -0.2])
        #expect(throws: StatisticsError.self) { try EquivalenceTest(differences, margin: 0) }
        #expect(throws: StatisticsError.self) { try EquivalenceTest(differences, margin: .infinity) }
    }

    @Test func bonferroniAndDunn() throws {
        // Demsar (2006), table 5: z at 0.05 for 4 methods is 2.394.
        let test = try BonferroniDunnTest(methods: 4, tasks: 14)
        let critical = try test.criticalDifference()
        #expect(abs(critical - 2.394 * (20.0 / 84).squareRoot()) < 3e-4, "\(critical)")
        #expect(isClose(test.p(rankDifference: critical), 0.05, relative: 1e-12))
        #expect(throws: StatisticsError.self) { try BonferroniDunnTest(methods: 1, tasks: 3) }
    }

    @Test func perfectAgreementHasNoProbabilityOfZero() throws {
        let quade = try QuadeTest(scores: [[3.0, 2, 1], [5, 4, 3], [9, 8, 7]])
        #expect(quade.f == .infinity && isClose(quade.p, 1.0 / 36, relative: 1e-12))
        #expect(try QuadeTest(scores: [[1.0, 1], [2, 2]]).p == 1)
    }
}

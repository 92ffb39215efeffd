import Foundation
import Testing

@testable import Statistics

@Suite struct WilcoxonFixtureTests {
    private func differences(_ testCase: JSONValue) throws -> PairedDifferences {
        func accuracies(_ key: String) throws -> [Accuracy] {
            try testCase[key].array.map { cell in
                let parts = cell.string.split(separator: "/").compactMap { Int($0) }
                try #require(parts.count == 2)
                return try Accuracy(correct: parts[0], total: parts[1])
            }
        }
        if testCase["x"].isNull { return try PairedDifferences(differences: testCase["d"].numbers) }
        return try PairedDifferences(x: accuracies("x"), y: accuracies("y"))
    }

    @Test func structureOfTiesAndZeros() throws {
        for testCase in try Fixture.cases("wilcoxon_signed_rank") {
            let differences = try differences(testCase)
            let ranks = SignedRanks(differences, zeroMethod: .wilcox)
            #expect(Double(differences.zeros) == testCase["zeros"].number, "\(testCase["id"].string)")
            #expect(!ranks.tieSizes.isEmpty == testCase["ties"].isTrue, "\(testCase["id"].string)")
        }
    }

    @Test func conditionalExact() throws {
        for testCase in try Fixture.cases("wilcoxon_signed_rank") {
            let differences = try differences(testCase)
            for (zeroName, expected) in testCase["expected"].members {
                let zeroMethod = try #require(ZeroMethod(rawValue: zeroName))
                let values = expected["conditional_exact"]
                for (alternative, key) in [
                    (Alternative.twoSided, "p_two_sided"), (.less, "p_less"), (.greater, "p_greater"),
                ] {
                    let result = try WilcoxonSignedRankTest(zeroMethod: zeroMethod, alternative: alternative)
                        .run(differences)
                    let name = "\(testCase["id"].string) \(zeroName) \(key)"
                    #expect(Double(result.ranked) == values["n_used"].number, "\(name)")
                    #expect(result.rankSumPlus == values["r_plus"].number, "\(name)")
                    #expect(result.rankSumMinus == values["r_minus"].number, "\(name)")
                    #expect(isClose(result.p, values[key].number, relative: 1e-13), "\(name) \(result.p)")
                    #expect(result.isExact && result.z == nil)
                }
            }
        }
    }

    @Test func normalApproximation() throws {
        var count = 0
        for testCase in try Fixture.cases("wilcoxon_signed_rank") {
            let differences = try differences(testCase)
            for (zeroName, expected) in testCase["expected"].members {
                let zeroMethod = try #require(ZeroMethod(rawValue: zeroName))
                for (key, values) in expected["asymptotic"].members {
                    let isCorrected = key.hasPrefix("cc_")
                    let alternative: Alternative =
                        key.hasSuffix("two_sided") ? .twoSided : (key.hasSuffix("less") ? .less : .greater)
                    let result = try WilcoxonSignedRankTest(
                        mode: .normal(continuityCorrection: isCorrected), zeroMethod: zeroMethod,
                        alternative: alternative
                    ).run(differences)
                    let name = "\(testCase["id"].string) \(zeroName) \(key)"
                    let z = try #require(result.z)
                    // The reference gives a two-sided z as minus its magnitude.
                    let comparable = alternative == .twoSided ? -abs(z) : z
                    #expect(isClose(comparable, values["z"].number, relative: 1e-12, absolute: 1e-15), "\(name) \(z)")
                    #expect(isClose(result.p, values["p"].number, relative: 1e-12), "\(name) \(result.p)")
                    count += 1
                }
            }
        }
        #expect(count > 100)
    }

    @Test func scipyDefault() throws {
        for testCase in try Fixture.cases("wilcoxon_signed_rank") {
            let result = try WilcoxonSignedRankTest(mode: .scipy).run(differences(testCase))
            let expected = testCase["scipy_1_17_1_default"]
            #expect(min(result.rankSumPlus, result.rankSumMinus) == expected["statistic"].number)
            #expect(
                isClose(result.p, expected["pvalue"].number, relative: 1e-12), "\(testCase["id"].string) \(result.p)")
        }
    }

    @Test func roundingErrorsAreZeros() throws {
        for testCase in try Fixture.cases("wilcoxon_float_trap") {
            let values = testCase["d_binary64"].array.compactMap { Double($0.string) }
            #expect(values.count == 7)
            let expected = testCase["expected"]
            let result = try WilcoxonSignedRankTest().run(PairedDifferences(differences: values))
            #expect(Double(result.ranked) == expected["n_used"].number)
            #expect(result.rankSumPlus == expected["r_plus"].number)
            #expect(result.rankSumMinus == expected["r_minus"].number)
            #expect(result.p == expected["p_two_sided"].number)
            let naive = try WilcoxonSignedRankTest().run(PairedDifferences(differences: values, rounding: .binary))
            #expect(min(naive.rankSumPlus, naive.rankSumMinus) == testCase["naive"]["statistic"].number)
            #expect(naive.p == testCase["naive"]["pvalue"].number)
        }
    }

    @Test func nullCounts() throws {
        for (size, counts) in try Fixture.cases("signed_rank_null_counts")[0]["expected"].members {
            let n = try #require(Int(size))
            let distribution = try SignedRankDistribution(doubledRanks: (1...n).map { 2 * $0 })
            var previous = 0.0
            for (sum, count) in counts.numbers.enumerated() {
                let cumulative = distribution.atMost(2 * sum) * Double(1 << n)
                #expect(cumulative - previous == count, "n \(n), sum \(sum)")
                previous = cumulative
            }
            #expect(previous == Double(1 << n))
        }
    }

    @Test func criticalValues() throws {
        for (size, levels) in try Fixture.cases("signed_rank_critical_two_sided")[0]["expected"].members {
            let n = try #require(Int(size))
            let distribution = try SignedRankDistribution(doubledRanks: (1...n).map { 2 * $0 })
            for (level, critical) in levels.members {
                let alpha = try #require(Double(level))
                let sum = distribution.largestSum(withLowerTailAtMost: alpha / 2)
                #expect(sum.map { Double($0) / 2 } == (critical.isNull ? nil : critical.number), "n \(n), \(level)")
            }
        }
    }
}

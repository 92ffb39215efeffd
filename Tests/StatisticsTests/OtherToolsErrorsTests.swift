import Testing

@testable import Statistics

/// The errors that other tools make, one test each: what they would print, and that we don't.
@Suite struct OtherToolsErrorsTests {
    private let ties: [Double] = [1, 1, -1, 2, 2, -2, 3, 3, 3, -4]

    /// A two-sided p-value that is a one-sided one, or twice one above 1.
    @Test func twoSidedIsTwiceTheSmallerTail() throws {
        let differences = try PairedDifferences(differences: ties)
        for mode in [WilcoxonSignedRankTest.Mode.exact, .normal(continuityCorrection: false), .r, .scipy] {
            let p = try Alternative.allCases.map {
                try WilcoxonSignedRankTest(mode: mode, alternative: $0).run(differences).p
            }
            #expect(isClose(p[0], min(1, 2 * min(p[1], p[2])), relative: 1e-13))
        }
        let even = try PairedDifferences(differences: [1, -1, 2, -2])
        #expect(try WilcoxonSignedRankTest().run(even).p == 1)
    }

    /// A variance without the correction for ties makes p too large.
    @Test func theVarianceIsCorrectedForTies() throws {
        let differences = try PairedDifferences(differences: ties)
        let result = try WilcoxonSignedRankTest(
            mode: .normal(continuityCorrection: false), alternative: .greater
        ).run(differences)
        let n = 10.0
        let uncorrected = NormalDistribution.upperTail(
            (result.rankSumPlus - n * (n + 1) / 4) / (n * (n + 1) * (2 * n + 1) / 24).squareRoot())
        // scipy 1.17.1, method="asymptotic", correction=False.
        #expect(isClose(result.p, 0.140_361_290_545_944_93, relative: 1e-13))
        #expect(uncorrected > result.p * 1.01)
    }

    /// Adjusted p-values above 1, or out of order.
    @Test func adjustedValuesAreCappedAndMonotone() throws {
        for adjustment in PValueAdjustment.allCases {
            let adjusted = try adjustment.adjusted([0.6, 0.01, 0.9, 0.011, 0.7])
            #expect(adjusted.allSatisfy { $0 <= 1 })
            #expect(adjusted[1] <= adjusted[3] && adjusted[3] <= adjusted[0] && adjusted[0] <= adjusted[2])
        }
        #expect(try PValueAdjustment.bonferroni.adjusted([0.6, 0.7]) == [1, 1])
    }

    /// 1 - cdf is 0 below 1e-16; the tail itself is not.
    @Test func smallTailsKeepTheirDigits() throws {
        // mpmath at 50 digits: erfc(z / sqrt 2) / 2.
        #expect(isClose(NormalDistribution.upperTail(10), 7.619_853_024_160_526e-24, relative: 1e-13))
        let all = try PairedDifferences(differences: (1...60).map(Double.init))
        let exact = try WilcoxonSignedRankTest(alternative: .greater).run(all)
        #expect(exact.p == Double(sign: .plus, exponent: -60, significand: 1))
        // 1 - (1 - p)^m loses every digit of a small p.
        #expect(isClose(try PValueAdjustment.sidak.adjusted([1e-20, 1])[0], 2e-20, relative: 1e-13))
    }

    @Test func sidakIsThatOfTheFixture() throws {
        for item in try Fixture.cases("p_adjust") {
            let p = item["p"].numbers
            let adjusted = try PValueAdjustment.sidak.adjusted(p)
            for (value, expected) in zip(adjusted, item["expected"]["sidak"].numbers) {
                #expect(isClose(value, expected, relative: 1e-12), "\(p)")
            }
        }
    }
}

import Testing

@testable import Statistics

@Suite struct SpecialFunctionsTests {
    /// Rows of arguments followed by the value, made in 50 digits.
    private static func rows(_ name: String) throws -> [[Double]] {
        let rows = try Fixture.json("special_functions.json")["values"][name].array.map(\.numbers)
        guard rows.count >= 40 else { throw Fixture.Missing(description: "too few values of \(name)") }
        return rows
    }

    /// The largest error over all rows as the function of the error of each.
    private func worst(
        _ name: String, error: (Double, Double) -> Double, _ function: ([Double]) throws -> Double
    ) throws -> Double {
        var worst = 0.0
        for row in try Self.rows(name) {
            let value = try function(row)
            let found = value.isNaN ? .infinity : error(value, row[row.count - 1])
            worst = max(worst, found)
        }
        return worst
    }

    private func relative(_ value: Double, _ expected: Double) -> Double {
        value == expected ? 0 : abs(value - expected) / abs(expected)
    }

    @Test func scaledErrorFunctionWithinTwoUlps() throws {
        #expect(try worst("erfcx", error: ulps) { SpecialFunctions.erfcx($0[0]) } <= 2)
        #expect(SpecialFunctions.erfcx(.infinity) == 0)
        #expect(SpecialFunctions.erfcx(-30) == .infinity)
        #expect(SpecialFunctions.erfcx(-.infinity) == .infinity)
        #expect(SpecialFunctions.erfcx(.nan).isNaN)
        #expect(SpecialFunctions.erfcx(-26.7) == .infinity)
        #expect(SpecialFunctions.erfcx(-26.6).isFinite)
    }

    @Test func scaledErrorFunctionFallsEverywhere() {
        // Across every seam of the pieces.
        for seam in [0.25, 0.5, 1, 2, 2.75, 3, 4, 7, 11, 12] {
            let below = SpecialFunctions.erfcx(seam.nextDown)
            let at = SpecialFunctions.erfcx(seam)
            #expect(ulps(below, at) <= 3)
            #expect(SpecialFunctions.erfcx(seam + 1e-9) < SpecialFunctions.erfcx(seam - 1e-9))
        }
    }

    @Test func normalDistribution() throws {
        #expect(try worst("upper_tail", error: ulps) { NormalDistribution.upperTail($0[0]) } <= 4)
        #expect(try worst("density", error: ulps) { NormalDistribution.density($0[0]) } <= 4)
        #expect(try worst("log_lower_tail", error: relative) { NormalDistribution.logLowerTail($0[0]) } < 4e-15)
        #expect(try worst("quantile", error: relative) { NormalDistribution.quantile(lowerTail: $0[0]) } < 4e-15)
        #expect(NormalDistribution.upperTail(.infinity) == 0)
        #expect(NormalDistribution.upperTail(-.infinity) == 1)
        #expect(NormalDistribution.quantile(lowerTail: 0) == -.infinity)
        #expect(NormalDistribution.quantile(lowerTail: 1) == .infinity)
        #expect(NormalDistribution.quantile(lowerTail: 1.5).isNaN)
        #expect(NormalDistribution.quantile(lowerTail: -1).isNaN)
        #expect(isClose(NormalDistribution.quantile(upperTail: 0.025), 1.959963984540054, relative: 1e-15))
        #expect(isClose(NormalDistribution.quantile(lowerTail: 0.975), 1.959963984540054, relative: 1e-15))
    }

    @Test func logGamma() throws {
        #expect(try worst("log_gamma", error: relative) { SpecialFunctions.logGamma($0[0]) } < 2e-15)
        #expect(SpecialFunctions.logGamma(1) == 0)
        #expect(SpecialFunctions.logGamma(2) == 0)
        #expect(SpecialFunctions.logGamma(0) == .infinity)
        #expect(SpecialFunctions.logGamma(-1).isNaN)
    }

    @Test func incompleteGamma() throws {
        // Tails of 1e-138 are among them, where one unit in the exponent is 300 in the value.
        #expect(
            try worst("gamma_lower", error: relative) { SpecialFunctions.gammaLower($0[0], $0[1]) } < 3e-13)
        #expect(
            try worst("gamma_upper", error: relative) { SpecialFunctions.gammaUpper($0[0], $0[1]) } < 2e-14)
        #expect(SpecialFunctions.gammaUpper(1, .infinity) == 0)
        #expect(SpecialFunctions.gammaLower(-1, 1).isNaN)
        // exp(-300): 1 - P is 0 here.
        #expect(
            isClose(
                ChiSquaredDistribution(degreesOfFreedom: 2).upperTail(600), 5.148_200_222_412_013e-131, relative: 1e-13)
        )
    }

    @Test func incompleteBeta() throws {
        #expect(
            try worst("beta_lower", error: relative) { SpecialFunctions.betaLower($0[0], $0[1], $0[2]) } < 1e-12)
        #expect(
            try worst("f_upper", error: relative) {
                FDistribution(numeratorDegrees: $0[1], denominatorDegrees: $0[2]).upperTail($0[0])
            } < 1e-13)
        #expect(SpecialFunctions.betaLower(0, 1, 1) == 0)
        #expect(SpecialFunctions.betaLower(1, 1, 1) == 1)
        #expect(SpecialFunctions.betaLower(2, 1, 1).isNaN)
        #expect(FDistribution(numeratorDegrees: 3, denominatorDegrees: 9).upperTail(.infinity) == 0)
        let f = FDistribution(numeratorDegrees: 3, denominatorDegrees: 9)
        #expect(isClose(f.upperTail(2) + f.lowerTail(2), 1, relative: 1e-14))
    }

    @Test func studentizedRange() throws {
        #expect(
            try worst("range_upper", error: relative) {
                try StudentizedRangeDistribution(groups: Int($0[1])).upperTail($0[0])
            } < 1e-12)
        for groups in [2, 7, 24] {
            let distribution = try StudentizedRangeDistribution(groups: groups)
            for q in [0.5, 2.0, 4.0] {
                #expect(isClose(distribution.lowerTail(q) + distribution.upperTail(q), 1, relative: 1e-13))
            }
            for p in [0.9, 0.05, 1e-8] {
                #expect(isClose(distribution.upperTail(try distribution.quantile(upperTail: p)), p, relative: 1e-12))
            }
            #expect(distribution.upperTail(0) == 1 && distribution.lowerTail(-1) == 0)
        }
        #expect(throws: StatisticsError.self) { try StudentizedRangeDistribution(groups: 1) }
        #expect(throws: StatisticsError.self) { try StudentizedRangeDistribution(groups: 3).quantile(upperTail: 0) }
    }

    @Test func nemenyiQuantiles() throws {
        for (level, quantiles) in try Fixture.cases("nemenyi_q_alpha")[0]["expected"].members {
            let alpha = try #require(Double(level))
            for (groups, q) in quantiles.members {
                let distribution = try StudentizedRangeDistribution(groups: #require(Int(groups)))
                let value = try distribution.quantile(upperTail: alpha) / 2.0.squareRoot()
                #expect(isClose(value, q.number, relative: 1e-9), "\(groups) \(level) \(value)")
            }
        }
    }
}

import Testing

@testable import SelfNormalization

/// The mapping g, its derivatives, fixed points and parameters, against 50 digits.
@Suite struct MomentMapTests {
    private let map = MomentMap<Double>(.standard)

    private func point(_ row: [Double]) -> MapPoint<Double> {
        MapPoint(mean: row[0], omega: row[1], variance: row[2], tau: row[3])
    }

    @Test func constantsAreThePapers() throws {
        let expected = try Fixture.constants()
        #expect(ulps(map.alpha, expected.alpha) <= 4)
        #expect(ulps(map.lambda, expected.lambda) <= 4)
        let enclosed = MomentMap<Interval>.standard
        #expect(enclosed.alpha.contains(expected.alpha) && enclosed.alpha.width < 1e-13)
        #expect(enclosed.lambda.contains(expected.lambda) && enclosed.lambda.width < 1e-13)
    }

    @Test func momentsAndJacobian() throws {
        for row in try Fixture.maps() {
            let moments = map.moments(point(row))
            let next = map.next(MeanAndVariance(mean: row[0], variance: row[2]), omega: row[1], tau: row[3])
            let scale = max(1, row[5])
            #expect(abs(moments.mean - row[4]) < 4e-15 * scale)
            #expect(abs(moments.secondMoment - row[5]) < 4e-15 * scale)
            #expect(abs(next.mean - row[4]) < 4e-15 * scale)
            #expect(abs(next.variance - row[6]) < 1e-14 * row[6] * (1 + 1 / (row[2] * row[3])))
            let jacobian = map.jacobian(point(row))
            for (entry, expected) in zip([jacobian.a, jacobian.b, jacobian.c, jacobian.d], row[7...10]) {
                #expect(abs(entry - expected) < 1e-13)
            }
            #expect(abs(jacobian.largestSingularValue - row[11]) < 1e-13)
        }
    }

    @Test func intervalsEncloseTheSameValues() throws {
        let map = MomentMap<Interval>.standard
        for row in try Fixture.maps() {
            let box = point(row).map { Interval($0) }
            let moments = map.moments(box)
            #expect(moments.mean.contains(row[4]) && moments.secondMoment.contains(row[5]))
            #expect(moments.variance.contains(row[6]))
            let jacobian = map.jacobian(box)
            #expect(jacobian.b.contains(row[8]) && jacobian.d.contains(row[10]))
            #expect(jacobian.largestSingularValue.contains(row[11]))
            #expect(jacobian.largestSingularValue.width < 1e-8)
        }
    }

    @Test func automaticDerivativesAreTheJacobian() throws {
        let dual = MomentMap<Dual<Double>>(alpha: Dual(constant: map.alpha), lambda: Dual(constant: map.lambda))
        for row in try Fixture.maps() {
            let moments = dual.moments(point(row).dual)
            #expect(abs(moments.mean.slope.mean - row[7]) < 1e-12)
            #expect(abs(moments.mean.slope.variance - row[8]) < 1e-12)
            #expect(abs(moments.variance.slope.mean - row[9]) < 1e-12)
            #expect(abs(moments.variance.slope.variance - row[10]) < 1e-12)
        }
    }

    @Test func farFromTheFixedPointNothingOverflowsOrCancels() throws {
        for row in try Fixture.far() {
            let next = map.next(MeanAndVariance(mean: row[0], variance: row[2]), omega: row[1], tau: row[3])
            #expect(abs(next.mean - row[4]) <= 1e-13 * abs(row[4]), "\(row)")
            // exp magnifies the rounding of its argument by the argument.
            #expect(abs(next.variance - row[5]) <= 2e-11 * row[5], "\(row)")
        }
        let constant = map.next(MeanAndVariance(mean: 2, variance: 0), omega: 1, tau: 1)
        #expect(constant == MeanAndVariance(mean: 2 * map.lambda, variance: 0))
        #expect(map.next(MeanAndVariance(mean: 0, variance: -1)).variance.isNaN)
    }

    @Test func parametersForAWantedFixedPoint() throws {
        for row in try Fixture.parameters() {
            let found = try SELUParameters(
                fixedMean: row[0], fixedVariance: row[1], omega: row[2], tau: row[3])
            #expect(abs(found.alpha - row[4]) < 1e-13 && abs(found.lambda - row[5]) < 1e-13, "\(row) \(found)")
            let image = MomentMap<Double>(found).next(
                MeanAndVariance(mean: row[0], variance: row[1]), omega: row[2], tau: row[3])
            #expect(abs(image.mean - row[0]) < 1e-14 && abs(image.variance - row[1]) < 1e-14)
        }
        #expect(throws: SelfNormalizationError.self) { try SELUParameters(fixedMean: 0, fixedVariance: -1) }
        #expect(throws: SelfNormalizationError.self) { try SELUParameters(fixedMean: -50, fixedVariance: 0.01) }
        #expect(throws: SelfNormalizationError.self) { try SELUParameters(fixedMean: .nan, fixedVariance: 1) }
    }

    @Test func fixedPointsByIteration() throws {
        for row in try Fixture.fixedPoints() {
            for start in [MeanAndVariance(mean: 0, variance: 1), MeanAndVariance(mean: 0.1, variance: 1.5)] {
                let found = try map.fixedPoint(omega: row[0], tau: row[1], from: start).point
                #expect(abs(found.mean - row[2]) < 1e-13 && abs(found.variance - row[3]) < 1e-13, "\(row) \(found)")
            }
        }
        #expect(throws: SelfNormalizationError.self) { try map.fixedPoint(tau: 1e9, limit: 50) }
    }

    /// Two points of Theorem 1's domain never move apart.
    @Test func pairsComeNearer() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2000 {
            let omega = Double.random(in: -0.1...0.1, using: &generator)
            let tau = Double.random(in: 0.95...1.1, using: &generator)
            let pair = (0..<2).map { _ in
                MeanAndVariance(
                    mean: .random(in: -0.1...0.1, using: &generator),
                    variance: .random(in: 0.8...1.5, using: &generator))
            }
            let images = pair.map { map.next($0, omega: omega, tau: tau) }
            func distance(_ points: [MeanAndVariance]) -> Double {
                let (x, y) = (points[0].mean - points[1].mean, points[0].variance - points[1].variance)
                return (x * x + y * y).squareRoot()
            }
            #expect(distance(images) <= 0.8976084 * distance(pair))
        }
    }

    @Test func alphaDropoutKeepsMeanAndVariance() throws {
        // a and b in 9 digits, computed apart.
        let expected = [
            (0.05, 0.954844476, 0.083935572), (0.1, 0.921284516, 0.161970970), (0.2, 0.878903583, 0.309039962),
            (0.5, 0.886404895, 0.779193931),
        ]
        for (rate, a, b) in expected {
            let dropout = try AlphaDropout(rate: rate)
            #expect(abs(dropout.a - a) < 1e-9 && abs(dropout.b - b) < 1e-9)
        }
        for target in [MeanAndVariance(mean: 0, variance: 1), MeanAndVariance(mean: -0.3, variance: 2.5)] {
            let kept = try AlphaDropout(rate: 0.3, keeping: target).next(target)
            #expect(abs(kept.mean - target.mean) < 1e-14 && abs(kept.variance - target.variance) < 1e-14)
        }
        #expect(throws: SelfNormalizationError.self) { try AlphaDropout(rate: 1) }
    }
}

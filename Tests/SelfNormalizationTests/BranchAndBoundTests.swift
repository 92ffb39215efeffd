import Testing

@testable import SelfNormalization

/// Enclosures of extremes hold, are narrow, and a false claim is not proved.
@Suite struct BranchAndBoundTests {
    private let box = ParameterBox(mean: -1...2, omega: -1...1, variance: 0.5...3, tau: 0.5...2)

    /// (m - 0.3)^2 is largest at 2; with the minus it is largest inside.
    @Test func polynomials() {
        func objective(_ sign: Double) -> Objective {
            Objective { box in
                let point = box.dual
                let distance = point.mean - 0.3
                let result = sign * distance.squared() + point.omega * point.tau
                return (result.value, result.slope)
            }
        }
        let search = BranchAndBound(tolerance: 1e-7)
        let outer = search.maximum(of: objective(1), over: box)
        #expect(outer.isNarrow && abs(outer.value.middle - (1.7 * 1.7 + 2)) < 1e-6)
        let inner = search.maximum(of: objective(-1), over: box)
        #expect(inner.isNarrow && abs(inner.value.middle - 2) < 1e-6)
        #expect(abs(inner.place.mean - 0.3) < 1e-2)
        let least = search.minimum(of: objective(1), over: box)
        #expect(least.isNarrow && abs(least.value.middle + 2) < 1e-6)
    }

    /// No sample lies above the proved maximum or below the proved minimum.
    @Test func samplesLieWithin() {
        let map = MomentMap<Interval>.standard
        let plain = MomentMap<Double>.standard
        var generator = SeededGenerator(seed: 11)
        for domain in [TheoremDomain.theorem1, .theorem2] {
            for quantity in [Quantity.mean, .variance, .singularValue, .j11, .j12, .varianceGrowth] {
                let search = BranchAndBound(tolerance: 1e-4, limit: 2_000)
                let objective = Objective.quantity(quantity, of: map)
                let largest = search.maximum(of: objective, over: domain.box).value
                let smallest = search.minimum(of: objective, over: domain.box).value
                for _ in 0..<300 {
                    let point = MapPoint(
                        mean: Double.random(in: domain.mean, using: &generator),
                        omega: .random(in: domain.omega, using: &generator),
                        variance: .random(in: domain.variance, using: &generator),
                        tau: .random(in: domain.tau, using: &generator))
                    let value = quantity.value(plain, point)
                    #expect(value <= largest.upper + 1e-12 && value >= smallest.lower - 1e-12, "\(quantity) \(point)")
                }
            }
        }
    }

    /// The bound is that of the whole box, not of a face that a wrong sign would choose.
    @Test func derivativesAreEnclosed() {
        let map = MomentMap<Interval>.standard
        let prover = Prover()
        let proof = prover.extreme(.largest, .j11, by: \.omega, over: .lemma12)
        #expect(abs(proof.value.middle - 1.0414282652) < 1e-9)
        let coarse = BranchAndBound(tolerance: 0.01, limit: 500).maximum(
            of: .coarseSlope(.j11, by: \.omega, of: map), over: TheoremDomain.lemma12.box)
        #expect(coarse.value.upper >= proof.value.lower && coarse.value.upper < 1.1)
    }

    @Test func aGoalThatIsFalseIsNotReached() {
        let objective = Objective.quantity(.singularValue, of: .standard)
        let domain = TheoremDomain.theorem1.box
        var search = BranchAndBound(limit: 20_000)
        search.goal = 0.89
        #expect(search.maximum(of: objective, over: domain).value.upper > 0.8976)
        search.goal = 0.95
        #expect(search.maximum(of: objective, over: domain).value.upper < 0.95)
    }

    /// The domain of products holds the products.
    @Test func productsStandForMeanAndOmega() {
        let product = TheoremDomain.theorem2.productBox
        #expect(product.mean.contains(0.1) && product.mean.contains(-0.1) && product.mean.width < 0.2 + 1e-9)
        #expect(product.omega == Interval(1))
    }
}

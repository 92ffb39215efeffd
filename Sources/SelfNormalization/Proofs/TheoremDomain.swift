/// The set of arguments that a theorem or lemma of the paper speaks of.
struct TheoremDomain: Sendable {
    /// As the paper says it.
    let name: String
    /// The range of mu.
    let mean: ClosedRange<Double>
    /// The range of omega.
    let omega: ClosedRange<Double>
    /// The range of nu.
    let variance: ClosedRange<Double>
    /// The range of tau.
    let tau: ClosedRange<Double>

    /// The box of all four arguments.
    var box: ParameterBox { ParameterBox(mean: mean, omega: omega, variance: variance, tau: tau) }

    /// A box with the same values of every quantity that has mu and omega as their product only.
    ///
    /// Both ranges are symmetric about 0, so the product takes just the values between plus and minus the product of
    /// their upper bounds; it stands for mu, and 1 for omega.
    var productBox: ParameterBox {
        let box = box
        let product = box.mean * box.omega
        return MapPoint(mean: product, omega: Interval(1), variance: box.variance, tau: box.tau)
    }

    /// The box of the four ranges in words.
    var description: String {
        func text(_ range: ClosedRange<Double>) -> String { "[\(range.lowerBound), \(range.upperBound)]" }
        return "mu in \(text(mean)), omega in \(text(omega)), nu in \(text(variance)), tau in \(text(tau))"
    }

    /// Theorem 1: contraction to the fixed point.
    static let theorem1 = TheoremDomain(
        name: "Theorem 1", mean: -0.1...0.1, omega: -0.1...0.1, variance: 0.8...1.5, tau: 0.95...1.1)
    /// Lemmas 6, 7, 9 and 12, and appendix A6.
    static let lemma12 = TheoremDomain(
        name: "Lemma 12", mean: -0.1...0.1, omega: -0.1...0.1, variance: 0.8...1.5, tau: 0.8...1.25)
    /// Theorem 2: high variance falls.
    static let theorem2 = TheoremDomain(
        name: "Theorem 2", mean: -1...1, omega: -0.1...0.1, variance: 3...16, tau: 0.8...1.25)
    /// Theorem 3, first domain: low variance rises.
    static let theorem3 = TheoremDomain(
        name: "Theorem 3", mean: -0.1...0.1, omega: -0.1...0.1, variance: 0.02...0.16, tau: 0.8...1.25)
    /// Theorem 3, second domain.
    static let theorem3Second = TheoremDomain(
        name: "Theorem 3, tau >= 0.9", mean: -0.1...0.1, omega: -0.1...0.1, variance: 0.02...0.24, tau: 0.9...1.25)

    /// The domain with another lower bound of nu.
    func startingAt(variance lower: Double) -> TheoremDomain {
        TheoremDomain(name: name, mean: mean, omega: omega, variance: lower...variance.upperBound, tau: tau)
    }
}

/// A box in the space of the four arguments.
typealias ParameterBox = MapPoint<Interval>

extension MapPoint where Element == Interval {
    /// The smallest box that surely contains decimal bounds as they were written.
    init(
        mean: ClosedRange<Double>, omega: ClosedRange<Double>, variance: ClosedRange<Double>, tau: ClosedRange<Double>
    ) {
        func enclosed(_ range: ClosedRange<Double>) -> Interval {
            Interval(decimal: range.lowerBound, range.upperBound)
        }
        self.init(
            mean: enclosed(mean), omega: enclosed(omega), variance: enclosed(variance), tau: enclosed(tau))
    }

    /// The middle of the box.
    var middle: MapPoint<Double> { map(\.middle) }

    /// The names of the coordinates as key paths, in the order of the arguments.
    static var coordinates: [WritableKeyPath<ParameterBox, Interval>] { [\.mean, \.omega, \.variance, \.tau] }

    /// The two halves along a coordinate.
    func halves(_ coordinate: WritableKeyPath<ParameterBox, Interval>) -> (ParameterBox, ParameterBox) {
        let range = self[keyPath: coordinate]
        var low = self
        var high = self
        low[keyPath: coordinate] = Interval(range.lower, range.middle)
        high[keyPath: coordinate] = Interval(range.middle, range.upper)
        return (low, high)
    }
}

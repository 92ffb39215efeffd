import Formulas

/// The mapping of mean and variance from layer to layer for any activation, by quadrature.
///
/// What `MomentMap` is for SELU in closed form: net inputs are normal with mean mu omega and variance nu tau (Klambauer and others 2017,
/// section "Deriving the mean and variance mapping function g"). Expectations are good to about 1e-13 for smooth activations and for
/// those with kinks.
public struct ActivationMap: Sendable {
    /// The activation.
    public let formula: Formula
    private let kinks: [Double]

    /// Makes the mapping of an activation.
    public init(_ formula: Formula) {
        self.formula = formula
        kinks = formula.kinks
    }

    /// Expectations of f, f^2, f', f f', f' t and f f' t for net inputs z = mean + deviation t.
    struct Expectations {
        var value: Double
        var square: Double
        /// The variance of f, about its mean, so that nothing cancels.
        var variance: Double
        var slope: Double
        var slopeSquare: Double
        var valueSlope: Double
        var slopeT: Double
        var valueSlopeT: Double
    }

    func expectations(mean: Double, deviation: Double) -> Expectations {
        let quadrature = NormalQuadrature(mean: mean, deviation: deviation, kinks: kinks)
        var scratch: [Double] = []
        let first = quadrature.expectations(7) { z, t in
            let (f, slope) = formula.evaluate(at: z, using: &scratch)
            return [f, f * f, slope, slope * slope, f * slope, slope * t, f * slope * t]
        }
        let variance = quadrature.expectations(1) { z, _ in
            let distance = formula.evaluate(at: z, using: &scratch).value - first[0]
            return [distance * distance]
        }
        return Expectations(
            value: first[0], square: first[1], variance: variance[0], slope: first[2], slopeSquare: first[3],
            valueSlope: first[4], slopeT: first[5], valueSlopeT: first[6])
    }

    /// The expectation of f^2 for normal net inputs of mean 0: much less work than all expectations.
    ///
    /// - Parameters:
    ///   - deviation: their standard deviation, above 0.
    ///   - tolerance: the relative error that is good enough.
    func secondMoment(deviation: Double, tolerance: Double = 1e-14) -> Double {
        var scratch: [Double] = []
        return NormalQuadrature(mean: 0, deviation: deviation, kinks: kinks).expectations(1, tolerance: tolerance) {
            z, _ in
            let value = formula.evaluate(at: z, using: &scratch).value
            return [value * value]
        }[0]
    }

    /// Maps mean and variance to those of the next layer.
    ///
    /// - Parameters:
    ///   - layer: mean and variance of the lower layer.
    ///   - omega: the sum of a unit's weights.
    ///   - tau: the sum of its squared weights.
    /// - Returns: NaN where the variance of the net input is negative or the activation is not defined.
    public func next(_ layer: MeanAndVariance, omega: Double = 0, tau: Double = 1) -> MeanAndVariance {
        let variance = layer.variance * tau
        if variance == 0 { return MeanAndVariance(mean: formula(layer.mean * omega).value, variance: 0) }
        guard variance > 0, variance.isFinite else { return MeanAndVariance(mean: .nan, variance: .nan) }
        let result = expectations(mean: layer.mean * omega, deviation: variance.squareRoot())
        return MeanAndVariance(mean: result.value, variance: result.variance)
    }

    /// The derivative of the mapping by (mean, variance).
    public func jacobian(_ layer: MeanAndVariance, omega: Double = 0, tau: Double = 1) -> Matrix2<Double> {
        let deviation = (layer.variance * tau).squareRoot()
        let e = expectations(mean: layer.mean * omega, deviation: deviation)
        // By Stein's lemma the derivative of E h(z) by the variance of z is E h'(z) t / (2 deviation).
        let meanByMean = omega * e.slope
        let meanByVariance = tau * e.slopeT / (2 * deviation)
        let squareByMean = 2 * omega * e.valueSlope
        let squareByVariance = tau * e.valueSlopeT / deviation
        return Matrix2(
            meanByMean, meanByVariance, squareByMean - 2 * e.value * meanByMean,
            squareByVariance - 2 * e.value * meanByVariance)
    }
}

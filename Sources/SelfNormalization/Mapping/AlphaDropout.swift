/// Dropout that sets units to SELU's value at minus infinity and restores mean and variance by an affine map.
///
/// Klambauer and others 2017, section "New dropout technique": x -> a (x d + alpha' (1 - d)) + b with d 1 with
/// probability q.
public struct AlphaDropout: Sendable, Hashable {
    /// The share of dropped units, at least 0 and below 1.
    public let rate: Double
    /// What dropped units are set to, -lambda alpha.
    public let saturation: Double
    /// The factor.
    public let a: Double
    /// The summand.
    public let b: Double

    /// Makes the dropout that keeps a mean and a variance.
    ///
    /// - Throws: `SelfNormalizationError` for a rate outside 0 ..< 1 or a variance that is not above 0.
    public init(
        rate: Double, keeping target: MeanAndVariance = MeanAndVariance(mean: 0, variance: 1),
        parameters: SELUParameters = .standard
    ) throws(SelfNormalizationError) {
        guard rate >= 0, rate < 1, target.variance > 0, target.variance.isFinite, target.mean.isFinite else {
            throw .outsideDomain("a dropout rate is at least 0 and below 1 and a variance above 0")
        }
        let keep = 1 - rate
        let saturation = -parameters.lambda * parameters.alpha
        let distance = saturation - target.mean
        let a = (target.variance / (keep * (rate * distance * distance + target.variance))).squareRoot()
        self.rate = rate
        self.saturation = saturation
        self.a = a
        b = target.mean - a * (keep * target.mean + rate * saturation)
    }

    /// Mean and variance of activations after it.
    public func next(_ layer: MeanAndVariance) -> MeanAndVariance {
        let keep = 1 - rate
        let distance = saturation - layer.mean
        return MeanAndVariance(
            mean: a * (keep * layer.mean + rate * saturation) + b,
            variance: a * a * keep * (rate * distance * distance + layer.variance))
    }
}

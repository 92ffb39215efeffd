/// Mean and variance of the activations of a layer.
public struct MeanAndVariance: Sendable, Hashable {
    /// The mean.
    public var mean: Double
    /// The variance.
    public var variance: Double

    /// Makes a pair.
    public init(mean: Double, variance: Double) {
        self.mean = mean
        self.variance = variance
    }
}

/// Mean and second moment of a unit's activation.
public struct Moments<Number: RealArithmetic>: Sendable {
    /// The expectation.
    public let mean: Number
    /// The expectation of the square.
    public let secondMoment: Number

    /// Makes moments.
    public init(mean: Number, secondMoment: Number) {
        self.mean = mean
        self.secondMoment = secondMoment
    }

    /// The variance as the difference of the second moment and the squared mean.
    public var variance: Number { secondMoment - mean.squared() }
}

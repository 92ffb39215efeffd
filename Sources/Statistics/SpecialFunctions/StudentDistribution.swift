/// Student's t distribution.
public struct StudentDistribution: Sendable, Hashable {
    /// The degrees of freedom, above 0.
    public let degreesOfFreedom: Double

    /// Makes the distribution; without positive degrees of freedom its tails are NaN.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// The probability of a value above `t`, with full relative accuracy where it is tiny.
    public func upperTail(_ t: Double) -> Double {
        let half = twoSidedTail(t) / 2
        return t >= 0 ? half : 1 - half
    }

    /// The probability of a value as far from 0 as `t`, on either side: I_(v / (v + t²))(v/2, 1/2).
    public func twoSidedTail(_ t: Double) -> Double {
        let square = t * t
        if square == .infinity { return 0 }
        let sum = degreesOfFreedom + square
        return SpecialFunctions.beta(
            degreesOfFreedom / sum, complement: square / sum, degreesOfFreedom / 2, 0.5)
    }
}

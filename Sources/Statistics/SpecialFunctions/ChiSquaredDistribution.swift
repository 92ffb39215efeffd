/// The chi-squared distribution.
public struct ChiSquaredDistribution: Sendable, Hashable {
    /// The degrees of freedom, above 0.
    public let degreesOfFreedom: Double

    /// Creates the distribution; without positive degrees of freedom its tails are NaN.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// The probability of a value of at most `x`.
    public func lowerTail(_ x: Double) -> Double { SpecialFunctions.gammaLower(degreesOfFreedom / 2, max(0, x) / 2) }

    /// The probability of a value above `x`, with full relative accuracy where it is tiny.
    public func upperTail(_ x: Double) -> Double { SpecialFunctions.gammaUpper(degreesOfFreedom / 2, max(0, x) / 2) }
}

/// The F distribution of a ratio of two mean squares.
public struct FDistribution: Sendable, Hashable {
    /// The degrees of freedom of the numerator, above 0.
    public let numeratorDegrees: Double

    /// The degrees of freedom of the denominator, above 0.
    public let denominatorDegrees: Double

    /// Makes the distribution; without positive degrees of freedom its tails are NaN.
    public init(numeratorDegrees: Double, denominatorDegrees: Double) {
        self.numeratorDegrees = numeratorDegrees
        self.denominatorDegrees = denominatorDegrees
    }

    /// The probability of a value of at most `x`.
    public func lowerTail(_ x: Double) -> Double {
        let parts = parts(x)
        return SpecialFunctions.beta(
            parts.numerator, complement: parts.denominator, numeratorDegrees / 2, denominatorDegrees / 2)
    }

    /// The probability of a value above `x`, with full relative accuracy where it is tiny.
    public func upperTail(_ x: Double) -> Double {
        let parts = parts(x)
        return SpecialFunctions.beta(
            parts.denominator, complement: parts.numerator, denominatorDegrees / 2, numeratorDegrees / 2)
    }

    /// The shares d1 x / (d1 x + d2) and d2 / (d1 x + d2).
    private func parts(_ x: Double) -> (numerator: Double, denominator: Double) {
        let scaled = numeratorDegrees * max(0, x)
        if scaled == .infinity { return (1, 0) }
        return (scaled / (scaled + denominatorDegrees), denominatorDegrees / (scaled + denominatorDegrees))
    }
}

/// The chi-squared distribution.
public struct ChiSquaredDistribution: Sendable, Hashable {
    /// The degrees of freedom, above 0.
    public let degreesOfFreedom: Double

    /// Makes the distribution; without positive degrees of freedom its tails are NaN.
    public init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

    /// The probability of a value of at most `x`.
    public func lowerTail(_ x: Double) -> Double { SpecialFunctions.gammaLower(degreesOfFreedom / 2, max(0, x) / 2) }

    /// The probability of a value above `x`, with full relative accuracy where it is tiny.
    public func upperTail(_ x: Double) -> Double { SpecialFunctions.gammaUpper(degreesOfFreedom / 2, max(0, x) / 2) }
}

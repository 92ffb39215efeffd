/// The exact sign test of x against y: whether x is larger as often as y, whatever the size of the differences.
public struct SignTest: Sendable, Hashable {
    /// The number of positive differences x - y.
    public let positive: Int

    /// The number of negative differences x - y.
    public let negative: Int

    /// The p-value from the binomial distribution with probability 1/2; ties are left out, and p is 1 without any
    /// difference.
    public let p: Double

    /// The alternative hypothesis of `p`.
    public let alternative: Alternative

    /// Tests differences x - y.
    public init(_ differences: PairedDifferences, alternative: Alternative = .twoSided) {
        positive = differences.signs.count { $0 > 0 }
        negative = differences.signs.count { $0 < 0 }
        self.alternative = alternative
        switch alternative {
        case .greater: p = SignTest.tail(atLeast: positive, of: positive + negative)
        case .less: p = SignTest.tail(atLeast: negative, of: positive + negative)
        case .twoSided: p = min(1, 2 * SignTest.tail(atLeast: max(positive, negative), of: positive + negative))
        }
    }

    /// The probability of at least `count` heads in `total` throws.
    private static func tail(atLeast count: Int, of total: Int) -> Double {
        guard count > 0 else { return 1 }
        // P(X >= c) = I_(1/2)(c, n - c + 1).
        return SpecialFunctions.beta(0.5, complement: 0.5, Double(count), Double(total - count + 1))
    }
}

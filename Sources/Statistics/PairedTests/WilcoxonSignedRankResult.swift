/// The outcome of a Wilcoxon signed-rank test of x against y.
public struct WilcoxonSignedRankResult: Sendable, Equatable {
    /// The number of pairs given.
    public let pairs: Int

    /// The number of pairs ranked: without the zeros when these are dropped.
    public let ranked: Int

    /// The number of differences that are zero.
    public let zeros: Int

    /// The number of non-zero differences that share their magnitude with another one.
    public let tied: Int

    /// The sum of the ranks of positive differences x - y.
    public let rankSumPlus: Double

    /// The sum of the ranks of negative differences x - y.
    public let rankSumMinus: Double

    /// The standardised rank sum, positive where x is larger; `nil` for an exact p.
    ///
    /// With the continuity correction in it where there is one.
    public let z: Double?

    /// The p-value, from 0 to 1.
    public let p: Double

    /// The alternative hypothesis of `p`.
    public let alternative: Alternative

    /// Whether `p` is exact, that is, computed from all patterns of signs.
    public let isExact: Bool

    /// The convention in words: distribution, correction, zeros, ties, alternative.
    public let convention: String
}

/// The Wilcoxon signed-rank test for paired samples (Wilcoxon 1945), with every convention spelled out.
///
/// ```swift
/// let result = try WilcoxonSignedRankTest(mode: .r, alternative: .greater).run(x: snn, y: other)
/// ```
public struct WilcoxonSignedRankTest: Sendable, Equatable {
    /// Where the p-value comes from.
    public enum Mode: Sendable, Hashable {
        /// All patterns of signs given the ranks, with ties and zeros, up to 2000 ranked pairs.
        ///
        /// Equals the classical exact test where there are neither.
        case exact

        /// The normal approximation with the variance corrected for ties, and on demand a continuity correction of half
        /// a rank towards the mean.
        ///
        /// Under `pratt` mean and variance are Cureton's (1967).
        case normal(continuityCorrection: Bool)

        /// What R's `wilcox.test(x, y, paired = TRUE)` does: exact below 50 non-zero differences without ties and
        /// zeros, otherwise the normal approximation with continuity correction; zeros are dropped.
        case r

        /// What scipy 1.17's `wilcoxon(x, y)` does by default: above 50 pairs the normal approximation without
        /// continuity correction; up to 50 exact without ties and zeros; with them exact up to 13 pairs, otherwise the
        /// approximation.
        case scipy
    }

    /// Where the p-value comes from.
    public var mode: Mode

    /// What becomes of zeros; mode `.r` always drops them.
    public var zeroMethod: ZeroMethod

    /// The alternative hypothesis, about x against y.
    public var alternative: Alternative

    /// Makes a test with the given conventions.
    public init(mode: Mode = .exact, zeroMethod: ZeroMethod = .wilcox, alternative: Alternative = .twoSided) {
        self.mode = mode
        self.zeroMethod = zeroMethod
        self.alternative = alternative
    }

    /// Tests two methods' numbers, one finite number per task in the same order.
    public func run(
        x: [Double], y: [Double], rounding: DifferenceRounding = .tolerant
    ) throws -> WilcoxonSignedRankResult {
        try run(PairedDifferences(x: x, y: y, rounding: rounding))
    }

    /// Tests two methods' accuracies, with ties and zeros decided on integers.
    public func run(x: [Accuracy], y: [Accuracy]) throws -> WilcoxonSignedRankResult {
        try run(PairedDifferences(x: x, y: y))
    }

    /// Tests two methods' fractions, such as decimals of a printed table, with exact ties and zeros.
    public func run(x: [Fraction], y: [Fraction]) throws -> WilcoxonSignedRankResult {
        try run(PairedDifferences(x: x, y: y))
    }

    /// Tests differences x - y.
    ///
    /// When all differences are zero there is no evidence either way, and p is 1. Throws `StatisticsError.tooMany`
    /// for an exact test of more than 2000 ranked pairs.
    public func run(_ differences: PairedDifferences) throws -> WilcoxonSignedRankResult {
        try run(differences, areNegated: false)
    }

    /// Tests whether x is better, worse or either: with `smallestFirst`, x is better where it is smaller.
    ///
    /// The alternative `greater` and a positive z are about x being better, and the convention says what that is.
    public func run(_ differences: PairedDifferences, order: RankOrder) throws -> WilcoxonSignedRankResult {
        order == .largestFirst
            ? try run(differences, areNegated: false) : try run(differences.negated, areNegated: true)
    }

    private func run(_ differences: PairedDifferences, areNegated: Bool) throws -> WilcoxonSignedRankResult {
        let zeroMethod = mode == .r ? .wilcox : self.zeroMethod
        let ranks = SignedRanks(differences, zeroMethod: zeroMethod)
        let source = source(for: ranks)
        var p = 1.0
        var z: Double?
        if !ranks.doubledRanks.isEmpty {
            switch source {
            case .exact: p = try exactP(ranks)
            case .normal(let isCorrected):
                let approximation = normalApproximation(ranks, zeroMethod: zeroMethod, isCorrected: isCorrected)
                z = approximation.z
                p = approximation.p
            }
        }
        var isExact = false
        if case .exact = source { isExact = true }
        return WilcoxonSignedRankResult(
            pairs: ranks.pairs, ranked: ranks.ranked, zeros: ranks.zeros, tied: ranks.tieSizes.reduce(0, +),
            rankSumPlus: ranks.plus, rankSumMinus: ranks.minus, z: z, p: p, alternative: alternative,
            isExact: isExact, direction: direction(areNegated: areNegated),
            rule: rule(source, zeroMethod: zeroMethod, ranks: ranks, comparison: differences.comparison))
    }

    private enum Source {
        case exact
        case normal(isCorrected: Bool)
    }

    private func source(for ranks: SignedRanks) -> Source {
        let isPlain = ranks.tieSizes.isEmpty && ranks.zeros == 0
        switch mode {
        case .exact: return .exact
        case .normal(let isCorrected): return .normal(isCorrected: isCorrected)
        case .r: return ranks.doubledRanks.count < 50 && isPlain ? .exact : .normal(isCorrected: true)
        case .scipy:
            if ranks.pairs > 50 { return .normal(isCorrected: false) }
            return isPlain || ranks.pairs <= 13 ? .exact : .normal(isCorrected: false)
        }
    }

    private func exactP(_ ranks: SignedRanks) throws -> Double {
        let distribution = try SignedRankDistribution(doubledRanks: ranks.doubledRanks)
        switch alternative {
        case .less: return distribution.atMost(ranks.doubledPlus)
        case .greater: return distribution.atLeast(ranks.doubledPlus)
        case .twoSided:
            // The distribution is symmetric, so the smaller tail is that of the smaller sum.
            return min(1, 2 * distribution.atMost(min(ranks.doubledPlus, ranks.doubledMinus)))
        }
    }

    private func normalApproximation(
        _ ranks: SignedRanks, zeroMethod: ZeroMethod, isCorrected: Bool
    ) -> (z: Double, p: Double) {
        let moments = ranks.moments(zeroMethod: zeroMethod)
        let deviation = ranks.plus - moments.mean
        let correction: Double
        switch alternative {
        case .greater: correction = 0.5
        case .less: correction = -0.5
        case .twoSided: correction = deviation > 0 ? 0.5 : (deviation < 0 ? -0.5 : 0)
        }
        let z = (isCorrected ? deviation - correction : deviation) / moments.variance.squareRoot()
        switch alternative {
        case .greater: return (z, NormalDistribution.upperTail(z))
        case .less: return (z, NormalDistribution.lowerTail(z))
        case .twoSided: return (z, min(1, 2 * NormalDistribution.upperTail(z.magnitude)))
        }
    }

    private func direction(areNegated: Bool) -> String {
        switch alternative {
        case .twoSided: "two-sided"
        case .greater: areNegated ? "one-sided, x less than y" : "one-sided, x greater than y"
        case .less: areNegated ? "one-sided, x greater than y" : "one-sided, x less than y"
        }
    }

    private func rule(
        _ source: Source, zeroMethod: ZeroMethod, ranks: SignedRanks, comparison: String
    ) -> String {
        let distribution: String
        switch source {
        case _ where ranks.doubledRanks.isEmpty: distribution = "all differences are zero, p = 1"
        case .exact:
            distribution =
                ranks.tieSizes.isEmpty && ranks.zeros == 0
                ? "exact" : "exact given the observed ties and zeros"
        case .normal(let isCorrected):
            distribution =
                "normal approximation, tie-corrected variance, \(isCorrected ? "" : "no ")continuity correction"
        }
        let rule: String
        switch mode {
        case .exact, .normal: rule = ""
        case .r: rule = " (as R's wilcox.test, paired)"
        case .scipy: rule = " (as scipy 1.17's wilcoxon)"
        }
        let zeros: String
        switch zeroMethod {
        case .wilcox: zeros = "zeros dropped"
        case .pratt: zeros = "zeros ranked, then left out (Pratt)"
        case .zsplit: zeros = "zeros ranked and split between the sides"
        }
        return "\(distribution)\(rule); \(zeros); ties averaged; \(comparison)"
    }
}

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

    /// The alternative in words.
    public let direction: String

    /// The rest of the convention in words: distribution, correction, zeros, ties.
    public let rule: String

    /// The convention in words: alternative, distribution, correction, zeros, ties.
    public var convention: String { "Wilcoxon signed-rank, \(direction), \(rule)" }
}

/// The alternative hypothesis of a paired test of x against y.
public enum Alternative: String, Sendable, Hashable, CaseIterable {
    /// x and y differ in either direction.
    case twoSided = "two-sided"

    /// x is smaller than y.
    case less

    /// x is larger than y.
    case greater
}

/// What a signed-rank test does with differences of zero.
public enum ZeroMethod: String, Sendable, Hashable, CaseIterable {
    /// Zeros are dropped before ranking (Wilcoxon 1945), as in R.
    case wilcox

    /// Zeros are ranked and then given no weight (Pratt 1959).
    case pratt

    /// Zeros are ranked and half of their ranks goes to each side.
    case zsplit
}

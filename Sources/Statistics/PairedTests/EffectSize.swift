/// How large a difference between two methods is, apart from whether it is significant.
public enum EffectSize {
    /// The matched-pairs rank-biserial correlation (Kerby 2014): (R+ - R-) / (R+ + R-), from -1 to 1.
    ///
    /// 1 when x is larger wherever they differ; 0 when all differences are zero, which are dropped.
    public static func rankBiserial(_ differences: PairedDifferences) -> Double {
        let ranks = SignedRanks(differences, zeroMethod: .wilcox)
        let sum = ranks.doubledPlus + ranks.doubledMinus
        return sum == 0 ? 0 : Double(ranks.doubledPlus - ranks.doubledMinus) / Double(sum)
    }

    /// Cliff's delta of two samples that are not paired: P(x > y) - P(x < y), from -1 to 1.
    ///
    /// - Throws: `StatisticsError` for empty samples and numbers that are not finite.
    public static func cliffsDelta<Value: Score>(x: [Value], y: [Value]) throws -> Double {
        2 * (try varghaDelaneyA(x: x, y: y)) - 1
    }

    /// The A of Vargha and Delaney (2000) of two samples that are not paired: P(x > y) + P(x = y) / 2, from 0 to 1.
    ///
    /// Scores tie as they do in ranks. Throws `StatisticsError` for empty samples and numbers that are not finite.
    public static func varghaDelaneyA<Value: Score>(x: [Value], y: [Value]) throws -> Double {
        try Validation.requireCount(x.count, atLeast: 1, "values of x")
        try Validation.requireCount(y.count, atLeast: 1, "values of y")
        try Validation.requireFinite(x.map(\.scoreValue), "x")
        try Validation.requireFinite(y.map(\.scoreValue), "y")
        let ranks = Ranking.doubledRanks(of: x + y, order: .smallestFirst, areTied: Value.areTied)
        let sum = ranks.prefix(x.count).reduce(0, +)
        return Double(sum - x.count * (x.count + 1)) / (2 * Double(x.count) * Double(y.count))
    }
}

/// On how many tasks x is better than, equal to and worse than y.
public struct WinTieLoss: Sendable, Hashable, CustomStringConvertible {
    /// The number of tasks where x is better.
    public let wins: Int

    /// The number of tasks where both are equal.
    public let ties: Int

    /// The number of tasks where y is better.
    public let losses: Int

    /// Counts the signs of differences; with `smallestFirst`, the smaller value is the better one.
    public init(_ differences: PairedDifferences, order: RankOrder = .largestFirst) {
        let positive = differences.signs.count { $0 > 0 }
        let negative = differences.signs.count { $0 < 0 }
        wins = order == .largestFirst ? positive : negative
        losses = order == .largestFirst ? negative : positive
        ties = differences.zeros
    }

    /// The counts as `wins/ties/losses`.
    public var description: String { "\(wins)/\(ties)/\(losses)" }
}

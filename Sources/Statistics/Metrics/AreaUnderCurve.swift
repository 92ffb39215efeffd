/// The area under the ROC curve, with ties counted half, from exact integer ranks.
///
/// It is the share of pairs of a positive and a negative row that the scores put in the right order (Mann-Whitney).
public struct AreaUnderCurve: Sendable, Hashable {
    /// Twice the number of pairs in the right order, a tied pair counting one.
    public let doubledConcordantPairs: Int

    /// The number of rows of the positive class, at least 1.
    public let positives: Int

    /// The number of rows of the negative class, at least 1.
    public let negatives: Int

    /// The area, from 0 to 1; 0.5 for scores that say nothing.
    public var value: Double {
        Double(doubledConcordantPairs) / (2 * Double(positives) * Double(negatives))
    }

    /// Computes the area of scores that should be higher for positive rows.
    ///
    /// `scores` may be infinite but not NaN. Throws `StatisticsError` for unequal lengths, NaN, and labels of one
    /// class.
    public init(scores: [Double], isPositive: [Bool]) throws {
        try Validation.requireSameCount(scores.count, "scores", isPositive.count, "labels")
        if let index = scores.firstIndex(where: \.isNaN) {
            throw StatisticsError.notFinite(what: "scores", index: index, value: "nan")
        }
        let positives = isPositive.count { $0 }
        guard positives > 0 else {
            throw StatisticsError.missingClass(metric: "the area under the curve", missing: "positive row")
        }
        guard positives < isPositive.count else {
            throw StatisticsError.missingClass(metric: "the area under the curve", missing: "negative row")
        }
        let ranks = Ranking.doubledRanks(of: scores, order: .smallestFirst)
        var doubledRankSum = 0
        for (rank, flag) in zip(ranks, isPositive) where flag { doubledRankSum += rank }
        doubledConcordantPairs = doubledRankSum - positives * (positives + 1)
        self.positives = positives
        negatives = isPositive.count - positives
    }
}

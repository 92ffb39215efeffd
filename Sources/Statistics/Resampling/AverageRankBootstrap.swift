/// What average ranks and differences of scores would be over other tasks of the same kind: intervals by drawing tasks again.
///
/// Efron's percentile intervals over tasks drawn with replacement, and Rubin's Bayesian bootstrap (1981) for the probability of
/// having the best average rank: each draw gives the tasks weights of a flat Dirichlet distribution. Ranks within a task stay.
public struct AverageRankBootstrap: Sendable, Hashable {
    /// A method's numbers.
    public struct Row: Sendable, Hashable {
        /// The average rank over the tasks as they are.
        public let averageRank: Double

        /// The ends of the interval of the average rank.
        public let lower: Double

        /// The upper end.
        public let upper: Double

        /// The share of Bayesian draws in which no other method has a better average rank, ties shared.
        public let probabilityBest: Double
    }

    /// The methods, in the order of the columns.
    public let rows: [Row]

    /// The confidence of the intervals.
    public let confidence: Double

    /// The number of draws.
    public let draws: Int

    /// The seed: the same one gives the same digits.
    public let seed: UInt64

    /// Draws tasks.
    ///
    /// - Parameters:
    ///   - ranks: one row per task and one column per method, none missing.
    ///   - confidence: strictly between 0 and 1.
    ///   - draws: at least 100.
    ///   - seed: of the draws.
    /// - Throws: `StatisticsError` for other values, as `FriedmanTest` for the ranks.
    public init(ranks: [[Double]], confidence: Double = 0.95, draws: Int = 10_000, seed: UInt64 = 1) throws {
        try Validation.requireInsideUnitInterval(confidence, "confidence")
        try Validation.requireCount(draws, atLeast: 100, "draws")
        let averages = try FriedmanTest(ranks: ranks).averageRanks
        self.confidence = confidence
        self.draws = draws
        self.seed = seed
        var drawn = [[Double]](repeating: [], count: averages.count)
        var best = [Double](repeating: 0, count: averages.count)
        for draw in 0..<draws {
            var generator = SplitMixGenerator(seed: seed, stream: UInt64(draw))
            var sums = [Double](repeating: 0, count: averages.count)
            for _ in ranks.indices {
                for (method, rank) in ranks[Int.random(in: ranks.indices, using: &generator)].enumerated() {
                    sums[method] += rank
                }
            }
            for (method, sum) in sums.enumerated() { drawn[method].append(sum / Double(ranks.count)) }
            var weighted = [Double](repeating: 0, count: averages.count)
            for row in ranks {
                let weight = generator.nextExponential()
                for (method, rank) in row.enumerated() { weighted[method] += weight * rank }
            }
            let smallest = weighted.min() ?? 0
            let winners = weighted.indices.filter { weighted[$0] == smallest }
            for winner in winners { best[winner] += 1 / Double(winners.count) }
        }
        rows = averages.indices.map { method in
            let (lower, upper) = Self.interval(drawn[method], confidence)
            return Row(
                averageRank: averages[method], lower: lower, upper: upper, probabilityBest: best[method] / Double(draws)
            )
        }
    }

    /// The percentile interval of values: the order statistics that leave (1 - confidence) / 2 out at either end.
    static func interval(_ values: [Double], _ confidence: Double) -> (lower: Double, upper: Double) {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last else { return (.nan, .nan) }
        let cut = Int((1 - confidence) / 2 * Double(sorted.count))
        guard 2 * cut < sorted.count else { return (first, last) }
        return (sorted[cut], sorted[sorted.count - 1 - cut])
    }
}

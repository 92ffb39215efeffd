/// The comparisons of all pairs of methods of a table, with every adjustment of the p-values.
public struct PairwiseComparisons: Sendable {
    /// One pair.
    public struct Row: Sendable {
        /// The columns of the two methods, the first one the smaller.
        public let first: Int

        /// The second column.
        public let second: Int

        /// The signed-rank test of the first method against the second.
        public let wilcoxon: WilcoxonSignedRankResult

        /// The p-value under each adjustment over all pairs.
        public let adjustedP: [PValueAdjustment: Double]

        /// On how many tasks the first method is better, equal and worse.
        public let winTieLoss: WinTieLoss

        /// The difference of the average ranks, first minus second, without a sign.
        public let rankDifference: Double

        /// The difference in standard errors, sqrt(k (k + 1) / (6 n)).
        public let z: Double

        /// The two-sided normal p-value of z, not adjusted.
        public let normalP: Double

        /// Nemenyi's p-value, adjusted for all pairs.
        public let nemenyiP: Double
    }

    /// The largest number of methods, for which 19,900 pairs are tested.
    public static let limit = 200

    /// The pairs, in the order of their columns.
    public let rows: [Row]

    /// Compares all pairs over the tasks where both have a score; average ranks are those of `comparison`.
    ///
    /// Throws `StatisticsError` for more than `limit` methods, and where a pair shares no task.
    public init<Value: Score>(
        _ table: ScoreTable<Value>, _ comparison: TableComparison, test: WilcoxonSignedRankTest, order: RankOrder
    ) throws {
        let count = table.methods.count
        guard count <= PairwiseComparisons.limit else {
            throw StatisticsError.tooMany(
                what: "methods for all pairs", limit: PairwiseComparisons.limit, found: count, instead: "choose some")
        }
        let averages = comparison.averageRanks.rows.map { $0.averageRank ?? 0 }
        let tasks = comparison.friedman?.tasks ?? max(1, comparison.tasks.count)
        let error = (Double(count) * Double(count + 1) / (6 * Double(tasks))).squareRoot()
        var pairs: [(first: Int, second: Int, test: WilcoxonSignedRankResult, winTieLoss: WinTieLoss)] = []
        for first in 0..<count {
            for second in first + 1..<max(count, first + 1) {
                let differences = try table.differences(first, second)
                pairs.append(
                    (
                        first, second, try test.run(order == .largestFirst ? differences : differences.negated),
                        WinTieLoss(differences, order: order)
                    ))
            }
        }
        let p = pairs.map(\.test.p)
        var adjusted: [PValueAdjustment: [Double]] = [:]
        for adjustment in PValueAdjustment.allCases { adjusted[adjustment] = try adjustment.adjusted(p) }
        rows = pairs.enumerated().map { position, pair in
            let difference = (averages[pair.first] - averages[pair.second]).magnitude
            return Row(
                first: pair.first, second: pair.second, wilcoxon: pair.test,
                adjustedP: adjusted.mapValues { $0[position] }, winTieLoss: pair.winTieLoss,
                rankDifference: difference, z: difference / error,
                normalP: min(1, 2 * NormalDistribution.upperTail(difference / error)),
                nemenyiP: comparison.nemenyi?.p(rankDifference: difference) ?? 1)
        }
    }
}

/// The test of aligned ranks: all scores are ranked together after each task's mean has been taken off.
///
/// It sees how large differences are, which Friedman's test does not; scores of different tasks must be on one scale.
/// Hodges and Lehmann (1962); the chi-squared form of García, Fernández, Luengo and Herrera (2010), "Advanced nonparametric
/// tests for multiple comparisons in the design of experiments", Information Sciences 180.
public struct AlignedRanksTest: Sendable, Hashable {
    /// The mean aligned rank of each method, 1 for the best of all n k scores.
    public let averageRanks: [Double]

    /// The statistic, of the chi-squared distribution.
    public let chiSquared: Double

    /// The p-value with k - 1 degrees of freedom.
    public let p: Double

    /// The two-sided normal p-value of each pair, in the order (0, 1), (0, 2) ..., not adjusted.
    ///
    /// The error is that of the ranks permuted within their tasks, which `chiSquared` is made of too.
    public let pairP: [Double]

    /// Tests scores, one row per task and one column per method, none missing; aligned scores tie up to rounding.
    ///
    /// - Throws: `StatisticsError` for fewer than 2 tasks or methods, rows of unequal length and numbers that are not finite.
    public init(scores: [[Double]], order: RankOrder = .largestFirst) throws {
        // Checks the table.
        let friedman = try FriedmanTest(scores: scores, order: order)
        let (n, k) = (Double(friedman.tasks), Double(friedman.methods))
        let aligned = scores.flatMap { row in
            let mean = CompensatedSum(row).value / k
            return row.map { $0 - mean }
        }
        let largest = scores.joined().reduce(0) { max($0, $1.magnitude) }
        let ranks = Self.ranks(aligned, order: order, tolerance: largest * 0x1p-40)
        var columns = [Double](repeating: 0, count: friedman.methods)
        var rows = [Double](repeating: 0, count: friedman.tasks)
        for (index, rank) in ranks.enumerated() {
            columns[index % friedman.methods] += rank
            rows[index / friedman.methods] += rank
        }
        averageRanks = columns.map { $0 / n }
        let all = n * k
        let between = columns.reduce(0) { $0 + $1 * $1 } - k * n * n / 4 * (all + 1) * (all + 1)
        let within = all * (all + 1) * (2 * all + 1) / 6 - rows.reduce(0) { $0 + $1 * $1 } / k
        chiSquared = within > 0 ? max(0, (k - 1) * between / within) : 0
        p = ChiSquaredDistribution(degreesOfFreedom: k - 1).upperTail(chiSquared)
        let error = (2 * max(0, within) / (n * n * (k - 1))).squareRoot()
        pairP = ConoverTest.statistics(averageRanks, error: error).map {
            min(1, 2 * NormalDistribution.upperTail($0.magnitude))
        }
    }

    /// Averaged ranks, values within the tolerance of the first of their group equal.
    private static func ranks(_ values: [Double], order: RankOrder, tolerance: Double) -> [Double] {
        let sorted = values.indices.sorted {
            order == .largestFirst ? values[$0] > values[$1] : values[$0] < values[$1]
        }
        var result = [Double](repeating: 0, count: values.count)
        var start = 0
        while start < sorted.count {
            var end = start + 1
            while end < sorted.count, (values[sorted[end]] - values[sorted[start]]).magnitude <= tolerance { end += 1 }
            for position in start..<end { result[sorted[position]] = Double(start + 1 + end) / 2 }
            start = end
        }
        return result
    }
}

/// Quade's test of whether k methods score alike over n tasks, which gives tasks with a wide range of scores more weight.
///
/// Quade (1979), "Using weighted rankings in the analysis of complete blocks with additive block effects", JASA 74. Scores of
/// different tasks must be on one scale, as accuracies are.
public struct QuadeTest: Sendable, Hashable {
    /// The statistic, of the F distribution; infinite where all tasks rank the methods alike.
    public let f: Double

    /// The degrees of freedom of the numerator, k - 1.
    public let numeratorDegrees: Int

    /// The degrees of freedom of the denominator, (n - 1)(k - 1).
    public let denominatorDegrees: Int

    /// The p-value of `f`; where `f` is infinite (1 / k!)^(n - 1), as Conover (1999) gives it.
    public let p: Double

    /// The two-sided p-value of each pair by Student's t, in the order (0, 1), (0, 2) ..., not adjusted.
    public let pairP: [Double]

    /// Tests scores, one row per task and one column per method, none missing.
    ///
    /// - Throws: `StatisticsError` for fewer than 2 tasks or methods, rows of unequal length and numbers that are not finite.
    public init<Value: Score>(scores: [[Value]], order: RankOrder = .largestFirst) throws {
        let friedman = try FriedmanTest(scores: scores, order: order)
        let (n, k) = (friedman.tasks, friedman.methods)
        // Exact scores have exact ranges, which tie exactly; those of numbers are ranked by their bits, as R does.
        let ranges = try Value.pairedDifferences(
            x: scores.map { $0.max() ?? $0[0] }, y: scores.map { $0.min() ?? $0[0] }
        ).values
        let weights = Ranking.doubledRanks(of: ranges, order: .smallestFirst).map { Double($0) / 2 }
        var sums = [Double](repeating: 0, count: k)
        var total = CompensatedSum()
        for (row, weight) in zip(scores, weights) {
            let ranks = try Ranking.ranks(of: row.map { Optional($0) }, order: order)
            for (method, rank) in ranks.enumerated() {
                let value = weight * ((rank ?? 0) - Double(k + 1) / 2)
                sums[method] += value
                total.add(value * value)
            }
        }
        let between = CompensatedSum(sums.map { $0 * $0 }).value / Double(n)
        // Quarters throughout: what is left of them by rounding is nothing.
        let rest = total.value - between
        let within = rest > total.value * 1e-13 ? rest : 0
        numeratorDegrees = k - 1
        denominatorDegrees = (n - 1) * (k - 1)
        if total.value == 0 {
            f = 0
            p = 1
        } else if within == 0 {
            f = .infinity
            let orders = (1...k).reduce(1.0) { $0 * Double($1) }
            p = (1..<n).reduce(1.0) { value, _ in value / orders }
        } else {
            f = Double(n - 1) * between / within
            p =
                FDistribution(
                    numeratorDegrees: Double(numeratorDegrees), denominatorDegrees: Double(denominatorDegrees)
                ).upperTail(f)
        }
        let error = (2 * Double(n) * within / Double(denominatorDegrees)).squareRoot()
        let distribution = StudentDistribution(degreesOfFreedom: Double(denominatorDegrees))
        pairP = ConoverTest.statistics(sums, error: error).map(distribution.twoSidedTail)
    }
}

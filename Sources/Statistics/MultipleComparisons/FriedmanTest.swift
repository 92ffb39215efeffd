/// Friedman's test of whether k methods rank alike over n tasks, corrected for ties, with the F form of Iman and
/// Davenport.
///
/// Demsar (2006), "Statistical comparisons of classifiers over multiple data sets", JMLR 7, sections 3.2.2 and 3.2.3.
public struct FriedmanTest: Sendable, Hashable {
    /// The number of tasks, n.
    public let tasks: Int

    /// The number of methods, k.
    public let methods: Int

    /// The average rank of each method.
    public let averageRanks: [Double]

    /// Friedman's chi-squared, corrected for ties; 0 where all methods tie on every task.
    public let chiSquared: Double

    /// The p-value of `chiSquared` with k - 1 degrees of freedom.
    public let chiSquaredP: Double

    /// Chi-squared without the correction for ties, as some tools print it.
    public let chiSquaredUncorrected: Double

    /// The p-value of `chiSquaredUncorrected`.
    public let chiSquaredUncorrectedP: Double

    /// The F of Iman and Davenport (1980); infinite where all tasks rank the methods alike.
    public let f: Double

    /// The p-value of `f` with k - 1 and (k - 1)(n - 1) degrees of freedom: the less conservative test.
    public let fP: Double

    /// The F made of `chiSquaredUncorrected`, as some tools print it.
    public let fUncorrected: Double

    /// The p-value of `fUncorrected`.
    public let fUncorrectedP: Double

    /// Tests ranks, one row per task and one column per method, every row a complete ranking from 1 to k.
    ///
    /// Ties have averaged ranks. Throws `StatisticsError` for fewer than 2 tasks or methods, rows of unequal length and
    /// rows that are no such ranking.
    public init(ranks: [[Double]]) throws {
        try Validation.requireCount(ranks.count, atLeast: 2, "tasks for Friedman's test")
        let methods = ranks[0].count
        try Validation.requireCount(methods, atLeast: 2, "methods for Friedman's test")
        var doubledSums = [Double](repeating: 0, count: methods)
        var squares = 0.0
        var largestSquares = 0.0
        for (task, row) in ranks.enumerated() {
            try Validation.requireSameCount(row.count, "row \(task + 1)", methods, "row 1")
            let expected = try Ranking.ranks(of: row, order: .smallestFirst)
            if let column = row.indices.first(where: { row[$0] != expected[$0] }) {
                throw StatisticsError.outOfRange(
                    what: "rank in row \(task + 1)", index: column, value: "\(row[column])",
                    allowed: "an averaged rank among 1 ... \(methods)")
            }
            // Doubled ranks are integers: all sums below are exact.
            for (column, rank) in row.enumerated() {
                doubledSums[column] += 2 * rank
                squares += 4 * rank * rank
                largestSquares += 4 * Double(column + 1) * Double(column + 1)
            }
        }
        self.init(
            tasks: ranks.count, methods: methods, doubledSums: doubledSums, squares: squares,
            largestSquares: largestSquares)
    }

    /// Tests scores, one row per task and one column per method, none missing.
    ///
    /// - Throws: `StatisticsError` for fewer than 2 tasks or methods, rows of unequal length and numbers that are not
    ///   finite.
    public init<Value: Score>(scores: [[Value]], order: RankOrder = .largestFirst) throws {
        try self.init(ranks: scores.map { try Ranking.ranks(of: $0, order: order).compactMap { $0 } })
    }

    /// All sums are of doubled ranks.
    private init(tasks: Int, methods: Int, doubledSums: [Double], squares: Double, largestSquares: Double) {
        let n = Double(tasks)
        let k = Double(methods)
        self.tasks = tasks
        self.methods = methods
        averageRanks = doubledSums.map { $0 / (2 * n) }
        // Sum of squared deviations of the rank sums from their mean n (k + 1) / 2, and of the ranks from (k + 1) / 2.
        let meanSum = n * (k + 1)
        let between = doubledSums.reduce(0) { $0 + ($1 - meanSum) * ($1 - meanSum) }
        let center = n * k * (k + 1) * (k + 1)
        let within = squares - center
        let withinWithoutTies = largestSquares - center
        chiSquared = within > 0 ? (k - 1) * between / within : 0
        chiSquaredUncorrected = (k - 1) * between / withinWithoutTies
        // F = (n - 1) chi2 / (n (k - 1) - chi2), with numerator and denominator as exact sums.
        let remaining = within * n - between
        if within <= 0 {
            f = 0
        } else {
            f = remaining > 0 ? (n - 1) * between / remaining : .infinity
        }
        let remainingWithoutTies = withinWithoutTies * n - between
        fUncorrected = remainingWithoutTies > 0 ? (n - 1) * between / remainingWithoutTies : .infinity
        let chiSquaredDistribution = ChiSquaredDistribution(degreesOfFreedom: k - 1)
        let fDistribution = FDistribution(numeratorDegrees: k - 1, denominatorDegrees: (k - 1) * (n - 1))
        chiSquaredP = chiSquaredDistribution.upperTail(chiSquared)
        chiSquaredUncorrectedP = chiSquaredDistribution.upperTail(chiSquaredUncorrected)
        fP = fDistribution.upperTail(f)
        fUncorrectedP = fDistribution.upperTail(fUncorrected)
    }
}

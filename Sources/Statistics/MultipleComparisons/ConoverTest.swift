/// Conover's comparison of all pairs of methods after Friedman's test, by Student's t.
///
/// More powerful than Nemenyi's, and not adjusted: give the p-values to an adjustment. Conover and Iman (1979), "On
/// multiple-comparisons procedures", Los Alamos report LA-7677-MS; Conover (1999), section 5.8.
public struct ConoverTest: Sendable, Hashable {
    /// The statistic of each pair, in the order (0, 1), (0, 2) ...; positive where the first method's ranks are larger.
    public let t: [Double]

    /// The two-sided p-value of each pair, not adjusted.
    public let p: [Double]

    /// The degrees of freedom, (n - 1)(k - 1).
    public let degreesOfFreedom: Int

    /// Tests complete rankings, one row per task and one column per method, ties averaged.
    ///
    /// - Throws: `StatisticsError`, as `FriedmanTest`.
    public init(ranks: [[Double]]) throws {
        let friedman = try FriedmanTest(ranks: ranks)
        let (n, k) = (Double(friedman.tasks), Double(friedman.methods))
        let squares = CompensatedSum(ranks.joined().map { $0 * $0 }).value
        let within = squares - n * k * (k + 1) * (k + 1) / 4
        degreesOfFreedom = (friedman.tasks - 1) * (friedman.methods - 1)
        // What Friedman's statistic leaves; zero where all tasks rank the methods alike.
        let share = max(0, 1 - friedman.chiSquared / (n * (k - 1)))
        let error = (2 * n * share * within / Double(degreesOfFreedom)).squareRoot()
        let sums = friedman.averageRanks.map { $0 * n }
        t = Self.statistics(sums, error: error)
        let distribution = StudentDistribution(degreesOfFreedom: Double(degreesOfFreedom))
        p = t.map(distribution.twoSidedTail)
    }

    /// The differences of all pairs in standard errors; equal sums differ by nothing, whatever the error.
    static func statistics(_ sums: [Double], error: Double) -> [Double] {
        sums.indices.flatMap { first in
            sums.indices.dropFirst(first + 1).map { second in
                sums[first] == sums[second] ? 0 : (sums[first] - sums[second]) / error
            }
        }
    }
}

/// The test of Skillings and Mack (1981), "On the use of a Friedman-type statistic in balanced and unbalanced block designs",
/// Technometrics 23: Friedman's for tables with missing scores.
///
/// Nothing is filled in and no task is dropped as long as it has two scores; on a complete table without ties it is Friedman's.
public struct SkillingsMackTest: Sendable, Hashable {
    /// The tasks with at least two scores.
    public let tasks: Int

    /// The weighted sums of centred ranks, one for each method; negative is better.
    public let sums: [Double]

    /// The statistic, of the chi-squared distribution.
    public let chiSquared: Double

    /// The degrees of freedom: k - 1, less one for each further set of methods that no task connects with the first.
    public let degreesOfFreedom: Int

    /// The p-value; with ties conservative, as the variance is that without them.
    public let p: Double

    /// Tests scores, one row per task and one column per method; `nil` where there is none.
    ///
    /// - Throws: `StatisticsError` for fewer than 2 methods or usable tasks, rows of unequal length, numbers that are not finite.
    public init<Value: Score>(scores: [[Value?]], order: RankOrder = .largestFirst) throws {
        let methods = scores.first?.count ?? 0
        try Validation.requireCount(methods, atLeast: 2, "methods for the test of Skillings and Mack")
        var sums = [Double](repeating: 0, count: methods)
        var covariance = [[Double]](
            repeating: [Double](repeating: 0, count: methods), count: methods)
        var tasks = 0
        for (task, row) in scores.enumerated() {
            try Validation.requireSameCount(row.count, "row \(task + 1)", methods, "row 1")
            let present = row.indices.filter { row[$0] != nil }
            guard present.count > 1 else { continue }
            tasks += 1
            let ranks = try Ranking.ranks(of: row, order: order)
            let size = Double(present.count)
            let weight = (12 / (size + 1)).squareRoot()
            for method in present {
                sums[method] += weight * ((ranks[method] ?? 0) - (size + 1) / 2)
                for other in present where other != method {
                    covariance[method][other] -= 1
                    covariance[method][method] += 1
                }
            }
        }
        try Validation.requireCount(tasks, atLeast: 2, "tasks with two scores for the test of Skillings and Mack")
        self.tasks = tasks
        self.sums = sums
        (chiSquared, degreesOfFreedom) = Self.quadraticForm(sums, covariance)
        p =
            degreesOfFreedom > 0
            ? ChiSquaredDistribution(degreesOfFreedom: Double(degreesOfFreedom)).upperTail(chiSquared) : 1
    }

    /// The sums times the generalised inverse of their covariance times the sums, and the rank of the covariance.
    ///
    /// The covariance is the Laplacian of a graph whose edges are pairs of methods on one task, so that Cholesky's
    /// decomposition meets a zero exactly once for each set that hangs together; that method is left out.
    private static func quadraticForm(_ sums: [Double], _ covariance: [[Double]]) -> (Double, Int) {
        var rest = covariance
        var right = sums
        var (form, rank) = (0.0, 0)
        let scale = sums.indices.map { covariance[$0][$0] }
        for pivot in sums.indices where rest[pivot][pivot] > 1e-9 * max(1, scale[pivot]) {
            form += right[pivot] * right[pivot] / rest[pivot][pivot]
            rank += 1
            for row in sums.indices.dropFirst(pivot + 1) where rest[row][pivot] != 0 {
                let factor = rest[row][pivot] / rest[pivot][pivot]
                right[row] -= factor * right[pivot]
                for column in sums.indices.dropFirst(pivot + 1) { rest[row][column] -= factor * rest[pivot][column] }
            }
        }
        return (form, rank)
    }
}

/// Nemenyi's comparison of all pairs of k methods by their average ranks over n tasks.
///
/// Two methods differ when their average ranks differ by the critical difference q sqrt(k (k + 1) / (6 n)), where q is
/// the quantile of the studentised range with infinite degrees of freedom over sqrt 2 (Demsar 2006, section 3.2.2).
public struct NemenyiTest: Sendable, Hashable {
    /// The number of methods, k.
    public let methods: Int

    /// The number of tasks, n.
    public let tasks: Int

    private let distribution: StudentizedRangeDistribution

    /// Makes the comparison of at least 2 methods over at least 1 task.
    ///
    /// - Throws: `StatisticsError` otherwise.
    public init(methods: Int, tasks: Int) throws {
        try Validation.requireCount(tasks, atLeast: 1, "tasks for Nemenyi's test")
        self.methods = methods
        self.tasks = tasks
        distribution = try StudentizedRangeDistribution(groups: methods)
    }

    /// The standard error of a difference of two average ranks.
    private var standardError: Double {
        (Double(methods) * Double(methods + 1) / (6 * Double(tasks))).squareRoot()
    }

    /// The difference of average ranks that is significant at level `alpha`, strictly between 0 and 1.
    public func criticalDifference(alpha: Double = 0.05) throws -> Double {
        try distribution.quantile(upperTail: alpha) / 2.0.squareRoot() * standardError
    }

    /// The p-value of a difference of two average ranks, adjusted for all pairs.
    public func p(rankDifference: Double) -> Double {
        distribution.upperTail(rankDifference.magnitude / standardError * 2.0.squareRoot())
    }

    /// The longest runs of methods whose average ranks lie within the critical difference: the bars of a diagram.
    ///
    /// Each run lists indices into `averageRanks` from best to worst; runs of one method and runs inside others are
    /// left out. Throws as `criticalDifference(alpha:)`.
    public func groups(averageRanks: [Double], alpha: Double = 0.05) throws -> [[Int]] {
        try Validation.requireFinite(averageRanks, "average ranks")
        let critical = try criticalDifference(alpha: alpha)
        let order = averageRanks.indices.sorted { (averageRanks[$0], $0) < (averageRanks[$1], $1) }
        var result: [[Int]] = []
        var lastEnd = 0
        for start in order.indices {
            var end = start + 1
            while end < order.count, averageRanks[order[end]] - averageRanks[order[start]] < critical { end += 1 }
            if end - start > 1, end > lastEnd {
                result.append(Array(order[start..<end]))
                lastEnd = end
            }
        }
        return result
    }
}

/// Bonferroni and Dunn's comparison of k - 1 methods with one control by their average ranks over n tasks.
///
/// A method differs from the control when their average ranks differ by z sqrt(k (k + 1) / (6 n)), where z is the normal
/// quantile at alpha / (2 (k - 1)) (Demsar 2006, section 3.2.2).
public struct BonferroniDunnTest: Sendable, Hashable {
    /// The number of methods with the control, k.
    public let methods: Int

    /// The number of tasks, n.
    public let tasks: Int

    /// Makes the comparison of at least 2 methods over at least 1 task.
    ///
    /// - Throws: `StatisticsError.tooFew` otherwise.
    public init(methods: Int, tasks: Int) throws {
        try Validation.requireCount(methods, atLeast: 2, "methods for the test of Bonferroni and Dunn")
        try Validation.requireCount(tasks, atLeast: 1, "tasks for the test of Bonferroni and Dunn")
        self.methods = methods
        self.tasks = tasks
    }

    private var standardError: Double {
        (Double(methods) * Double(methods + 1) / (6 * Double(tasks))).squareRoot()
    }

    /// The difference of average ranks that is significant at level `alpha`, strictly between 0 and 1.
    public func criticalDifference(alpha: Double = 0.05) throws -> Double {
        try Validation.requireInsideUnitInterval(alpha, "alpha")
        return NormalDistribution.quantile(upperTail: alpha / (2 * Double(methods - 1))) * standardError
    }

    /// The two-sided p-value of a difference from the control, adjusted for all k - 1 comparisons.
    public func p(rankDifference: Double) -> Double {
        min(1, 2 * NormalDistribution.upperTail(rankDifference.magnitude / standardError) * Double(methods - 1))
    }
}

import Evaluation
import Statistics

/// Scores of several methods over several tasks that a user gave.
public struct NumberTable: Sendable {
    /// The methods.
    public let methods: [String]
    /// The tasks.
    public let tasks: [String]
    /// The scores, a row a task; nil where one is missing.
    public let scores: [[TaskScore?]]

    /// Whether every score is exact.
    public var isExact: Bool { scores.allSatisfy { $0.allSatisfy { $0 == nil || $0?.fraction != nil } } }

    /// The table of some methods only, in the order named.
    ///
    /// - Throws: `StatisticsError` for a method that the table does not have.
    public func keeping(_ names: [String]) throws -> NumberTable {
        let columns = try names.map { name in
            guard let column = methods.firstIndex(of: name) else {
                throw StatisticsError.outOfRange(
                    what: "method", index: nil, value: name, allowed: methods.joined(separator: ", "))
            }
            return column
        }
        return NumberTable(
            methods: names, tasks: tasks, scores: scores.map { row in columns.map { row[$0] } })
    }

    /// Everything about the table: comparisons with a reference, and all pairs under a two-sided test of the same mode.
    public func compared(
        _ options: TableComparison.Options
    ) throws -> (table: TableComparison, pairs: PairwiseComparisons) {
        isExact ? try compared(options) { $0?.fraction } : try compared(options) { $0?.value }
    }

    private func compared<Value: Score>(
        _ options: TableComparison.Options, _ value: (TaskScore?) -> Value?
    ) throws -> (table: TableComparison, pairs: PairwiseComparisons) {
        let whole = try ScoreTable(methods: methods, tasks: tasks, scores: scores.map { $0.map(value) })
        let comparison = try TableComparison(whole, options: options)
        let kept = Set(comparison.tasks)
        let rows = tasks.indices.filter { kept.contains(tasks[$0]) }
        let used = try ScoreTable(
            methods: methods, tasks: rows.map { tasks[$0] }, scores: rows.map { whole.scores[$0] })
        var test = options.test
        test.alternative = .twoSided
        return (comparison, try PairwiseComparisons(used, comparison, test: test, order: options.order))
    }
}

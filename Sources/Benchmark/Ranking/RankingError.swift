/// Why there is no ranking.
public enum RankingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The store has no selection for the question.
    case noResults(grid: String)
    /// No task has a result of every method.
    case noCommonTask(methods: [String])

    /// One line that says what is missing and what to do.
    public var description: String {
        switch self {
        case .noResults(let grid):
            "nothing to rank: no finished selection with grid \(grid); train first, for example: "
                + "snnbench run --suite sample --grid \(grid)"
        case .noCommonTask(let methods):
            "nothing to rank: no task has a result of all of \(methods.joined(separator: ", ")); name fewer with --method"
        }
    }
}

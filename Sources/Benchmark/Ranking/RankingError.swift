import Formats

/// Why there is no ranking.
public enum RankingError: ClassifiedError, Equatable, Sendable {
    /// The store has no selection with a grid under protocols with some changes.
    case noResults(grid: String, changes: [String])
    /// The selections have no such metric; what they have is named.
    case noMetric(String, known: [String])
    /// No task has a result of every method.
    case noCommonTask(methods: [String])
    /// The reference has no results; the methods that have are named.
    case noReference(String, methods: [String])

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is missing and what to do.
    public var description: String {
        switch self {
        case .noResults(let grid, let changes):
            "nothing to rank: no finished selection with grid \(grid)"
                + (changes.isEmpty ? "" : " under \(changes.joined(separator: ", "))")
                + "; run it first, for example: snnbench run --suite sample --grid \(grid)"
                + changes.map { " --protocol \($0)" }.joined()
        case .noMetric(let name, let known):
            "nothing to rank: the selected results have no metric \(name); they have \(known.joined(separator: ", "))"
        case .noCommonTask(let methods):
            "nothing to rank: no task has a result of all of \(methods.joined(separator: ", ")); name fewer with --method"
        case .noReference(let name, let methods):
            "\(name) has no results to test against; there are \(methods.joined(separator: ", "))"
        }
    }

    /// There is no selection for a question.
    public static func noResults(_ question: RankQuestion) -> RankingError {
        .noResults(grid: question.grid, changes: question.protocols?.changes ?? [])
    }
}

import Formats

/// Why there is nothing to compare.
public enum EvaluationError: ClassifiedError, Equatable, Sendable {
    /// The store has no result with a grid under protocols with some changes; what it has instead is told.
    case noResults(grid: String?, changes: [String], leftOut: [String])
    /// Every unit was given up.
    case noneSucceeded(units: Int, outcomes: [String: Int])
    /// No selection's units are all through.
    case noneFinished(ended: Int, units: Int)
    /// The results have no such metric; what they have is named.
    case noMetric(String, known: [String])
    /// No task has a result of every method.
    case noCommonTask(methods: [String])
    /// A method has no results to test against; those that have are named.
    case noReference(String, methods: [String])

    /// The kind of failure: a results file without what was asked for.
    public var kind: FailureKind { .badData }

    /// One line that says what is missing and what to do.
    public var description: String {
        switch self {
        case .noResults(let grid, let changes, let leftOut):
            "nothing to rank: no finished selection" + (grid.map { " with grid \($0)" } ?? "")
                + (changes.isEmpty ? "" : " under \(changes.joined(separator: ", "))")
                + (leftOut.isEmpty
                    ? "; run it first, for example: snnbench run --suite sample" + (grid.map { " --grid \($0)" } ?? "")
                        + changes.flatMap { $0.split(separator: " ") }.map { " --protocol \($0)" }.joined()
                    : "; " + leftOut.joined(separator: " "))
        case .noneSucceeded(let units, let outcomes):
            "nothing to rank: none of \(units) \(units == 1 ? "unit" : "units") succeeded (\(Self.text(outcomes))); "
                + Self.way(outcomes)
        case .noneFinished(let ended, let units):
            "nothing to rank yet: \(ended) of \(units) units ended; the same snnbench run goes on where it stopped"
        case .noMetric(let name, let known):
            "nothing to rank: the selected results have no metric \(name); they have \(known.joined(separator: ", "))"
        case .noCommonTask(let methods):
            "nothing to rank: no task has a result of all of \(methods.joined(separator: ", ")); name fewer with --method"
        case .noReference(let name, let methods):
            "\(name) has no results to test against; there are \(methods.joined(separator: ", "))"
        }
    }

    /// Outcomes in words, the most frequent first.
    static func text(_ outcomes: [String: Int]) -> String {
        outcomes.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) \($0.key.replacing("_", with: " "))" }.joined(separator: ", ")
    }

    private static func way(_ outcomes: [String: Int]) -> String {
        switch outcomes.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key {
        case "timed_out": "a longer --time-limit and snnbench run --retry timed_out try them again"
        case "out_of_memory": "a higher --memory-limit and snnbench run --retry out_of_memory try them again"
        case "failed": "snnbench report --part failures says why, snnbench run --retry failed tries them again"
        default: "snnbench report --part failures says why; lower learning rates may help"
        }
    }
}

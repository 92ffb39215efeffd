import Formats

/// A name that leads to no task, or to several.
public enum CatalogError: ClassifiedError, Equatable, Sendable {
    /// No task has this name; `near` are similar ones.
    case unknownTask(String, near: [String])
    /// No suite has this name; `near` are similar ones.
    case unknownSuite(String, near: [String])
    /// Several suites have a task of this name.
    case ambiguousTask(String, candidates: [String])

    /// The kind of failure.
    public var kind: FailureKind { .usage }

    /// What failed and what to do, in one line.
    public var description: String {
        switch self {
        case .unknownTask(let text, let near):
            "there is no task “\(quoted(text))”; \(Self.advice(near, list: "tasks"))"
        case .unknownSuite(let text, let near):
            "there is no suite “\(quoted(text))”; \(Self.advice(near, list: "suites"))"
        case .ambiguousTask(let text, let candidates):
            "several suites have a task “\(quoted(text))”; write \(candidates.joined(separator: " or "))"
        }
    }

    private static func advice(_ near: [String], list: String) -> String {
        near.isEmpty ? "see snnbench list \(list)" : "did you mean \(near.joined(separator: ", "))?"
    }
}

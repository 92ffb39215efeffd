/// How the rows of a task are partitioned.
public enum SplitKind: String, CaseIterable, Sendable {
    /// Four released random splits.
    case fourFold = "4-fold"
    /// Ten parts, each once the test part.
    case tenFold = "10-fold"
    /// A predefined test set.
    case fixed
}

/// What is known of a task before it is loaded.
public struct TaskSummary: Hashable, Sendable {
    /// The name, as `uci/abalone`.
    public let name: TaskName
    /// Its samples, features and outputs.
    public let shape: TaskShape
    /// How its rows are partitioned.
    public let split: SplitKind
    /// Whether it can be loaded.
    public let state: TaskState
}

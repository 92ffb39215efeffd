/// A task that the manifest names.
public struct TaskEntry: Hashable, Sendable {
    /// The name, as `uci/abalone`.
    public let name: TaskName
    /// How its files are to be read.
    public let layout: TaskLayout
    /// Its samples, features and outputs.
    public let shape: TaskShape
    /// How its rows are partitioned.
    public let split: SplitKind
    /// The files it needs.
    public let members: [MemberEntry]
}

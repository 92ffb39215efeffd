/// The part of a task's rows that a metric was computed on.
public enum Partition: String, CaseIterable, Sendable {
    /// The rows trained on.
    case training
    /// The rows that choose configuration and epoch.
    case validation
    /// The rows that the result is reported on.
    case test
}

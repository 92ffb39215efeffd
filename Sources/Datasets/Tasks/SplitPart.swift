/// One of the three parts of a split.
public enum SplitPart: String, CaseIterable, Sendable {
    /// The rows that a network learns from.
    case training
    /// The rows that choose among configurations and epochs.
    case validation
    /// The rows that are scored.
    case test
}

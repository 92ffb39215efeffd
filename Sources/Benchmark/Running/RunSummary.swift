/// What a run did.
public struct RunSummary: Sendable {
    /// The units that were finished already.
    public var finishedBefore: Int
    /// The units that this run executed to an end.
    public var executed: Int
    /// Of those, the ones whose loss was no longer finite.
    public var diverged: Int
    /// Whether the run was asked to stop before it was through.
    public var wasInterrupted: Bool
    /// The selections that were made or made anew.
    public var selections: Int
}

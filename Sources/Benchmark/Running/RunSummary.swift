/// What a run did.
public struct RunSummary: Sendable {
    /// The units that were finished already.
    public var finishedBefore = 0
    /// The units that this run executed to an end.
    public var executed = 0
    /// Of those, the ones whose loss was no longer finite.
    public var diverged = 0
    /// Of those, the ones that took longer than allowed.
    public var timedOut = 0
    /// The units that successive halving trained for a while and left out.
    public var leftOut = 0
    /// Of a rerun, the units that had a result to compare with.
    public var compared = 0
    /// Of a rerun, the ids of the units whose result differs from a stored one.
    public var differing: [String] = []
    /// Whether the run was asked to stop before it was through.
    public var wasInterrupted = false
    /// Whether it stopped because its time was used up.
    public var isBudgetSpent = false
    /// The selections that were made or made anew.
    public var selections = 0
    /// The ids of the units that have a new result.
    var changed: Set<String> = []

    /// Makes the summary of a run that has not begun.
    init(finishedBefore: Int) {
        self.finishedBefore = finishedBefore
    }
}

/// How an attempt ended, or that it has not.
public enum Outcome: String, CaseIterable, Sendable {
    /// The attempt has begun and its result is not recorded yet.
    case running
    /// The training ran to its end and all its numbers are finite.
    case succeeded
    /// A loss became infinite or not a number.
    case diverged
    /// An error ended the training.
    case failed
    /// A signal or the end of the process stopped the training.
    case interrupted
    /// The training took longer than allowed.
    case timedOut = "timed_out"
    /// There was not enough memory.
    case outOfMemory = "out_of_memory"

    /// The outcomes after which a unit need not be tried again: the same seed gives the same bits.
    public static let finished: Set<Outcome> = [.succeeded, .diverged]
}

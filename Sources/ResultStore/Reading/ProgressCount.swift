/// How many units stand how; a unit counts by its latest success, or else by its latest attempt.
public struct ProgressCount: Equatable, Sendable {
    /// The number of units by the outcome of their current attempt.
    public let byOutcome: [Outcome: Int]
    /// The number of units that were never tried.
    public let pending: Int
    /// The sum of the seconds of all current attempts.
    public let seconds: Double

    /// The number of units.
    public var total: Int { pending + byOutcome.values.reduce(0, +) }

    /// The number of units that succeeded or diverged, which need no further attempt.
    public var finished: Int { Outcome.finished.reduce(0) { $0 + (byOutcome[$1] ?? 0) } }
}

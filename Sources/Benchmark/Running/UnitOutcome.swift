import Foundation
import Networks

/// What became of a unit that was executed, to its end or to a pause.
struct UnitOutcome: Sendable {
    let result: TrainingResult
    /// Whether the unit took longer than it was allowed to.
    let isTimedOut: Bool
    /// The digest of the weights where the training has ended.
    let weightsDigest: String?
    let startedAt: Date
    let finishedAt: Date
}

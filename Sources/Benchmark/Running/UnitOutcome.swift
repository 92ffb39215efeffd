import Foundation
import Networks

/// What became of a unit that was executed.
struct UnitOutcome: Sendable {
    let unit: Unit
    let result: TrainingResult
    let weightsDigest: String
    let startedAt: Date
    let finishedAt: Date
    let seconds: Double
}

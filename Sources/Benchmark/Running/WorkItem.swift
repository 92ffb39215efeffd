import Networks

/// A unit on its way: to be begun, or to be trained on from where it paused.
///
/// Handed from thread to thread through the queue, and used by one at a time.
final class WorkItem: @unchecked Sendable {
    let unit: Unit
    /// The epoch to train to.
    var epoch: Int
    /// The training, while it is in memory.
    var run: TrainingRun?
    /// The row of the attempt that was begun.
    var attemptID: Int64?
    /// The seconds that were spent so far.
    var seconds = 0.0
    /// What came of the item so far, while it waits for a decision.
    var outcome: UnitOutcome?

    init(unit: Unit, epoch: Int) {
        self.unit = unit
        self.epoch = epoch
    }

    /// The memory that executing the item takes beyond what it has already.
    var bytesWanted: Double { run == nil ? unit.workload.bytes : 0 }
}

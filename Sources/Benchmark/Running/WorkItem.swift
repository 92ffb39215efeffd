import Datasets
import Foundation
import Networks

/// A unit on its way through a run.
///
/// The loop owns it; a worker has it alone from when it is handed over until it is delivered.
final class WorkItem: @unchecked Sendable {
    /// Where a unit is.
    enum State {
        /// In line: to be begun, or to be trained on.
        case waiting
        /// With a worker.
        case training
        /// Trained to an epoch, until the search decides.
        case paused
    }

    let unit: Unit
    /// Where the unit is.
    var state = State.waiting
    /// The epoch to train to.
    var epoch: Int
    /// The training, while it is in memory.
    var training: (any Training)?
    /// The row of the attempt that was begun.
    var attemptID: Int64?
    /// When the attempt was begun.
    var startedAt = Date()
    /// When a worker delivered the unit last.
    var deliveredAt = Date()
    /// The seconds that were spent so far.
    var seconds = 0.0
    /// How the unit was when a worker got it last, for the loop to look at meanwhile.
    var before = (at: ContinuousClock.now, seconds: 0.0, epochs: 0, share: 0.0)
    /// What was measured so far.
    var result = TrainingResult(ending: .finished, epochs: [], steps: 0)
    /// The digest of what was learnt, where a training has come so far.
    var digest: String?
    /// Whether it found too little memory beside others and waits until it is alone.
    var needsRoom = false

    init(unit: Unit, epoch: Int) {
        self.unit = unit
        self.epoch = epoch
    }

    /// The memory that executing the item takes beyond what it has already.
    var bytesWanted: Double { training == nil ? unit.workload.bytes : 0 }

    /// The epochs that need not be trained again, as the training is in memory.
    var epochsInMemory: Int { training == nil ? 0 : result.epochs.count }
}

/// The rows of each split as learners take them: prepared once, shared by all threads.
struct TrainingDataCache: Sendable {
    private struct Key: Hashable {
        let task: TaskName
        let splitDigest: String
        let variant: DataVariant
    }

    private let data: [Key: TrainingData]

    /// Prepares the data of groups.
    init(_ groups: [UnitGroup]) {
        var data: [Key: TrainingData] = [:]
        for group in groups {
            guard let unit = group.units.first else { continue }
            let key = Self.key(unit)
            if data[key] == nil {
                data[key] = TrainingData(group.task, group.split, variant: unit.trainingProtocol.data)
            }
        }
        self.data = data
    }

    /// The data of a unit.
    subscript(unit: Unit) -> TrainingData? { data[Self.key(unit)] }

    private static func key(_ unit: Unit) -> Key {
        Key(task: unit.task, splitDigest: unit.record.split.digest, variant: unit.trainingProtocol.data)
    }
}

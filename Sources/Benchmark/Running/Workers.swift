import Datasets
import Formats
import Foundation
import Networks
import ResultStore

/// Threads that train what the loop hands them, one unit each at a time.
final class Workers: @unchecked Sendable {
    /// What became of an item.
    enum Delivery: Sendable {
        /// It was trained to its epoch, or ended before; the item has what was measured.
        case trained(WorkItem, isTimedOut: Bool)
        /// Its learner gave up.
        case failed(WorkItem, Outcome, reason: String)
        /// There was no room for it in memory.
        case noMemory(WorkItem)

        /// The item.
        var item: WorkItem {
            switch self {
            case .trained(let item, _), .failed(let item, _, _), .noMemory(let item): item
            }
        }
    }

    private let condition = NSCondition()
    /// How often waits were ended.
    private var ticks = 0
    private var handed: [WorkItem] = []
    private var delivered: [Delivery] = []
    private var isClosed = false
    /// Held while a training is begun where memory is limited, so that no other takes what was found.
    private let beginning = NSLock()
    private let data: TrainingDataCache
    private let stop: StopFlag
    private let timeLimit: Double?
    private let checkpoints: Checkpoints?

    /// Makes workers without threads.
    ///
    /// - Parameters:
    ///   - data: the rows that trainings read.
    ///   - stop: ends each training at its next step.
    ///   - timeLimit: the seconds after which a unit is given up; nil for none.
    ///   - checkpoints: where units are saved while they are trained; nil for nowhere.
    init(data: TrainingDataCache, stop: StopFlag, timeLimit: Double?, checkpoints: Checkpoints? = nil) {
        self.data = data
        self.stop = stop
        self.timeLimit = timeLimit
        self.checkpoints = checkpoints
    }

    /// Starts threads.
    func start(_ count: Int) {
        for _ in 0..<count {
            let thread = Thread { self.work() }
            thread.stackSize = 8 << 20
            thread.start()
        }
        Thread.detachNewThread { self.countTicks() }
    }

    /// Hands an item to the next free thread.
    func hand(_ item: WorkItem) {
        condition.withLock {
            handed.append(item)
            condition.broadcast()
        }
    }

    /// Waits until something is delivered or half a second has passed, and takes all that is there.
    func receive() -> [Delivery] {
        condition.withLock {
            let tick = ticks
            while delivered.isEmpty, ticks == tick { condition.wait() }
            defer { delivered.removeAll() }
            return delivered
        }
    }

    /// Ends waits twice a second.
    ///
    /// Not by a deadline: those of Foundation and Dispatch are times of day, which trap or never come where the clock stands
    /// beyond the year 2262.
    private func countTicks() {
        while !condition.withLock({ isClosed }) {
            usleep(500_000)
            condition.withLock {
                ticks &+= 1
                condition.broadcast()
            }
        }
    }

    /// Sends the threads home.
    func close() {
        condition.withLock {
            isClosed = true
            condition.broadcast()
        }
    }

    private func take() -> WorkItem? {
        condition.withLock {
            while handed.isEmpty, !isClosed { condition.wait() }
            return handed.isEmpty ? nil : handed.removeFirst()
        }
    }

    private func work() {
        while let item = take() {
            let delivery = train(item)
            condition.withLock {
                delivered.append(delivery)
                condition.broadcast()
            }
        }
    }

    /// Trains an item to its epoch; the only place where a result comes into being.
    private func train(_ item: WorkItem) -> Delivery {
        let began = ContinuousClock.now
        var spent = item.seconds
        defer {
            item.seconds = spent + (ContinuousClock.now - began).seconds
            item.deliveredAt = Date()
        }
        do {
            item.restored = (0, 0)
            guard let training = try item.training ?? begin(item) else { return .noMemory(item) }
            item.training = training
            // What an earlier process spent counts; of this one's own checkpoint it is counted already.
            item.restored.seconds = max(0, item.restored.seconds - spent)
            spent += item.restored.seconds
            defer { item.printed = training.printed }
            var isTimedOut = false
            var saver = CheckpointSaver(checkpoints, item.unit, training)
            let isTimed = timeLimit != nil || saver != nil
            item.result = try training.advance(toEpoch: item.epoch) {
                if isTimed {
                    let now = ContinuousClock.now
                    let seconds = spent + (now - began).seconds
                    if let timeLimit, seconds > timeLimit { isTimedOut = true }
                    if !isTimedOut, !stop.isRaised { saver?.saveIfDue(now, seconds: seconds) }
                }
                return isTimedOut || stop.isRaised
            }
            if !isTimedOut, stop.isRaised { saver?.saveBeforeEnd(seconds: spent + (.now - began).seconds) }
            item.digest = training.digest
            return .trained(item, isTimedOut: isTimedOut)
        } catch let failure as TrainingFailure {
            return .failed(item, failure.outcome, reason: failure.description)
        } catch {
            return .failed(item, .failed, reason: "\(error)")
        }
    }

    /// Begins the training of an item; nil where there is no room for it.
    private func begin(_ item: WorkItem) throws -> (any Training)? {
        guard let rows = data[item.unit] else { throw RunError.noData(task: item.unit.task.description) }
        func begin() throws -> (any Training)? {
            guard MemoryWatch.hasRoom(for: item.unit.workload.bytes) else { return nil }
            if let restored = restored(item, try item.unit.learner.begin(item.unit.request, data: rows)) {
                return restored
            }
            return try item.unit.learner.begin(item.unit.request, data: rows)
        }
        return MemoryWatch.isLimited ? try beginning.withLock { try begin() } : try begin()
    }

    /// A training that goes on from its checkpoint, or from its beginning where there is none; nil where it must be begun anew.
    private func restored(_ item: WorkItem, _ training: any Training) -> (any Training)? {
        guard let checkpoints, let resumable = training as? any ResumableTraining else { return training }
        switch checkpoints.restore(item.unit, into: resumable) {
        case .nothing: return training
        case .restored(let seconds, let epochs):
            item.restored = (seconds, epochs)
            return training
        case .spoilt: return nil
        }
    }
}

/// What can go wrong in a run beside its store and its data.
public enum RunError: ClassifiedError, Equatable, Sendable, CustomStringConvertible {
    /// A unit's task was not prepared: a fault of the program.
    case noData(task: String)

    /// How the program ends with it.
    public var kind: FailureKind { .internalFault }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .noData(let task): "the rows of \(task) were not prepared; please report this"
        }
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

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
    /// What the last training of a worker went on from: the seconds that other processes spent on it, and its epochs.
    var restored = (seconds: 0.0, epochs: 0)
    /// How the unit was when a worker got it last, for the loop to look at meanwhile.
    var before = (at: ContinuousClock.now, seconds: 0.0, epochs: 0, share: 0.0)
    /// What was measured so far.
    var result = TrainingResult(ending: .finished, epochs: [], steps: 0)
    /// The digest of what was learnt, where a training has come so far.
    var digest: String?
    /// What an external program printed.
    var printed = PrintedText()
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
            guard let unit = group.units.first, let rows = group.rows else { continue }
            let key = Self.key(unit)
            if data[key] == nil {
                data[key] = TrainingData(rows.task, rows.split, variant: unit.trainingProtocol.data)
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

import Foundation
import Networks
import ResultStore

/// The loop of a run: it hears from workers, asks the search what follows, hands out work, and writes.
///
/// All that is decided and all that is written, attempts begun and attempts ended, happens here, on one thread.
final class RunLoop {
    private let recorder: any AttemptRecorder
    private let environment: EnvironmentRecord
    private let options: RunOptions
    private let stop: StopFlag
    private let report: (RunProgress) -> Void
    private let units: [String: Unit]
    private let groups: [UnitGroup]
    private var threads = 0
    private let began = ContinuousClock.now
    private(set) var policy: any SearchPolicy
    private(set) var ledger: Ledger

    /// The units on their way.
    private var items: [String: WorkItem] = [:]
    /// Those that wait, the next one last.
    private var line: [WorkItem] = []
    /// Those that are with workers.
    private var executing = 0
    /// The memory of the networks that are in memory.
    private var bytesInUse = 0.0
    /// Attempts that have ended and are not written yet.
    private var unwritten: [(item: WorkItem, outcome: Outcome, message: String?)] = []
    private var estimate: (seconds: Double?, at: ContinuousClock.Instant)?

    /// Makes a loop.
    ///
    /// - Parameters:
    ///   - recorder: where attempts are written.
    ///   - environment: what is recorded with each.
    ///   - options: threads and limits.
    ///   - stop: ends the run at the next step of each unit.
    ///   - groups: what may be trained.
    ///   - policy: what decides what is trained.
    ///   - ledger: the account, with what was finished before.
    ///   - report: told how far the run is.
    init(
        recorder: any AttemptRecorder, environment: EnvironmentRecord, options: RunOptions, stop: StopFlag,
        groups: [UnitGroup], policy: any SearchPolicy, ledger: Ledger, report: @escaping (RunProgress) -> Void
    ) {
        self.recorder = recorder
        self.environment = environment
        self.options = options
        self.stop = stop
        self.report = report
        self.policy = policy
        self.ledger = ledger
        self.groups = groups
        units = Dictionary(
            groups.flatMap(\.units).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Trains until nothing is left to do or the run is asked to stop.
    ///
    /// - Throws: the error of the first write that failed; after it nothing more is written, but the workers
    ///   are waited for.
    func run() throws {
        apply(policy.handle(.began))
        threads = min(options.threads, line.count)
        guard threads > 0 else { return }
        let workers = Workers(
            data: TrainingDataCache(groups), stop: stop, timeLimit: options.timeLimit, checkpoints: options.checkpoints)
        workers.start(threads)
        defer { workers.close() }
        do {
            try trainAll(workers)
            // Only a run that was stopped leaves units on their way.
            for item in items.values.sorted(by: { $0.unit.id < $1.unit.id }) where item.attemptID != nil {
                end(item, as: .interrupted, message: "asked to stop after \(item.result.epochs.count) epochs")
            }
            try write()
        } catch {
            stop.raise()
            while executing > 0 { executing -= workers.receive().count }
            throw error
        }
        ledger.wasInterrupted = stop.isRaised
    }

    private func trainAll(_ workers: Workers) throws {
        while true {
            checkBudget()
            if stop.isRaised { line.removeAll() } else { try handOut(to: workers) }
            // Written while the workers are busy with what they were just given.
            try write()
            if executing == 0 { return }
            for delivery in workers.receive() { take(delivery) }
        }
    }

    // MARK: - What was delivered

    private func take(_ delivery: Workers.Delivery) {
        executing -= 1
        let item = delivery.item
        switch delivery {
        case .noMemory: takeWithoutMemory(item)
        case .failed(_, let outcome, let reason): settle(item, as: outcome, message: reason)
        case .trained(_, let isTimedOut):
            // What came from a checkpoint was trained by another process.
            let restoredShare = Double(item.restored.epochs) / Double(max(1, item.unit.lastEpoch))
            let planned = training(item, share: max(0, item.before.share - restoredShare))
            let ended = item.result.epochs.count
            ledger.train(
                .init(
                    planned, seconds: item.seconds - item.before.seconds - item.restored.seconds,
                    isWhole: item.result.ending == .finished))
            switch item.result.ending {
            case .stopped where !isTimedOut:
                // What is interrupted by its own run is no event for the search: the next run goes on.
                end(item, as: .interrupted, message: "asked to stop in epoch \(ended + 1)")
            case .stopped:
                settle(
                    item, as: .timedOut,
                    message: "took longer than \(options.timeLimit ?? 0) s; \(ended) epochs were done")
            case .diverged(let epoch, let step):
                settle(item, as: .diverged, message: "the loss was not finite in epoch \(epoch), step \(step)")
            case .finished where ended >= item.unit.lastEpoch:
                settle(item, as: .succeeded, message: nil)
            case .finished: pause(item)
            }
        }
    }

    /// A unit that found no room waits until it is alone; one that is alone cannot be trained here.
    private func takeWithoutMemory(_ item: WorkItem) {
        release(item)
        item.state = .waiting
        if executing > 0 || items.values.contains(where: { $0.training != nil }) {
            item.needsRoom = true
            line.append(item)
            return
        }
        let megabytes = Int((item.unit.workload.bytes / 1e6).rounded(.up))
        settle(
            item, as: .outOfMemory,
            message: "its training takes about \(megabytes) MB, more than this process may have or this machine has")
    }

    private func settle(_ item: WorkItem, as outcome: Outcome, message: String?) {
        let epochs = item.result.epochs.map(EpochRecord.init)
        end(item, as: outcome, message: message)
        apply(policy.handle(.ended(unit: item.unit.id, epochs: epochs, succeeded: outcome == .succeeded)))
    }

    private func pause(_ item: WorkItem) {
        item.state = .paused
        apply(policy.handle(.paused(unit: item.unit.id, epochs: item.result.epochs.map(EpochRecord.init))))
        // Where networks in memory leave little room, a paused one goes: its unit is begun anew, with the same bits.
        if item.state == .paused, items[item.unit.id] != nil, bytesInUse > options.memoryLimit / 2 { release(item) }
    }

    // MARK: - What is to do

    private func apply(_ actions: [SearchAction]) {
        var next: [WorkItem] = []
        var isLineShorter = false
        for action in actions {
            switch action {
            case .train(let id, let epoch):
                // One that was held too late is with a worker, and asks for more by itself.
                guard let unit = units[id], items[id]?.state != .training else { continue }
                let item = items[id] ?? WorkItem(unit: unit, epoch: epoch)
                if items.updateValue(item, forKey: id) == nil { ledger.planned += 1 }
                item.epoch = epoch
                item.state = .waiting
                next.append(item)
            case .hold(let id):
                guard let item = items[id], item.state == .waiting else { continue }
                item.state = .paused
                isLineShorter = true
            case .leaveOut(let id):
                // What is with a worker is heard of again, at its next pause.
                guard let item = items[id], item.state != .training else { continue }
                isLineShorter = isLineShorter || item.state == .waiting
                item.state = .paused
                ledger.leftOut += 1
                options.checkpoints?.remove(id)
                guard item.attemptID != nil else {
                    items[id] = nil
                    continue
                }
                end(
                    item, as: .interrupted,
                    message: AttemptRecord.leftOutWords + "\(policy.name) after \(item.result.epochs.count) epochs")
            }
        }
        if isLineShorter { line.removeAll { $0.state != .waiting } }
        line += next.reversed()
    }

    /// Hands out what fits, as long as a worker is free.
    private func handOut(to workers: Workers) throws {
        var chosen: [WorkItem] = []
        while executing + chosen.count < threads {
            let isAlone = executing == 0 && chosen.isEmpty
            guard
                let index = line.lastIndex(where: { item in
                    isAlone || (!item.needsRoom && bytesInUse + item.bytesWanted <= options.memoryLimit)
                })
            else { break }
            let item = line.remove(at: index)
            if item.needsRoom {
                for other in items.values where other.training != nil && other !== item { release(other) }
            }
            bytesInUse += item.bytesWanted
            item.before = (.now, item.seconds, item.epochsInMemory, share(of: item, toEpoch: Double(item.epoch)))
            item.state = .training
            chosen.append(item)
            if item.needsRoom { break }
        }
        let new = chosen.filter { $0.attemptID == nil }
        if !new.isEmpty {
            let now = Date()
            let ids = try recorder.begin(new.map(\.unit.id), environment: environment, startedAt: now)
            for (item, id) in zip(new, ids) { (item.attemptID, item.startedAt) = (id, now) }
        }
        for item in chosen {
            executing += 1
            workers.hand(item)
        }
    }

    /// Takes a network out of memory.
    private func release(_ item: WorkItem) {
        if item.training != nil || item.state == .training {
            bytesInUse = max(0, bytesInUse - item.unit.workload.bytes)
        }
        item.training = nil
    }

    private func checkBudget() {
        guard let budget = options.budget, (ContinuousClock.now - began).seconds > budget, !stop.isRaised else {
            return
        }
        ledger.isBudgetSpent = true
        stop.raise()
    }

    // MARK: - What is written

    /// Ends an attempt: it is no longer on its way, and will be written.
    private func end(_ item: WorkItem, as outcome: Outcome, message: String?) {
        release(item)
        items[item.unit.id] = nil
        unwritten.append((item, outcome, message))
    }

    private func write() throws {
        let ended = unwritten
        unwritten = []
        for (item, outcome, message) in ended {
            try write(item, as: outcome, message: message)
            report(ledger.progress(seconds: (ContinuousClock.now - began).seconds, secondsLeft: secondsLeft()))
        }
    }

    private func write(_ item: WorkItem, as outcome: Outcome, message: String?) throws {
        guard let attemptID = item.attemptID else { return }
        let attempt = AttemptRecord(
            unitHash: item.unit.id, environment: environment, outcome: outcome, message: message,
            startedAt: item.startedAt, finishedAt: item.deliveredAt, seconds: item.seconds,
            epochsCompleted: item.result.epochs.count, steps: item.result.steps, weightsDigest: item.digest,
            standardOutput: item.printed.output, standardError: item.printed.error,
            epochs: item.result.epochs.map(EpochRecord.init),
            metrics: item.result.metrics(item.unit.trainingProtocol.selection))
        if options.isRerun, Outcome.finished.contains(outcome) {
            let earlier = try recorder.attempts(ofUnit: item.unit.id).filter { Outcome.finished.contains($0.outcome) }
            if !earlier.isEmpty, !item.unit.learner.isReproducible {
                ledger.incomparable += 1
            } else if !earlier.isEmpty {
                let digest = attempt.resultDigest
                ledger.compare(item.unit.id, isEqual: earlier.allSatisfy { $0.resultDigest == digest })
            }
        }
        try recorder.finish(attemptID, as: attempt)
        guard outcome != .interrupted else { return }
        options.checkpoints?.remove(item.unit.id)
        ledger.end(as: outcome)
    }

    // MARK: - How long it takes

    /// The predicted seconds that are left, computed twice a second at most.
    private func secondsLeft() -> Double? {
        let now = ContinuousClock.now
        if let estimate, (now - estimate.at).seconds < 0.5, !items.isEmpty {
            return estimate.seconds.map { max(0, $0 - (now - estimate.at).seconds) }
        }
        var open: [TimeEstimator.Training] = []
        var busy = ledger.trainedSeconds
        for item in items.values {
            let further = share(of: item, toEpoch: policy.expectedEpoch(of: item.unit.id))
            guard item.state == .training else {
                open.append(training(item, share: further))
                continue
            }
            let spent = (now - item.before.at).seconds
            busy += spent
            var running = training(item, share: max(item.before.share, further))
            running.spent = max(1e-9, spent)
            open.append(running)
        }
        let seconds = TimeEstimator(ledger.trainings, open: open).secondsLeft(
            open, busyCores: busy / max(1e-9, (now - began).seconds))
        estimate = (items.isEmpty ? 0 : seconds, now)
        return estimate?.seconds
    }

    private func training(_ item: WorkItem, share: Double) -> TimeEstimator.Training {
        TimeEstimator.Training(method: item.unit.methodName, effort: item.unit.workload.effort, share: share)
    }

    /// The share of a unit's epochs that are still to be trained to come to an epoch.
    private func share(of item: WorkItem, toEpoch epoch: Double) -> Double {
        // What a worker has is looked at as it was handed over.
        let done = item.state == .training ? item.before.epochs : item.epochsInMemory
        return max(0, epoch - Double(done)) / Double(max(1, item.unit.lastEpoch))
    }
}

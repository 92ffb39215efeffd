import Foundation
import Networks
import ResultStore

/// One run's workers, and the writer that records what they deliver.
final class Execution {
    private let store: ResultStore
    private let environment: EnvironmentRecord
    private let options: RunOptions
    private let stop: StopFlag
    private let report: (RunProgress) -> Void
    private let data: TrainingDataCache
    private let queue: WorkQueue
    private let began = ContinuousClock.now
    /// The items that were handed out or wait to be.
    private var outstanding = 0
    private var progress = RunProgress(done: 0, total: 0, diverged: 0, seconds: 0, workShare: 0)
    private var workDone = 0.0
    private var work = 0.0

    init(
        store: ResultStore, environment: EnvironmentRecord, options: RunOptions, stop: StopFlag,
        report: @escaping (RunProgress) -> Void, data: TrainingDataCache
    ) {
        self.store = store
        self.environment = environment
        self.options = options
        self.stop = stop
        self.report = report
        self.data = data
        queue = WorkQueue(memoryLimit: options.memoryLimit)
    }

    /// Executes items and what follows from them.
    ///
    /// - Throws: `ResultStoreError` of the first write that failed; after it nothing more is recorded, but the
    ///   workers are waited for.
    func run(_ items: [WorkItem], of driver: any SearchDriver, into summary: inout RunSummary) throws {
        add(items)
        progress.total = items.count
        startWorkers(min(options.threads, items.count))
        var failure: (any Error)?
        while outstanding > 0 {
            checkBudget(&summary)
            if stop.isRaised || failure != nil {
                queue.close()
                // Those that no worker will take any more.
                outstanding -= queue.abandonWaiting()
                if outstanding == 0 { break }
            }
            guard let delivery = queue.receive(seconds: 0.5) else { continue }
            guard failure == nil else {
                outstanding -= 1
                continue
            }
            do {
                switch delivery {
                case .outcome(let item, let outcome): try take(item, outcome, driver, into: &summary)
                case .failure(let error): throw error
                }
            } catch {
                failure = error
                stop.raise()
            }
            outstanding -= 1
            reportProgress()
        }
        queue.close()
        if let failure { throw failure }
        // Only a run that was stopped leaves items without a decision.
        for item in driver.held {
            try finish(item, as: .interrupted, message: "asked to stop after \(item.epoch) epochs", into: &summary)
        }
        summary.wasInterrupted = stop.isRaised
    }

    private func add(_ items: [WorkItem]) {
        outstanding += items.count
        work += items.reduce(0) { $0 + Self.work($1) }
        queue.add(items)
    }

    private func take(
        _ item: WorkItem, _ outcome: UnitOutcome, _ driver: any SearchDriver, into summary: inout RunSummary
    ) throws {
        item.outcome = outcome
        workDone += Self.work(item)
        let isLast = outcome.result.epochs.count >= item.unit.trainingProtocol.epochs
        switch outcome.result.ending {
        case .stopped where !outcome.isTimedOut:
            try finish(
                item, as: .interrupted, message: "asked to stop in epoch \(outcome.result.epochs.count + 1)",
                into: &summary)
            item.outcome = nil
            return
        case .stopped:
            try finish(
                item, as: .timedOut,
                message:
                    "took longer than \(options.timeLimit ?? 0) s; \(outcome.result.epochs.count) epochs were done",
                into: &summary)
        case .diverged(let epoch, let step):
            try finish(
                item, as: .diverged, message: "the loss was not finite in epoch \(epoch), step \(step)",
                into: &summary)
        case .finished where isLast:
            try finish(item, as: .succeeded, message: nil, into: &summary)
        case .finished: break
        }
        let hasEnded = isLast || outcome.result.ending != .finished
        let decision = driver.arrived(item, outcome, hasEnded: hasEnded)
        for left in decision.leftOut {
            try finish(
                left, as: .interrupted, message: "left out by successive halving after \(left.epoch) epochs",
                into: &summary)
            summary.leftOut += 1
        }
        progress.total += decision.next.count { $0.attemptID == nil }
        add(decision.next)
        if decision.isHeld, queue.isFull { queue.release(item) }
    }

    /// Records how an attempt ended and gives its memory back.
    private func finish(
        _ item: WorkItem, as ending: Outcome, message: String?, into summary: inout RunSummary
    ) throws {
        defer { if item.run != nil { queue.release(item) } }
        guard let outcome = item.outcome, let attemptID = item.attemptID else { return }
        let attempt = AttemptRecord(
            unitHash: item.unit.id, environment: environment, outcome: ending, message: message,
            startedAt: outcome.startedAt, finishedAt: outcome.finishedAt, seconds: item.seconds,
            epochsCompleted: outcome.result.epochs.count, steps: outcome.result.steps,
            weightsDigest: outcome.weightsDigest, epochs: outcome.result.epochs.map(EpochRecord.init),
            metrics: outcome.result.metrics(item.unit.trainingProtocol.selection))
        if options.isRerun, Outcome.finished.contains(ending) {
            let earlier = try store.attempts(ofUnit: item.unit.id).filter { Outcome.finished.contains($0.outcome) }
            if earlier.contains(where: { $0.resultDigest != attempt.resultDigest }) {
                summary.differing.append(item.unit.id)
            }
            if !earlier.isEmpty { summary.compared += 1 }
        }
        try store.finish(attemptID, as: attempt)
        item.attemptID = nil
        if ending == .interrupted { return }
        summary.changed.insert(item.unit.id)
        summary.executed += 1
        progress.done += 1
        if ending == .diverged {
            summary.diverged += 1
            progress.diverged += 1
        }
        if ending == .timedOut { summary.timedOut += 1 }
    }

    private func startWorkers(_ count: Int) {
        let worker = Worker(
            store: store, environment: environment, data: data, queue: queue, stop: stop,
            timeLimit: options.timeLimit)
        for _ in 0..<count {
            let thread = Thread { worker.work() }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    private func checkBudget(_ summary: inout RunSummary) {
        guard let budget = options.budget, (ContinuousClock.now - began).seconds > budget, !stop.isRaised else {
            return
        }
        summary.isBudgetSpent = true
        stop.raise()
    }

    private func reportProgress() {
        progress.seconds = (ContinuousClock.now - began).seconds
        progress.workShare = work > 0 ? workDone / work : 0
        report(progress)
    }

    /// The predicted work of what an item has to do now.
    private static func work(_ item: WorkItem) -> Double {
        let done = Double(item.run == nil ? 0 : item.outcome?.result.epochs.count ?? 0)
        return item.unit.workload.operations * max(0, Double(item.epoch) - done)
            / Double(max(1, item.unit.trainingProtocol.epochs))
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

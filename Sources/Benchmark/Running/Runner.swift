import Datasets
import Foundation
import Networks
import ResultStore

/// Executes the units of a study that are not finished and records each in one transaction.
///
/// One unit a thread, the longest first; one writer. What a unit computes depends on the unit alone, so neither
/// the order nor the number of threads changes a result.
public struct Runner {
    private let store: ResultStore
    private let environment: EnvironmentRecord
    private let threads: Int
    private let stop: StopFlag
    private let report: (RunProgress) -> Void

    /// Makes a runner.
    ///
    /// - Parameters:
    ///   - store: where results go, open for writing.
    ///   - environment: what is recorded with each attempt.
    ///   - threads: the units that are executed at the same time, at least 1.
    ///   - stop: ends the run at the next step of each unit.
    ///   - report: told how far the run is, on the calling thread.
    public init(
        store: ResultStore, environment: EnvironmentRecord, threads: Int, stop: StopFlag,
        report: @escaping (RunProgress) -> Void = { _ in }
    ) {
        self.store = store
        self.environment = environment
        self.threads = max(1, threads)
        self.stop = stop
        self.report = report
    }

    /// Runs a study: trains what is missing, then selects where something is new.
    ///
    /// - Throws: `ResultStoreError` where the store cannot be written; what was recorded stays.
    public func run(_ study: Study) throws -> RunSummary {
        let groups = try study.groups()
        let units = groups.flatMap(\.units)
        try store.register(units.map(\.record))
        let finished = try store.completedUnits(units.map(\.id))
        let missing = units.filter { !finished.contains($0.id) }
            .sorted { ($1.cost, $0.id) < ($0.cost, $1.id) }
        var summary = RunSummary(
            finishedBefore: units.count - missing.count, executed: 0, diverged: 0, wasInterrupted: false,
            selections: 0)
        if !missing.isEmpty { try execute(missing, of: groups, into: &summary) }
        let selector = Selector(store: store, grid: study.grid.name)
        summary.selections = try selector.select(groups, changed: Set(missing.map(\.id)))
        return summary
    }

    private func execute(
        _ missing: [Unit], of groups: [UnitGroup], into summary: inout RunSummary
    ) throws(ResultStoreError) {
        var data: [DataKey: TrainingData] = [:]
        for group in groups {
            let key = DataKey(task: group.task.name, splitIndex: group.split.index)
            if data[key] == nil {
                data[key] = TrainingData(
                    group.task, group.split, variant: group.units.first?.trainingProtocol.data ?? .paper)
            }
        }
        let queue = UnitQueue(missing)
        let shared = data
        let stop = stop
        let workers = min(threads, missing.count)
        for _ in 0..<workers {
            let thread = Thread {
                while !stop.isRaised, let unit = queue.next() {
                    guard let rows = shared[DataKey(task: unit.task, splitIndex: unit.splitIndex)] else { continue }
                    queue.deliver(Runner.execute(unit, rows, stop: stop))
                }
                queue.deliver(nil)
            }
            thread.stackSize = 8 << 20
            thread.start()
        }
        let began = ContinuousClock.now
        let work = missing.reduce(0) { $0 + $1.cost }
        var workDone = 0.0
        var running = workers
        var failure: ResultStoreError?
        while running > 0 {
            guard let outcome = queue.receive() else {
                running -= 1
                continue
            }
            // After a failed write nothing more is recorded, but the workers are waited for.
            guard failure == nil else { continue }
            do {
                try store.record(attempt(outcome))
            } catch {
                failure = error
                stop.raise()
                continue
            }
            if outcome.result.ending == .stopped { continue }
            summary.executed += 1
            if case .diverged = outcome.result.ending { summary.diverged += 1 }
            workDone += outcome.unit.cost
            report(
                RunProgress(
                    done: summary.executed, total: missing.count, diverged: summary.diverged,
                    seconds: (ContinuousClock.now - began).seconds, workShare: workDone / work))
        }
        if let failure { throw failure }
        summary.wasInterrupted = summary.executed < missing.count
    }

    /// Trains a unit; the only place where a result comes into being.
    static func execute(_ unit: Unit, _ data: TrainingData, stop: StopFlag) -> UnitOutcome {
        let startedAt = Date()
        let began = ContinuousClock.now
        let run = TrainingRun(plan: unit.trainingPlan, data: data)
        let result = run.run { stop.isRaised }
        return UnitOutcome(
            unit: unit, result: result, weightsDigest: weightsDigest(of: run.network), startedAt: startedAt,
            finishedAt: Date(), seconds: (ContinuousClock.now - began).seconds)
    }

    private func attempt(_ outcome: UnitOutcome) -> AttemptRecord {
        let result = outcome.result
        let (ending, message): (Outcome, String?) =
            switch result.ending {
            case .finished: (.succeeded, nil)
            case .diverged(let epoch, let step):
                (.diverged, "the loss was not finite in epoch \(epoch), step \(step)")
            case .stopped: (.interrupted, "asked to stop in epoch \(result.epochs.count + 1)")
            }
        return AttemptRecord(
            unitHash: outcome.unit.id, environment: environment, outcome: ending, message: message,
            startedAt: outcome.startedAt, finishedAt: outcome.finishedAt, seconds: outcome.seconds,
            epochsCompleted: result.epochs.count, steps: result.steps, weightsDigest: outcome.weightsDigest,
            epochs: result.epochs.map(EpochRecord.init),
            metrics: result.metrics(outcome.unit.trainingProtocol.selection))
    }

    private struct DataKey: Hashable {
        let task: TaskName
        let splitIndex: Int
    }
}

extension Duration {
    /// The duration in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}

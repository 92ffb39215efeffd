import Foundation
import Networks
import ResultStore

/// Executes items of a queue until it is closed.
struct Worker: Sendable {
    let store: ResultStore
    let environment: EnvironmentRecord
    let data: TrainingDataCache
    let queue: WorkQueue
    let stop: StopFlag
    let timeLimit: Double?

    /// Works on the calling thread.
    func work() {
        while !stop.isRaised, let item = queue.next() {
            do {
                queue.deliver(.outcome(item, try execute(item)))
            } catch {
                queue.deliver(.failure(error))
            }
        }
    }

    /// Trains an item to its epoch; the only place where a result comes into being.
    private func execute(_ item: WorkItem) throws -> UnitOutcome {
        let startedAt = item.outcome?.startedAt ?? Date()
        if item.attemptID == nil {
            item.attemptID = try store.begin([item.unit.id], environment: environment, startedAt: startedAt).first
        }
        guard let rows = data[item.unit] else { throw RunError.noData(task: item.unit.task.description) }
        let began = ContinuousClock.now
        let spent = item.seconds
        let run = item.run ?? TrainingRun(plan: item.unit.trainingPlan, data: rows)
        item.run = run
        var isTimedOut = false
        let result = run.advance(toEpoch: item.epoch) {
            if let timeLimit, spent + (ContinuousClock.now - began).seconds > timeLimit { isTimedOut = true }
            return isTimedOut || stop.isRaised
        }
        item.seconds = spent + (ContinuousClock.now - began).seconds
        return UnitOutcome(
            result: result, isTimedOut: isTimedOut, weightsDigest: weightsDigest(of: run.network),
            startedAt: startedAt, finishedAt: Date())
    }
}

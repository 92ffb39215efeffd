import Kernels

/// One training: a network, its data and the loop over epochs and batches.
///
/// The result depends on the plan and the data only, on no clock, thread or machine.
public final class TrainingRun {
    /// The network; trained once `run` has returned.
    public let network: Network
    private let plan: TrainingPlan
    private let data: TrainingData
    private let batch: BatchBuffer
    private let batches: EpochBatches
    private var result = TrainingResult(ending: .finished, epochs: [], steps: 0)
    /// The losses of the steps of the epoch that goes on.
    private var lossSum = 0.0

    /// Allocates everything that the run needs and draws the initial parameters.
    ///
    /// - Parameters:
    ///   - plan: what is trained and how.
    ///   - data: at least one training row.
    public init(plan: TrainingPlan, data: TrainingData) {
        self.plan = plan
        self.data = data
        batches = plan.batches(rows: data.training.count)
        network = Network(
            Blueprint(plan.method, plan.hyperparameters, shape: data.shape), batchSize: batches.capacity,
            optimizer: plan.optimizer)
        network.initialize(key: plan.key)
        batch = BatchBuffer(data: data, batchSize: batches.capacity)
        result.epochs.reserveCapacity(max(0, min(plan.epochs, 10_000)))
    }

    /// Trains to the last epoch of the plan.
    ///
    /// - Parameter shouldStop: asked before each step; true ends the run after what is done.
    /// - Returns: the epochs that were completed.
    public func run(shouldStop: () -> Bool = { false }) -> TrainingResult {
        advance(toEpoch: plan.epochs, shouldStop: shouldStop)
    }

    /// Trains on, from where the run is, to some epoch: the same bits as without a pause.
    ///
    /// - Parameters:
    ///   - epoch: the last epoch to train; those beyond the plan's are not.
    ///   - shouldStop: asked before each step; true ends the run for good.
    /// - Returns: all epochs that were completed so far; `finished` means that the epoch was reached.
    public func advance(toEpoch epoch: Int, shouldStop: () -> Bool = { false }) -> TrainingResult {
        while result.ending == .finished, result.epochs.count < min(epoch, plan.epochs) {
            trainEpoch(result.epochs.count + 1, shouldStop: shouldStop)
        }
        return result
    }

    private func trainEpoch(_ epoch: Int, shouldStop: () -> Bool) {
        let order = RandomStream(key: plan.key, purpose: .rowOrder, step: epoch)
            .permutation(count: data.training.count).map { data.training[$0] }
        // A run that was resumed has steps of this epoch already.
        for index in stepsOfEpoch..<batches.count {
            if shouldStop() {
                result.ending = .stopped
                return
            }
            let loss = step(
                order[batches.rows(of: index)], number: result.steps, rateShare: batches.rateShare(of: index))
            guard loss.isFinite else {
                result.ending = .diverged(epoch: epoch, step: result.steps)
                return
            }
            lossSum += loss
            result.steps += 1
        }
        result.epochs.append(
            EpochResult(
                epoch: epoch, trainingLoss: lossSum / Double(max(1, batches.trainedRows)),
                validation: measure(data.validation), test: measure(data.test)))
        lossSum = 0
    }

    /// The steps of the epoch that goes on.
    private var stepsOfEpoch: Int { result.steps - result.epochs.count * batches.count }

    /// Where the run stands; may be asked before each step, by what `shouldStop` calls.
    public var progress: TrainingProgress {
        TrainingProgress(epochs: result.epochs, steps: result.steps, lossSum: lossSum)
    }

    /// Goes on from where another run of the same plan and data stood, once its network's `state` has been set: with the
    /// same bits from there on.
    ///
    /// - Returns: false where no run of this plan can stand there; nothing is changed then.
    public func resume(at progress: TrainingProgress) -> Bool {
        let (full, overflow) = progress.epochs.count.multipliedReportingOverflow(by: batches.count)
        guard !overflow, progress.epochs.count <= plan.epochs,
            progress.epochs.map(\.epoch).elementsEqual(1..<(progress.epochs.count + 1)),
            progress.steps >= full,
            // All steps of an epoch are never taken without its measures.
            progress.steps == full || (progress.steps - full < batches.count && progress.epochs.count < plan.epochs)
        else { return false }
        result = TrainingResult(ending: .finished, epochs: progress.epochs, steps: progress.steps)
        lossSum = progress.lossSum
        network.resume(afterSteps: progress.steps)
        return true
    }

    private func step(_ rows: ArraySlice<Int>, number: Int, rateShare: Double) -> Double {
        batch.load(rows)
        let steps = batches.count.multipliedClamping(by: plan.epochs)
        // The sum of losses makes a step in proportion to its rows already.
        let share = plan.lossReduction == .sum ? 1 : rateShare
        let factor = plan.optimizer.schedule.factor(step: number, of: steps) * share
        return network.step(
            batch.features, targets: batch.targets, dropout: .random(key: plan.key, step: number),
            learningRate: plan.hyperparameters.learningRate * factor, l2Penalty: plan.hyperparameters.l2Penalty,
            // The gradient of the sum is that of the mean times the rows.
            lossScale: plan.lossReduction == .sum ? Double(rows.count) : 1
        ).sum
    }

    /// Loss, accuracy and areas under the ROC curve on some rows, in inference mode.
    private func measure(_ rows: [Int]) -> EpochResult.Measure {
        var scorer = Scorer(targets: data.targets, rows: rows.count, curves: plan.curves)
        var first = 0
        while first < rows.count {
            let slice = rows[first..<min(first + batches.batchSize, rows.count)]
            batch.load(slice)
            scorer.add(network.infer(batch.features), batch.targets, rows: slice)
            first += slice.count
        }
        return scorer.measure
    }
}

extension Int {
    /// The product of two numbers from 0; the largest number where it is larger.
    func multipliedClamping(by other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}

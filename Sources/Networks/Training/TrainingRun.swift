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
    /// The rows of a step, at least one: a step of none would never end.
    private let batchSize: Int
    private var result = TrainingResult(ending: .finished, epochs: [], steps: 0)

    /// Allocates everything that the run needs and draws the initial parameters.
    ///
    /// - Parameters:
    ///   - plan: what is trained and how.
    ///   - data: at least one training row.
    public init(plan: TrainingPlan, data: TrainingData) {
        self.plan = plan
        self.data = data
        batchSize = max(1, plan.batchSize)
        network = Network(
            Blueprint(plan.method, plan.hyperparameters, shape: data.shape), batchSize: batchSize,
            optimizer: plan.optimizer)
        network.initialize(key: plan.key)
        batch = BatchBuffer(data: data, batchSize: batchSize)
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
        var lossSum = 0.0
        var first = 0
        while first < order.count {
            if shouldStop() {
                result.ending = .stopped
                return
            }
            let rows = order[first..<min(first + batchSize, order.count)]
            let loss = step(rows, number: result.steps)
            guard loss.isFinite else {
                result.ending = .diverged(epoch: epoch, step: result.steps)
                return
            }
            lossSum += loss
            result.steps += 1
            first += rows.count
        }
        result.epochs.append(
            EpochResult(
                epoch: epoch, trainingLoss: lossSum / Double(max(1, order.count)),
                validation: measure(data.validation), test: measure(data.test)))
    }

    private func step(_ rows: ArraySlice<Int>, number: Int) -> Double {
        batch.load(rows)
        let rest = data.training.count % batchSize
        let stepsAnEpoch = data.training.count / batchSize + (rest > 0 ? 1 : 0)
        let factor = plan.optimizer.schedule.factor(step: number, of: stepsAnEpoch.multipliedClamping(by: plan.epochs))
        return network.step(
            batch.features, targets: batch.targets, dropout: .random(key: plan.key, step: number),
            learningRate: plan.hyperparameters.learningRate * factor, l2Penalty: plan.hyperparameters.l2Penalty,
            // The gradient of the sum is that of the mean times the rows.
            lossScale: plan.lossReduction == .sum ? Double(rows.count) : 1
        ).sum
    }

    /// Loss, accuracy and areas under the ROC curve on some rows, in inference mode.
    private func measure(_ rows: [Int]) -> EpochResult.Measure {
        var scorer = Scorer(targets: data.targets, rows: rows.count)
        var first = 0
        while first < rows.count {
            let slice = rows[first..<min(first + batchSize, rows.count)]
            batch.load(slice)
            scorer.add(network.infer(batch.features), batch.targets, rows: slice)
            first += slice.count
        }
        return scorer.measure
    }
}

extension Int {
    /// The product of two numbers from 0; the largest number where it is larger.
    fileprivate func multipliedClamping(by other: Int) -> Int {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? .max : product
    }
}

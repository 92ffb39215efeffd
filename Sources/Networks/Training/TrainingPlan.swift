import Kernels

/// Everything that determines a training run, beside the data.
public struct TrainingPlan: Sendable, Hashable {
    /// The kind of network.
    public var method: MethodDefinition
    /// Its hyperparameters.
    public var hyperparameters: Hyperparameters
    /// How often all training rows are gone through.
    public var epochs: Int
    /// The rows of a step.
    public var batchSize: Int
    /// What becomes of the rows that fill no batch at the end of an epoch.
    public var lastBatch: LastBatch
    /// What a step descends.
    public var lossReduction: LossReduction
    /// How a step descends.
    public var optimizer: Optimizer
    /// What is measured after each epoch beside loss, counts and areas; no weight depends on it.
    public var curves: MeasuredCurves
    /// The key of all random numbers of the run.
    public var key: RandomKey

    /// Makes a plan.
    public init(
        method: MethodDefinition, hyperparameters: Hyperparameters, epochs: Int, batchSize: Int,
        lastBatch: LastBatch = .kept, lossReduction: LossReduction = .mean, optimizer: Optimizer = .sgd,
        curves: MeasuredCurves = .standard, key: RandomKey
    ) {
        self.method = method
        self.hyperparameters = hyperparameters
        self.epochs = epochs
        self.batchSize = batchSize
        self.lastBatch = lastBatch
        self.lossReduction = lossReduction
        self.optimizer = optimizer
        self.curves = curves
        self.key = key
    }

    /// How an epoch of some training rows is cut into batches.
    public func batches(rows: Int) -> EpochBatches {
        EpochBatches(rows: rows, batchSize: batchSize, lastBatch: lastBatch)
    }
}

/// How the losses of a batch's rows become the one that a step descends.
public enum LossReduction: String, Sendable, CaseIterable, Codable {
    /// Their mean: the step does not depend on the size of the batch.
    case mean
    /// Their sum: the step grows with the batch.
    case sum
}

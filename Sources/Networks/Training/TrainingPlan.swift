import Kernels

/// Everything that determines a training run, beside the data.
public struct TrainingPlan: Sendable, Hashable {
    /// The kind of network.
    public var method: MethodDefinition
    /// Its hyperparameters.
    public var hyperparameters: Hyperparameters
    /// How often all training rows are gone through.
    public var epochs: Int
    /// The rows of a step; the last step of an epoch takes what is left.
    public var batchSize: Int
    /// What a step descends.
    public var lossReduction: LossReduction
    /// How a step descends.
    public var optimizer: Optimizer
    /// The key of all random numbers of the run.
    public var key: RandomKey

    /// Makes a plan.
    public init(
        method: MethodDefinition, hyperparameters: Hyperparameters, epochs: Int, batchSize: Int,
        lossReduction: LossReduction = .mean, optimizer: Optimizer = .sgd, key: RandomKey
    ) {
        self.method = method
        self.hyperparameters = hyperparameters
        self.epochs = epochs
        self.batchSize = batchSize
        self.lossReduction = lossReduction
        self.optimizer = optimizer
        self.key = key
    }
}

/// How the losses of a batch's rows become the one that a step descends.
public enum LossReduction: String, Sendable, CaseIterable, Codable {
    /// Their mean: the step does not depend on the size of the batch.
    case mean
    /// Their sum: the step grows with the batch.
    case sum
}

import Datasets
import Kernels
import Networks
import ResultStore

/// One training to be done: a task's split, a protocol, a configuration and a seed.
public struct Unit: Sendable {
    /// The task.
    public let task: TaskName
    /// The index of the split within the task.
    public let splitIndex: Int
    /// The method.
    public let method: MethodDefinition
    /// The hyperparameters.
    public let hyperparameters: Hyperparameters
    /// The protocol.
    public let trainingProtocol: TrainingProtocol
    /// What the store keeps of it, the id included.
    public let record: UnitRecord
    /// What its training demands.
    public let workload: Workload

    /// Makes a unit.
    ///
    /// - Parameters:
    ///   - task: a loaded task.
    ///   - split: one of its splits.
    ///   - method: the method.
    ///   - hyperparameters: its hyperparameters.
    ///   - trainingProtocol: the protocol.
    ///   - seed: distinguishes repeats.
    public init(
        task: LearningTask, split: Split, method: MethodDefinition, hyperparameters: Hyperparameters,
        trainingProtocol: TrainingProtocol, seed: Int64
    ) {
        self.task = task.name
        splitIndex = split.index
        self.method = method
        self.hyperparameters = hyperparameters
        self.trainingProtocol = trainingProtocol
        record = UnitRecord(
            split: SplitRecord(task, split), protocolRecord: trainingProtocol.record,
            configuration: ConfigurationRecord(
                method: method.record, hyperparameters: hyperparameters.record),
            seed: seed, numericsVersion: numericsVersion)
        workload = Workload(
            features: task.features.columns, outputs: task.targets.outputs, trainingRows: split.training.count,
            evaluatedRows: split.validation.count + split.test.count, connection: method.connection,
            normalization: method.normalization, hiddenUnits: hyperparameters.hiddenUnits,
            layers: hyperparameters.layers,
            bottleneck: hyperparameters.bottleneck, epochs: trainingProtocol.epochs,
            batchSize: trainingProtocol.batchSize)
    }

    /// The unit's id, 64 hexadecimal digits.
    public var id: String { record.hash }

    /// The plan of its training; random numbers are keyed by the id.
    var trainingPlan: TrainingPlan {
        TrainingPlan(
            method: method, hyperparameters: hyperparameters, epochs: trainingProtocol.epochs,
            batchSize: trainingProtocol.batchSize, lossReduction: trainingProtocol.lossReduction,
            key: RandomKey(hexadecimal: id))
    }
}

extension RandomKey {
    /// The key of a unit: the first sixteen bytes of its id.
    init(hexadecimal id: String) {
        var bytes: [UInt8] = []
        var high: UInt8?
        for character in id {
            guard let digit = character.hexDigitValue else { continue }
            if let first = high {
                bytes.append(first << 4 | UInt8(digit))
                high = nil
            } else {
                high = UInt8(digit)
            }
        }
        self.init(digest: bytes)
    }
}

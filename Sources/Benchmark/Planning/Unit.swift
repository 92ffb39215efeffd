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
    /// The predicted work, in floating-point operations.
    public let cost: Double

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
        cost = Unit.cost(
            task: task, split: split, method: method, hyperparameters: hyperparameters,
            epochs: trainingProtocol.epochs)
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

    /// Six operations a weight and training row, two a weight and evaluated row.
    private static func cost(
        task: LearningTask, split: Split, method: MethodDefinition, hyperparameters: Hyperparameters, epochs: Int
    ) -> Double {
        let inputs = Double(task.features.columns)
        let units = Double(hyperparameters.hiddenUnits ?? task.features.columns)
        let layers = Double(hyperparameters.layers)
        let square =
            switch method.connection {
            case .plain: units * units
            case .highway: 2 * units * units
            case .residual: 2 * units * units * (hyperparameters.bottleneck ?? 1)
            }
        let weights = inputs * units + layers * square + units * Double(task.targets.outputs)
        let rows = 6 * Double(split.training.count) + 2 * Double(split.validation.count + split.test.count)
        return weights * rows * Double(epochs)
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

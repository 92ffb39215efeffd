import Datasets
import Evaluation
import Formats
import Kernels
import Networks
import ResultStore
import Traces

/// One training to be done: a task's split, a protocol, a learner with a configuration, and a seed.
public struct Unit: Sendable {
    /// The task.
    public let task: TaskName
    /// The index of the split within the task.
    public let splitIndex: Int
    /// What is trained.
    public let learner: any Learner
    /// How it is trained: configuration, protocol and the key of its random numbers, which is taken from the id.
    public let request: TrainingRequest
    /// What the store keeps of it, the id included.
    public let record: UnitRecord
    /// What its training demands.
    public let workload: Workload

    /// Makes a unit.
    ///
    /// - Parameters:
    ///   - task: a loaded task.
    ///   - split: one of its splits.
    ///   - learner: what is trained.
    ///   - hyperparameters: the values of its configuration.
    ///   - trainingProtocol: the protocol.
    ///   - seed: distinguishes repeats.
    public init(
        task: LearningTask, split: Split, learner: any Learner, hyperparameters: [String: CanonicalJSON],
        trainingProtocol: TrainingProtocol, seed: Int64
    ) {
        self.init(
            Frame(task: task, split: split, learner: learner, trainingProtocol: trainingProtocol, seed: seed),
            hyperparameters)
    }

    /// What all units of a group share: records and their digests, worked out once for thousands of units.
    struct Frame {
        let task: TaskName
        let learner: any Learner
        let trainingProtocol: TrainingProtocol
        let seed: Int64
        let split: SplitRecord
        let protocolRecord: ProtocolRecord
        let method: MethodRecord
        let shape: TrainingShape

        init(
            task: TaskName, split: SplitRecord, loss: NetworkShape.Loss, learner: any Learner,
            trainingProtocol: TrainingProtocol, seed: Int64, image: ImageShape? = nil
        ) {
            self.task = task
            self.learner = learner
            self.trainingProtocol = trainingProtocol
            self.seed = seed
            self.split = split
            protocolRecord = trainingProtocol.record
            method = learner.record
            shape = TrainingShape(
                features: split.task.features, outputs: split.task.classes, loss: loss,
                trainingRows: split.trainingRows, evaluatedRows: split.validationRows + split.testRows,
                // Where the data are not here no image is known; most are square.
                image: image ?? ImageShape(features: split.task.features))
        }

        init(
            task: LearningTask, split: Split, learner: any Learner, trainingProtocol: TrainingProtocol, seed: Int64
        ) {
            self.init(
                task: task.name, split: SplitRecord(TaskRecord(task.partition), split),
                loss: task.targets.loss, learner: learner, trainingProtocol: trainingProtocol, seed: seed,
                image: task.image)
        }
    }

    /// Makes a unit of what its group shares and the values of its configuration.
    init(_ frame: Frame, _ hyperparameters: [String: CanonicalJSON]) {
        self.init(
            frame,
            Candidate(
                hyperparameters: hyperparameters,
                record: ConfigurationRecord(method: frame.method, hyperparameters: hyperparameters)))
    }

    /// The values of a configuration with what the store keeps of it, worked out once for all splits and seeds.
    struct Candidate {
        let hyperparameters: [String: CanonicalJSON]
        let record: ConfigurationRecord
    }

    /// Makes a unit of what its group shares and a configuration.
    init(_ frame: Frame, _ candidate: Candidate) {
        let hyperparameters = candidate.hyperparameters
        task = frame.task
        splitIndex = frame.split.index
        learner = frame.learner
        record = UnitRecord(
            split: frame.split, protocolRecord: frame.protocolRecord,
            configuration: candidate.record, seed: frame.seed, numericsVersion: numericsVersion)
        request = TrainingRequest(
            hyperparameters: hyperparameters, trainingProtocol: frame.trainingProtocol,
            key: RandomKey(hexadecimal: record.hash), task: frame.task.description, seed: frame.seed)
        workload = frame.learner.workload(of: hyperparameters, under: frame.trainingProtocol, on: frame.shape)
    }

    /// Makes a unit that trains a network.
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
        self.init(
            task: task, split: split, learner: NetworkLearner(method), hyperparameters: hyperparameters.record,
            trainingProtocol: trainingProtocol, seed: seed)
    }

    /// The unit's id, 64 hexadecimal digits.
    public var id: String { record.hash }

    /// The protocol.
    public var trainingProtocol: TrainingProtocol { request.trainingProtocol }

    /// The epochs after which its training is through.
    public var lastEpoch: Int { learner.lastEpoch(under: trainingProtocol) }

    /// The name of what is trained, as methods are named.
    public var methodName: String { record.configuration.method.name }

    /// The plan of its training, where it is a network's.
    ///
    /// - Throws: `RecordError` where the unit is another learner's, or lacks a hyperparameter.
    func trainingPlan() throws(RecordError) -> TrainingPlan {
        guard let learner = learner as? NetworkLearner else {
            throw .unknownValue(what: "method \"\(methodName)\"", key: "definition")
        }
        return try learner.plan(request)
    }
}

/// The units of one task, split, learner and seed, among which validation chooses.
public struct UnitGroup: Sendable {
    /// The rows that its units learn from.
    public struct Rows: Sendable {
        /// The task.
        public let task: LearningTask
        /// The split.
        public let split: Split
    }

    /// The task.
    public let task: TaskName
    /// What is trained.
    public let learner: any Learner
    /// The candidates.
    public let units: [Unit]
    /// The rows; nil where the group is only planned.
    public let rows: Rows?

    /// Makes a group of all configurations that a grid has for a learner.
    ///
    /// - Parameters:
    ///   - task: a loaded task.
    ///   - split: one of its splits.
    ///   - learner: what is trained.
    ///   - grid: where the configurations come from.
    ///   - trainingProtocol: the protocol.
    ///   - seed: distinguishes repeats.
    public init(
        task: LearningTask, split: Split, learner: any Learner, grid: Grid, trainingProtocol: TrainingProtocol,
        seed: Int64
    ) {
        self.init(
            Unit.Frame(task: task, split: split, learner: learner, trainingProtocol: trainingProtocol, seed: seed),
            grid, rows: Rows(task: task, split: split))
    }

    /// Makes a group of what its units share.
    init(_ frame: Unit.Frame, _ grid: Grid, rows: Rows?) {
        self.init(frame, Self.candidates(frame, grid), rows: rows)
    }

    /// Makes a group of what its units share and their configurations.
    init(_ frame: Unit.Frame, _ candidates: [Unit.Candidate], rows: Rows?) {
        task = frame.task
        learner = frame.learner
        units = candidates.map { Unit(frame, $0) }
        self.rows = rows
    }

    /// The configurations that a grid has for a group: the same for all splits, seeds and tasks of an experiment under one protocol.
    static func candidates(_ frame: Unit.Frame, _ grid: Grid) -> [Unit.Candidate] {
        let grid = grid.under(frame.trainingProtocol.optimizer.name)
        return frame.learner.configurations(in: grid, for: Experiment(frame.task)).map { hyperparameters in
            Unit.Candidate(
                hyperparameters: hyperparameters,
                record: ConfigurationRecord(method: frame.method, hyperparameters: hyperparameters))
        }
    }

    /// Makes a group of some units of another.
    private init(_ group: UnitGroup, units: [Unit], rows: Rows?) {
        task = group.task
        learner = group.learner
        self.units = units
        self.rows = rows
    }

    /// The group with some of its units alone.
    package func limited(to range: Range<Int>) -> UnitGroup {
        UnitGroup(self, units: Array(units[range.clamped(to: units.indices)]), rows: rows)
    }

    /// The floating-point operations of all candidates.
    var operations: Double { units.reduce(0) { $0 + $1.workload.operations } }
}

extension RandomKey {
    /// The key of a unit: the first sixteen bytes of its id.
    init(hexadecimal id: String) {
        var words: SIMD4<UInt32> = .zero
        var digits = 0
        for byte in id.utf8 where digits < 32 {
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: continue
            }
            // Bytes are read as little-endian words, and a byte's first digit is its high one.
            words[digits / 8] |= UInt32(digit) << UInt32(8 * (digits / 2 % 4) + 4 * (1 - digits % 2))
            digits += 1
        }
        self.init(words[0], words[1], words[2], words[3])
    }
}

extension TaskRecord {
    /// What the store keeps of a task.
    init(_ task: TaskPartition) {
        self.init(
            name: task.name.description, suite: task.name.suite, contentDigest: task.contentDigest.description,
            rows: task.shape.rows, features: task.shape.features, classes: task.shape.outputs)
    }
}

extension SplitRecord {
    /// What the store keeps of a task's split.
    init(_ task: TaskRecord, _ split: Split) {
        self.init(
            task: task, index: split.index, digest: split.digest.description,
            trainingRows: split.training.count, validationRows: split.validation.count, testRows: split.test.count)
    }
}

extension TaskTargets {
    /// The loss that networks learn them with.
    var loss: NetworkShape.Loss {
        switch self {
        case .classes: .softmax
        case .labels: .sigmoid
        case .numbers: .squaredError
        }
    }
}

extension TrainingData {
    /// The rows of a task and one split, as networks take them.
    init(_ task: LearningTask, _ split: Split, variant: DataVariant) {
        let targets: Targets =
            switch task.targets {
            case .classes(let classes, let count): .classes(classes, count: count)
            case .labels(let labels): .labels(labels.values.map { Float($0) }, count: labels.columns)
            case .numbers(let numbers): .numbers(NumberTargets(numbers, training: split.training))
            }
        self.init(
            features: task.features(for: split, variant: variant).values, columns: task.features.columns,
            targets: targets,
            training: split.training, validation: split.validation, test: split.test, image: task.image)
    }
}

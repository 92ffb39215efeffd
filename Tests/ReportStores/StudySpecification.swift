import Formats
import Foundation
import ResultStore

/// A made-up study whose numbers a test chooses, to be written to a results file.
///
/// Every task has 200 training, 100 validation and 100 test rows, so that a count is a percentage.
public struct StudySpecification {
    /// The rows that one unit classifies rightly at its last epoch.
    public struct Correct {
        /// Of the 100 validation rows.
        public var validation: Int
        /// Of the 100 test rows.
        public var test: Int

        /// Makes a pair of counts.
        public init(validation: Int, test: Int) {
            self.validation = validation
            self.test = test
        }
    }

    /// Full names of tasks.
    public var tasks: [String]
    /// Names of methods.
    public var methods: [String]
    /// The depths of each method's units.
    public var layers = [2, 8]
    /// The epochs of each unit.
    public var epochs = 12
    /// How many tasks, the first ones, have as many epochs; the units of the others have at most 12.
    public var tasksWithAllEpochs = Int.max
    /// The split.
    public var splitIndex = 0
    /// The seed.
    public var seed: Int64 = 1
    /// The grid.
    public var grid = "test"
    /// What each unit reaches, by task number, method and layers; nil leaves the method out of the task.
    public var correct: (_ task: Int, _ method: String, _ layers: Int) -> Correct?
    /// The AUC on the test rows, for tasks that are measured so; validation has 0.001 for each layer more.
    public var auc: ((_ method: String, _ layers: Int) -> Double)?
    /// The message of one diverged unit a method; none where nil.
    public var divergence: String?
    /// What every training loss is multiplied by.
    public var lossFactor = 1.0
    /// The name of the processor that trained.
    public var processor = "Example CPU"
    /// Numbers of the paper.
    public var published: [PublishedResult] = []

    /// Makes a study; the rest has defaults.
    public init(
        tasks: [String], methods: [String],
        correct: @escaping (_ task: Int, _ method: String, _ layers: Int) -> Correct?
    ) {
        self.tasks = tasks
        self.methods = methods
        self.correct = correct
    }

    /// The seven methods of the paper.
    public static let seven = ["snn", "msra", "batchnorm", "weightnorm", "layernorm", "highway", "resnet"]

    /// When the first unit starts.
    public static let start = Date(timeIntervalSince1970: 1_795_000_000)

    private var environment: EnvironmentRecord {
        EnvironmentRecord(
            host: "node7", operatingSystem: "Debian 12", processor: processor, instructionSet: "AVX2 (x86-64-v3)",
            threads: 2, swiftVersion: "6.3", programVersion: "0.1.0", sourceCommit: "0123456789abcdef")
    }

    private static let protocolRecord = ProtocolRecord(
        name: "uci", definition: ["epochs": 12, "batch_size": 128, "optimizer": "sgd"])

    private static let rule: CanonicalJSON = ["window": 10, "metric": "accuracy"]

    /// Adds the study to a results file, which is made where it is missing.
    public func write(to file: String) throws {
        let store = try ResultStore.open(file, for: .writing(.thisProcess(program: "tests")))
        var selections: [SelectionRecord] = []
        var units: [UnitRecord] = []
        var attempts: [AttemptRecord] = []
        var number = 0
        for (index, name) in tasks.enumerated() {
            let split = Self.split(name, splitIndex)
            for method in methods {
                let record = MethodRecord(name: method, definition: ["name": .string(method)])
                var candidates: [(unit: UnitRecord, attempt: AttemptRecord, score: Int)] = []
                for depth in layers {
                    guard let reached = correct(index, method, depth) else { continue }
                    let unit = unit(split, record, layers: depth, rate: depth > 4 ? 0.01 : 0.1)
                    let attempt = attempt(
                        unit, reached, method: method, layers: depth, number: number,
                        epochs: index < tasksWithAllEpochs ? epochs : min(12, epochs))
                    number += 1
                    units.append(unit)
                    attempts.append(attempt)
                    candidates.append((unit, attempt, reached.validation))
                }
                if let divergence, index == 0 {
                    let unit = unit(split, record, layers: 32, rate: 1)
                    units.append(unit)
                    attempts.append(
                        AttemptRecord(
                            unitHash: unit.hash, environment: environment, outcome: .diverged,
                            message: divergence, startedAt: Self.start,
                            finishedAt: Self.start.addingTimeInterval(0.5), seconds: 0.5, epochsCompleted: 0, steps: 3))
                }
                guard let best = candidates.max(by: { ($0.score, depth($0.unit)) < ($1.score, depth($1.unit)) }),
                    let last = best.attempt.epochs.last
                else { continue }
                selections.append(
                    selection(best.unit, last, candidates: candidates.count, method: record, split: split))
            }
        }
        // One transaction each: a study of a thousand units is a second else.
        try store.register(units)
        try store.record(attempts)
        try store.record(selections)
        try store.record(published)
        try store.close()
    }

    /// Makes an empty results file.
    public static func writeEmpty(to file: String) throws {
        try ResultStore.open(file, for: .writing(.thisProcess(program: "tests"))).close()
    }

    private static func split(_ name: String, _ index: Int) -> SplitRecord {
        let suite = name.split(separator: "/").first.map(String.init) ?? name
        let task = TaskRecord(
            name: name, suite: suite, contentDigest: CanonicalJSON.string(name).digest, rows: 400, features: 9,
            classes: 2)
        return SplitRecord(
            task: task, index: index, digest: CanonicalJSON.string("\(name) \(index)").digest, trainingRows: 200,
            validationRows: 100, testRows: 100)
    }

    private func unit(_ split: SplitRecord, _ method: MethodRecord, layers: Int, rate: Double) -> UnitRecord {
        UnitRecord(
            split: split, protocolRecord: Self.protocolRecord,
            configuration: ConfigurationRecord(
                method: method,
                hyperparameters: [
                    "layers": .integer(Int64(layers)), "hidden_units": 256, "learning_rate": .number(rate),
                    "dropout_rate": .number(0), "form": "rectangular",
                ]), seed: seed, numericsVersion: 1)
    }

    /// A curve that rises to what is reached.
    private func attempt(
        _ unit: UnitRecord, _ reached: Correct, method: String, layers: Int, number: Int, epochs: Int
    ) -> AttemptRecord {
        let start = Self.start.addingTimeInterval(Double(number))
        let area = auc?(method, layers)
        let curve = (1...epochs).map { epoch in
            let share = Double(epoch) / Double(epochs)
            return EpochRecord(
                epoch: epoch, trainingLoss: lossFactor / Double(epoch * layers), validationLoss: 1.5 / Double(epoch),
                validationCorrect: Int((Double(reached.validation) * share.squareRoot()).rounded()),
                testLoss: 2 / Double(epoch), testCorrect: Int((Double(reached.test) * share.squareRoot()).rounded()),
                validationAUC: area.map { $0 + 0.001 * Double(layers) }, testAUC: area)
        }
        var metrics = [
            MetricRecord.accuracy(.validation, correct: reached.validation, total: 100, epoch: epochs),
            MetricRecord.accuracy(.test, correct: reached.test, total: 100, epoch: epochs),
        ]
        if let area {
            metrics.append(
                MetricRecord(
                    part: .validation, name: "auc", value: area + 0.001 * Double(layers), epoch: epochs))
            metrics.append(MetricRecord(part: .test, name: "auc", value: area, epoch: epochs))
        }
        return AttemptRecord(
            unitHash: unit.hash, environment: environment, outcome: .succeeded, startedAt: start,
            finishedAt: start.addingTimeInterval(Double(layers)), seconds: Double(layers), epochsCompleted: epochs,
            steps: epochs * 2, weightsDigest: unit.hash, epochs: curve, metrics: metrics)
    }

    private func selection(
        _ unit: UnitRecord, _ last: EpochRecord, candidates: Int, method: MethodRecord, split: SplitRecord
    ) -> SelectionRecord {
        SelectionRecord(
            split: split, protocolRecord: Self.protocolRecord, method: method, seed: seed, grid: grid,
            rule: Self.rule,
            chosen: ChosenCandidate(
                unitHash: unit.hash, epoch: last.epoch,
                validationScore: last.validationAUC ?? Double(last.validationCorrect ?? 0) / 100,
                validationCorrect: last.validationCorrect, validationTotal: 100,
                testMetric: last.testAUC == nil ? "accuracy" : "auc",
                testValue: last.testAUC ?? Double(last.testCorrect ?? 0) / 100,
                testCorrect: last.testAUC == nil ? last.testCorrect : nil, testTotal: last.testAUC == nil ? 100 : nil),
            candidates: candidates, failedCandidates: divergence == nil ? 0 : 1, recordedAt: Self.start)
    }

    private func depth(_ unit: UnitRecord) -> Int {
        (try? CanonicalJSON(parsing: unit.configuration.hyperparameters))?["layers"]?.integerValue.map { Int($0) } ?? 0
    }
}

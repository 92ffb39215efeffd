import Formats
import Foundation

@testable import ResultStore

/// Records for tests, made up but with the shape of the real ones.
enum Sample {
    static let iris = task("sample/iris", rows: 150, features: 4, classes: 3)
    static let wine = task("uci/wine", rows: 178, features: 13, classes: 3)
    static let snn = MethodRecord(name: "snn", definition: ["activation": "selu", "normalization": "none"])
    static let batchNorm = MethodRecord(
        name: "batchnorm", definition: ["activation": "relu", "normalization": "batch"])
    static let paper = ProtocolRecord(name: "paper", definition: ["epochs": 100, "batch_size": 128, "window": 10])
    static let start = Date(timeIntervalSince1970: 1_795_000_000)

    static let environment = EnvironmentRecord(
        host: "node7", operatingSystem: "Debian 12", processor: "Example CPU", instructionSet: "x86-64-v4", threads: 2,
        swiftVersion: "6.3.1", programVersion: "0.1.0", sourceCommit: "0123abc")

    static func task(_ name: String, rows: Int, features: Int, classes: Int) -> TaskRecord {
        TaskRecord(
            name: name, suite: String(name.prefix { $0 != "/" }), contentDigest: CanonicalJSON.string(name).digest,
            rows: rows, features: features, classes: classes)
    }

    static func split(_ task: TaskRecord, index: Int = 0) -> SplitRecord {
        let test = task.rows / 4
        let validation = (task.rows - test) / 5
        return SplitRecord(
            task: task, index: index, digest: CanonicalJSON.array([.string(task.name), .integer(Int64(index))]).digest,
            trainingRows: task.rows - test - validation, validationRows: validation, testRows: test)
    }

    static func configuration(
        _ method: MethodRecord = snn, layers: Int = 8, units: Int = 256, rate: Double = 0.01, dropout: Double? = 0.05,
        form: String = "rectangular"
    ) -> ConfigurationRecord {
        var values: [String: CanonicalJSON] = [
            "layers": .integer(Int64(layers)), "hidden_units": .integer(Int64(units)), "learning_rate": .number(rate),
            "form": .string(form),
        ]
        if let dropout { values["dropout_rate"] = .number(dropout) }
        return ConfigurationRecord(method: method, hyperparameters: values)
    }

    static func unit(
        _ task: TaskRecord = iris, split index: Int = 0, _ configuration: ConfigurationRecord = configuration(),
        seed: Int64 = 1
    ) -> UnitRecord {
        UnitRecord(
            split: split(task, index: index), protocolRecord: paper, configuration: configuration, seed: seed,
            numericsVersion: 1)
    }

    /// A success with smooth curves that depend on the unit's hash alone.
    static func success(
        _ unit: UnitRecord, epochs count: Int = 20, startedAt: Date = start, bias: Int = 0
    ) -> AttemptRecord {
        let seed = UInt64(unit.hash.prefix(16), radix: 16) ?? 0
        var generator = SeededGenerator(seed: seed)
        let validationRows = unit.split.validationRows
        let testRows = unit.split.testRows
        let top = Double.random(in: 0.5...0.95, using: &generator)
        var epochs: [EpochRecord] = []
        for epoch in 1...count {
            let reached = top * (1 - 1 / Double(epoch + 1)) + Double.random(in: -0.02...0.02, using: &generator)
            let validation = min(validationRows, max(0, Int(reached * Double(validationRows))))
            let test = min(testRows, max(0, Int(reached * Double(testRows)) + bias))
            epochs.append(
                EpochRecord(
                    epoch: epoch, trainingLoss: Double(Float(1.1 - reached)),
                    validationLoss: Double(Float(1.2 - reached)), validationCorrect: validation,
                    testLoss: Double(Float(1.25 - reached)), testCorrect: test))
        }
        let last = epochs[count - 1]
        return AttemptRecord(
            unitHash: unit.hash, environment: environment, outcome: .succeeded, startedAt: startedAt,
            finishedAt: startedAt.addingTimeInterval(12.5), seconds: 12.5, epochsCompleted: count, steps: count * 7,
            weightsDigest: CanonicalJSON.string(unit.hash).digest, epochs: epochs,
            metrics: [
                .accuracy(
                    .validation, correct: last.validationCorrect ?? 0, total: validationRows, epoch: last.epoch),
                .accuracy(.test, correct: last.testCorrect ?? 0, total: testRows, epoch: last.epoch),
                MetricRecord(part: .training, name: "loss", value: last.trainingLoss, epoch: last.epoch),
            ])
    }

    static func failure(
        _ unit: UnitRecord, _ outcome: Outcome, message: String, epochs: [EpochRecord] = [], startedAt: Date = start
    ) -> AttemptRecord {
        AttemptRecord(
            unitHash: unit.hash, environment: environment, outcome: outcome, message: message, startedAt: startedAt,
            finishedAt: startedAt.addingTimeInterval(3), seconds: 3, epochsCompleted: epochs.count, steps: 21,
            epochs: epochs)
    }

    static func selection(
        _ unit: UnitRecord, _ attempt: AttemptRecord, candidates: Int = 3, failed: Int = 0, grid: String = "paper",
        recordedAt: Date = start
    ) -> SelectionRecord {
        let last = attempt.epochs[attempt.epochs.count - 1]
        let validation = Double(last.validationCorrect ?? 0) / Double(unit.split.validationRows)
        let test = Double(last.testCorrect ?? 0) / Double(unit.split.testRows)
        return SelectionRecord(
            split: unit.split, protocolRecord: unit.protocolRecord, method: unit.configuration.method, seed: unit.seed,
            grid: grid, rule: ["window": 10, "metric": "accuracy"],
            chosen: ChosenCandidate(
                unitHash: unit.hash, epoch: last.epoch, validationScore: validation,
                validationCorrect: last.validationCorrect, validationTotal: unit.split.validationRows,
                testMetric: "accuracy", testValue: test, testCorrect: last.testCorrect, testTotal: unit.split.testRows),
            candidates: candidates, failedCandidates: failed, recordedAt: recordedAt)
    }

    static func openForWriting(_ file: String) throws -> ResultStore {
        try ResultStore.open(file, for: .writing(.thisProcess(program: "tests")))
    }
}

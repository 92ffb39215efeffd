import Formats
import Foundation
import ResultStore

/// Units, attempts and selections of the size of the whole UCI benchmark, made up from a seed.
///
/// 972 configurations a task, as the paper's grids have: 216 each of snn and msra, 108 each of batchnorm, weightnorm and
/// layernorm, 36 of highway and 180 of resnet.
struct SyntheticBenchmark {
    /// The number of tasks; 121 make 117,612 units.
    let tasks: Int
    /// The epochs of each attempt that succeeds.
    let epochs: Int

    private let environment = EnvironmentRecord(
        host: "benchmark", operatingSystem: "Linux", processor: "made up", instructionSet: "native", threads: 2,
        swiftVersion: "6", programVersion: "0", sourceCommit: "")
    private let training = ProtocolRecord(name: "paper", definition: ["epochs": 100, "batch_size": 128])
    private let start = Date(timeIntervalSince1970: 1_795_000_000)

    /// One split of each task, of four sizes in turn.
    var splits: [SplitRecord] {
        (0..<tasks).map { index in
            let rows = [150, 800, 4000, 20_000][index % 4]
            let name = "uci/task-\(index)"
            let task = TaskRecord(
                name: name, suite: "uci", contentDigest: CanonicalJSON.string(name).digest, rows: rows, features: 20,
                classes: 3)
            return SplitRecord(
                task: task, index: 0, digest: CanonicalJSON.string(name + "/0").digest, trainingRows: rows * 6 / 10,
                validationRows: rows * 15 / 100, testRows: rows / 4)
        }
    }

    /// Every configuration of every method on a split.
    func units(of split: SplitRecord) -> [UnitRecord] {
        SyntheticBenchmark.configurations.map {
            UnitRecord(split: split, protocolRecord: training, configuration: $0, seed: 1, numericsVersion: 1)
        }
    }

    /// What became of a unit; one in fifty diverges.
    func attempt(_ unit: UnitRecord, number: Int) -> AttemptRecord {
        let began = start.addingTimeInterval(Double(number))
        if number % 50 == 7 {
            return AttemptRecord(
                unitHash: unit.hash, environment: environment, outcome: .diverged,
                message: "the loss was not finite in epoch 2, step 30", startedAt: began,
                finishedAt: began.addingTimeInterval(1), seconds: 1, epochsCompleted: 1, steps: 30,
                epochs: [EpochRecord(epoch: 1, trainingLoss: 3.5)])
        }
        var generator = SplitMix(state: UInt64(number))
        let top = Double.random(in: 0.5...0.95, using: &generator)
        let curve = (1...epochs).map { epoch in
            let reached = top * (1 - 1 / Double(epoch + 1)) + Double.random(in: -0.02...0.02, using: &generator)
            return EpochRecord(
                epoch: epoch, trainingLoss: Double(Float(1.2 - reached)), validationLoss: Double(Float(1.3 - reached)),
                validationCorrect: Int(reached * Double(unit.split.validationRows)),
                testLoss: Double(Float(1.35 - reached)), testCorrect: Int(reached * Double(unit.split.testRows)))
        }
        let last = curve[curve.count - 1]
        return AttemptRecord(
            unitHash: unit.hash, environment: environment, outcome: .succeeded, startedAt: began,
            finishedAt: began.addingTimeInterval(5), seconds: 5, epochsCompleted: curve.count,
            steps: curve.count * 30, weightsDigest: unit.hash, epochs: curve,
            metrics: [
                .accuracy(
                    .validation, correct: last.validationCorrect ?? 0, total: unit.split.validationRows,
                    epoch: last.epoch),
                .accuracy(.test, correct: last.testCorrect ?? 0, total: unit.split.testRows, epoch: last.epoch),
                MetricRecord(part: .training, name: "loss", value: last.trainingLoss, epoch: last.epoch),
                MetricRecord(part: .test, name: "loss", value: last.testLoss, epoch: last.epoch),
            ])
    }

    /// The selection of each method on a split: the best validation count of the last epoch.
    func selections(_ split: SplitRecord, _ curves: [LearningCurve]) -> [SelectionRecord] {
        let methods = Dictionary(
            SyntheticBenchmark.configurations.map { ($0.method.name, $0.method) },
            uniquingKeysWith: { first, _ in first })
        return Dictionary(grouping: curves, by: \.method).sorted { $0.key < $1.key }.compactMap { name, group in
            let finished = group.filter { $0.outcome == .succeeded }
            let best = finished.max {
                ($0.epochs.last?.validationCorrect ?? 0, $0.unitHash)
                    < ($1.epochs.last?.validationCorrect ?? 0, $1.unitHash)
            }
            guard let best, let last = best.epochs.last, let method = methods[name] else { return nil }
            return SelectionRecord(
                split: split, protocolRecord: training, method: method, seed: 1, grid: "paper", rule: ["window": 10],
                chosen: ChosenCandidate(
                    unitHash: best.unitHash, epoch: last.epoch, validationScore: 0.5,
                    validationCorrect: last.validationCorrect, validationTotal: split.validationRows,
                    testMetric: "accuracy", testValue: Double(last.testCorrect ?? 0) / Double(split.testRows),
                    testCorrect: last.testCorrect, testTotal: split.testRows),
                candidates: group.count, failedCandidates: group.count - finished.count)
        }
    }

    /// A published number of two methods on each task.
    var publishedResults: [PublishedResult] {
        splits.flatMap { split in
            ["snn", "batchnorm"].map {
                PublishedResult(
                    source: "made up", table: "1", task: split.task.name, method: $0, metric: "accuracy", value: 0.8)
            }
        }
    }

    private static let configurations: [ConfigurationRecord] = {
        let depths = [2, 3, 4, 8, 16, 32]
        let widths: [Int?] = [256, 512, 1024]
        let forms: [String?] = ["rectangular", "conic"]
        var all = grid("snn", depths, widths, dropouts: [0.05, 0], forms)
        all += grid("msra", depths, widths, dropouts: [0.5, 0], forms)
        for name in ["batchnorm", "weightnorm", "layernorm"] {
            all += grid(name, depths, widths, dropouts: [nil], forms)
        }
        all += grid("highway", depths, [nil], dropouts: [0, 0.5], [nil])
        return all
            + grid(
                "resnet", [2, 3, 4, 8, 16], widths, dropouts: [nil], ["rectangular", "diavolo"],
                bottlenecks: [0.25, 0.5])
    }()

    private static func grid(
        _ name: String, _ depths: [Int], _ widths: [Int?], dropouts: [Double?], _ forms: [String?],
        bottlenecks: [Double?] = [nil]
    ) -> [ConfigurationRecord] {
        let method = MethodRecord(name: name, definition: ["method": .string(name), "kind": "fully connected"])
        var records: [ConfigurationRecord] = []
        for depth in depths {
            for width in widths {
                for dropout in dropouts {
                    for form in forms {
                        for bottleneck in bottlenecks {
                            for rate in [0.01, 0.1, 1] {
                                var values: [String: CanonicalJSON] = [
                                    "layers": .integer(Int64(depth)), "learning_rate": .number(rate),
                                ]
                                if let width { values["hidden_units"] = .integer(Int64(width)) }
                                if let dropout { values["dropout_rate"] = .number(dropout) }
                                if let form { values["form"] = .string(form) }
                                if let bottleneck { values["bottleneck"] = .number(bottleneck) }
                                records.append(ConfigurationRecord(method: method, hyperparameters: values))
                            }
                        }
                    }
                }
            }
        }
        return records
    }
}

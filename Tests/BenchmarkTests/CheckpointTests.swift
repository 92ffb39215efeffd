import Datasets
import Foundation
import Networks
import ResultStore
import Synchronization
import Testing

@testable import Benchmark

/// What goes on from a checkpoint ends with the bits of what was never interrupted; what is no checkpoint of a unit changes nothing.
@Suite struct CheckpointTests {
    private static let optimizers = [
        "optimizer=sgd", "optimizer=sgd,momentum=0.9,nesterov=true", "optimizer=adam,clip_norm=0.5",
        "optimizer=adamw,schedule=cosine", "optimizer=rmsprop,loss_reduction=sum,last_batch=scaled",
    ]

    /// What was said, by any thread.
    private final class Notes: Sendable {
        private let lines = Mutex<[String]>([])
        func add(_ line: String) { lines.withLock { $0.append(line) } }
        func take() -> [String] {
            lines.withLock { lines in
                defer { lines = [] }
                return lines
            }
        }
    }

    /// The same numbers in every run of a test.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func unit(
        _ method: MethodDefinition, _ changes: String, task name: String = "sample/iris", seed: Int64 = 1
    ) throws -> (unit: Benchmark.Unit, data: TrainingData) {
        let task = try SampleSuite.task(#require(TaskName(name)))
        let split = try #require(task.splits.first)
        let value = try StudyProtocols(changes: [changes, "epochs=5", "batch_size=16"]).trainingProtocol(in: .uci)
        let unit = Benchmark.Unit(
            task: task, split: split, method: method,
            hyperparameters: Hyperparameters(
                hiddenUnits: method.connection == .highway ? nil : 20, layers: 3, learningRate: 0.02, dropoutRate: 0.1,
                form: method.connection == .highway ? nil : .rectangular, bottleneck: 0.5),
            trainingProtocol: value, seed: seed)
        return (unit, TrainingData(task, split, variant: value.data))
    }

    private func begin(_ unit: Benchmark.Unit, _ data: TrainingData) throws -> any ResumableTraining {
        try #require(try unit.learner.begin(unit.request, data: data) as? any ResumableTraining)
    }

    /// Trains until some steps were taken.
    private func train(_ training: any ResumableTraining, steps: Int) throws {
        let first = training.progress.steps
        var asked = 0
        _ = try training.advance(toEpoch: 5) {
            asked += 1
            return first + asked > steps
        }
    }

    @Test(arguments: MethodDefinition.builtIn, optimizers)
    func aRestoredTrainingHasTheSameBits(method: MethodDefinition, optimizer: String) throws {
        try withFolder { folder in
            let (unit, data) = try unit(method, optimizer)
            let whole = try begin(unit, data)
            let result = try whole.advance(toEpoch: 5) { false }
            #expect(result.ending == .finished)
            let notes = Notes()
            let checkpoints = Checkpoints(folder: folder, interval: 300) { notes.add($0) }
            var training = try begin(unit, data)
            var generator = Generator(
                state: UInt64(result.steps) + UInt64(method.name.utf8.count * optimizer.utf8.count))
            // Two processes, each of which dies some steps after it saved.
            for part in 1...2 {
                let saved = (part - 1) * result.steps / 2 + Int.random(in: 1..<result.steps / 2, using: &generator)
                try train(training, steps: saved)
                checkpoints.save(unit, training, seconds: Double(saved))
                training = try begin(unit, data)
                guard
                    case .restored(Double(saved), saved * 5 / result.steps) = checkpoints.restore(unit, into: training)
                else {
                    Issue.record("not restored at step \(saved) of \(result.steps): \(notes.take())")
                    return
                }
            }
            let resumed = try training.advance(toEpoch: 5) { false }
            #expect(resumed == result && training.digest == whole.digest)
            #expect(notes.take().filter { !$0.contains(" goes on in epoch ") }.isEmpty)
        }
    }

    /// Truncated, changed, of another unit, of other data: each is left out with one line and the result is as ever.
    @Test func whatIsNoCheckpointOfTheUnitIsLeftOut() throws {
        try withFolder { folder in
            let notes = Notes()
            let checkpoints = Checkpoints(folder: folder, interval: 300) { notes.add($0) }
            let (unit, data) = try unit(.batchnorm, "optimizer=adam")
            let whole = try begin(unit, data)
            let result = try whole.advance(toEpoch: 5) { false }
            let saved = try begin(unit, data)
            try train(saved, steps: 7)
            checkpoints.save(unit, saved, seconds: 1)
            let path = "\(folder)/\(unit.id)"
            let bytes = try Data(contentsOf: URL(fileURLWithPath: path))

            // Those of the same method with another seed and of another method have the right form and the wrong unit.
            var wrong: [Data] = [Data(), Data("no checkpoint".utf8)]
            for (method, seed) in [(MethodDefinition.batchnorm, Int64(2)), (.snn, 1)] {
                let (other, data) = try self.unit(method, "optimizer=adam", seed: seed)
                let training = try begin(other, data)
                try train(training, steps: 7)
                checkpoints.save(other, training, seconds: 1)
                wrong.append(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(other.id)")))
            }
            var generator = Generator(state: 19)
            for _ in 0..<20 {
                wrong.append(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator)))
                var changed = bytes
                changed[Int.random(in: 0..<bytes.count, using: &generator)] ^=
                    1 << UInt8.random(in: 0..<8, using: &generator)
                wrong.append(changed)
            }
            for content in wrong {
                try content.write(to: URL(fileURLWithPath: path))
                let training = try begin(unit, data)
                guard case .nothing = checkpoints.restore(unit, into: training) else {
                    Issue.record("\(content.count) bytes of \(bytes.count) were taken")
                    continue
                }
                let lines = notes.take()
                #expect(lines.count == 1 && lines.allSatisfy { $0.contains("is left out, its unit begins anew") })
                #expect(try training.advance(toEpoch: 5) { false } == result && training.digest == whole.digest)
            }
        }
    }

    /// A training whose measures are anything that a double can be.
    private final class Odd: ResumableTraining {
        var state: [StateTensor] { [] }
        var progress: TrainingProgress
        var digest: String { "" }
        init(_ progress: TrainingProgress) { self.progress = progress }
        func advance(toEpoch epoch: Int, shouldStop: () -> Bool) -> TrainingResult {
            TrainingResult(ending: .finished, epochs: [], steps: 0)
        }
        func resume(at progress: TrainingProgress) -> Bool {
            self.progress = progress
            return true
        }
    }

    @Test func everyMeasureReadsBackToTheBit() throws {
        try withFolder { folder in
            let checkpoints = Checkpoints(folder: folder, interval: 300) { _ in }
            let (unit, _) = try unit(.snn, "optimizer=sgd")
            var epochs: [EpochResult] = []
            let values: [Double] = [
                0.1 + 0.2, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1 / 3,
            ]
            for (index, value) in values.enumerated() {
                let measure = EpochResult.Measure(
                    loss: value, correct: index % 2 == 0 ? nil : index, total: 9, areas: [0.75, nil, value.nextDown])
                epochs.append(
                    EpochResult(epoch: index + 1, trainingLoss: -value, validation: measure, test: measure))
            }
            let saved = Odd(TrainingProgress(epochs: epochs, steps: 70, lossSum: 1e-17))
            checkpoints.save(unit, saved, seconds: 0.25)
            let restored = Odd(TrainingProgress())
            guard case .restored(0.25, 7) = checkpoints.restore(unit, into: restored) else {
                Issue.record("not restored")
                return
            }
            #expect(restored.progress == saved.progress)
            #expect(restored.progress.epochs[1].validation.loss.sign == .minus)
            // No number is equal to itself only where it is one.
            saved.progress.epochs[0].test.loss = .nan
            checkpoints.save(unit, saved, seconds: 0.25)
            _ = checkpoints.restore(unit, into: restored)
            #expect(restored.progress.epochs[0].test.loss.isNaN)
        }
    }

    @Test(arguments: [(0, 4), (2, 1), (1, 17), (5, 1), (6, 0), (1, -3)])
    func aProgressThatCannotBeIsRefused(epochs: Int, further: Int) throws {
        let (unit, data) = try unit(.snn, "optimizer=sgd")
        let training = try begin(unit, data)
        let steps = try begin(unit, data).advance(toEpoch: 1) { false }.steps
        let measure = EpochResult.Measure(loss: 1, correct: 1, total: 9)
        let progress = TrainingProgress(
            epochs: (0..<epochs).map {
                EpochResult(epoch: $0 + 1, trainingLoss: 1, validation: measure, test: measure)
            }, steps: epochs * steps + further)
        let isPossible = further >= 0 && further < steps && (epochs < 5 || (epochs == 5 && further == 0))
        #expect(training.resume(at: progress) == isPossible)
    }

    /// A run that is stopped in the middle of a unit keeps its checkpoint, the next one goes on from it and removes it.
    @Test func aRunGoesOnFromItsCheckpoints() throws {
        try withFolder { folder in
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let names = ["sample/iris"].compactMap { TaskName($0) }
            let study = Study(
                tasks: try names.map { try SampleSuite.task($0) }, methods: [.snn, .resnet], grid: .small,
                protocols: try StudyProtocols(changes: ["epochs=12", "batch_size=16"]))
            let digests = """
                SELECT u.unit_hash, a.result_digest FROM latest_success AS l JOIN attempts AS a USING (attempt_id)
                JOIN units AS u ON u.unit_id = a.unit_id ORDER BY 1
                """
            func run(_ path: String, _ options: RunOptions) throws -> (RunSummary, [[String]]) {
                let store = try ResultStore.open(path, for: .writing(.thisProcess(), patience: 0))
                defer { try? store.close() }
                let summary = try Runner(
                    store: store, environment: .current(threads: 1), options: options, stop: StopFlag()
                ).run(study)
                return (summary, try store.query(digests).rows.map { $0.map { "\($0)" } })
            }
            let (_, expected) = try run(folder + "/whole.sqlite", RunOptions(threads: 2))
            #expect(expected.count >= 6)

            // What a killed process leaves: states of units that no attempt was stored of.
            let notes = Notes()
            let checkpoints = Checkpoints(folder: folder + "/c", interval: 300) { notes.add($0) }
            let units = try study.groups().flatMap(\.units)
            for (index, unit) in units.enumerated() where index % 3 == 0 {
                let task = try SampleSuite.task(unit.task)
                let split = try #require(task.splits.first)
                let training = try begin(unit, TrainingData(task, split, variant: unit.trainingProtocol.data))
                try train(training, steps: 5 + index)
                checkpoints.save(unit, training, seconds: 1000)
            }
            try Data("cut".utf8).write(to: URL(fileURLWithPath: "\(folder)/c/\(units[1].id).new"))
            let options = RunOptions(threads: 2, timeLimit: 3000, checkpoints: checkpoints)
            let (summary, resumed) = try run(folder + "/resumed.sqlite", options)
            #expect(summary.executed == 8 && resumed == expected)
            #expect(notes.take().count { $0.contains("goes on in epoch") } == 3)
            #expect(!FileManager.default.fileExists(atPath: folder + "/c"))
            // The seconds of the process before count.
            let store = try ResultStore.open(folder + "/resumed.sqlite", for: .reading)
            let attempt = try #require(try store.attempts(ofUnit: units[0].id).last)
            let seconds = try #require(attempt.seconds)
            #expect(seconds > 1000 && seconds < 1100)

            // A checkpoint of a unit that was stored before its process was killed is removed, and not gone on from.
            let task = try SampleSuite.task(units[0].task)
            let split = try #require(task.splits.first)
            let training = try begin(units[0], TrainingData(task, split, variant: units[0].trainingProtocol.data))
            checkpoints.save(units[0], training, seconds: 1)
            let (again, _) = try run(folder + "/resumed.sqlite", options)
            #expect(again.executed == 0 && !FileManager.default.fileExists(atPath: folder + "/c"))
            let spent = RunOptions(timeLimit: 500, isRerun: true, checkpoints: checkpoints)
            checkpoints.save(units[0], training, seconds: 1000)
            let (rerun, _) = try run(folder + "/resumed.sqlite", spent)
            #expect(rerun.timedOut == 1 && rerun.differing.isEmpty)
        }
    }

    @Test func aFolderThatCannotBeWrittenIsSaidOnce() throws {
        try withFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder))
            let notes = Notes()
            let checkpoints = Checkpoints(folder: folder, interval: 1) { notes.add($0) }
            let (unit, data) = try unit(.snn, "optimizer=sgd")
            let training = try begin(unit, data)
            for _ in 0..<3 { checkpoints.save(unit, training, seconds: 1) }
            #expect(notes.take().count == 1)
            guard case .nothing = checkpoints.restore(unit, into: training) else {
                Issue.record("something was restored")
                return
            }
        }
    }
}

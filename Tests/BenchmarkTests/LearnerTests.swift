import Datasets
import Evaluation
import Formats
import Foundation
import Networks
import ResultStore
import Testing

@testable import Benchmark

/// A learner that is no network: it predicts the frequencies of the training rows' classes, smoothed, for every row.
///
/// One type, and runner, store, selection and ranking take it.
struct MajorityLearner: Learner {
    /// What the learner cannot train.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    var record: MethodRecord {
        MethodRecord(name: "majority", definition: .object(["predicts": .string("class frequencies")]))
    }

    func configurations(in grid: Grid, for experiment: Experiment) -> [[String: CanonicalJSON]] {
        [0.5, 1, 100, -1].map { ["pseudocount": .number($0)] }
    }

    func workload(
        of hyperparameters: [String: CanonicalJSON], under trainingProtocol: TrainingProtocol, on shape: TrainingShape
    ) -> Workload {
        Workload(operations: Double(shape.trainingRows + shape.evaluatedRows))
    }

    func begin(_ request: TrainingRequest, data: TrainingData) throws -> any Training {
        guard let pseudocount = request.hyperparameters["pseudocount"]?.doubleValue, pseudocount >= 0 else {
            throw Refusal(description: "a pseudocount is 0 or more")
        }
        guard case .classes(let classes, let count) = data.targets else {
            throw Refusal(description: "there are no classes to count")
        }
        var frequencies = [Double](repeating: pseudocount, count: count)
        for row in data.training { frequencies[Int(classes[row])] += 1 }
        return Frequencies(data: data, epochs: request.trainingProtocol.epochs, frequencies: frequencies)
    }

    /// Frequencies that are known from the start: each epoch measures the same.
    private final class Frequencies: Training {
        private let data: TrainingData
        private let logarithms: [Float]
        private let epochs: Int
        private var result = TrainingResult(ending: .finished, epochs: [], steps: 0)

        init(data: TrainingData, epochs: Int, frequencies: [Double]) {
            self.data = data
            self.epochs = epochs
            let sum = frequencies.reduce(0, +)
            logarithms = frequencies.map { Float(log($0 / sum)) }
        }

        func advance(toEpoch epoch: Int, shouldStop: () -> Bool) -> TrainingResult {
            while result.epochs.count < min(epoch, epochs) {
                if shouldStop() {
                    result.ending = .stopped
                    break
                }
                result.steps += 1
                result.epochs.append(
                    EpochResult(
                        epoch: result.epochs.count + 1, trainingLoss: measure(data.training).loss,
                        validation: measure(data.validation), test: measure(data.test)))
            }
            return result
        }

        private func measure(_ rows: [Int]) -> EpochResult.Measure {
            Scorer.measure(rows.flatMap { _ in logarithms }, of: rows, targets: data.targets)
        }

        var digest: String {
            let hasher = SHA256()
            for value in logarithms { hasher.update(UInt64(value.bitPattern)) }
            return hasher.finish().description
        }
    }
}

/// A second learner beside networks.
@Suite struct LearnerTests {
    private func withStudy(_ body: (Study, ResultStore) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let names = ["sample/iris", "sample/zoo"].compactMap { TaskName($0) }
        let study = Study(
            tasks: try names.map { try SampleSuite.task($0) }, methods: [.snn], otherLearners: [MajorityLearner()],
            grid: .small, protocols: try StudyProtocols(changes: ["epochs=4", "batch_size=32"]))
        let store = try ResultStore.open(
            folder.appending(path: "r.sqlite").path, for: .writing(.thisProcess(), patience: 0))
        defer { try? store.close() }
        try body(study, store)
    }

    private func run(_ study: Study, _ store: ResultStore, search: Search = .full) throws -> RunSummary {
        try Runner(
            store: store, environment: .current(threads: 2), options: RunOptions(threads: 2, search: search),
            stop: StopFlag()
        ).run(study)
    }

    @Test(arguments: [Search.full, .exact, .halving(.standard)])
    func anotherLearnerGoesThroughRunnerStoreAndSelection(search: Search) throws {
        try withStudy { study, store in
            let summary = try run(study, store, search: search)
            // Two tasks with four configurations each; one of them is refused by the learner.
            #expect(summary.failed == 2 && summary.selections == 4)
            let selected = try store.selectedResults().filter { $0.method == "majority" }
            #expect(selected.map(\.failedCandidates) == [1, 1] && selected.map(\.candidates) == [4, 4])
            for result in selected {
                let name = try #require(TaskName(result.task))
                let task = try SampleSuite.task(name)
                let split = try #require(task.splits.first)
                guard case .classes(let classes, let count) = task.targets else { continue }
                var counts = [Int](repeating: 0, count: count)
                for row in split.training { counts[Int(classes[row])] += 1 }
                let largest = counts.firstIndex(of: counts.max() ?? 0)
                // All predict the most frequent class; the first of equal ones.
                #expect(result.chosen?.testCorrect == split.test.count { Int(classes[$0]) == largest })
            }
            let failed = try store.unitStates().filter { $0.outcome == .failed }
            #expect(failed.map(\.message) == ["a pseudocount is 0 or more", "a pseudocount is 0 or more"])
            #expect(try run(study, store, search: search).executed == 0)
        }
    }

    @Test func itsRerunIsComparedToTheBit() throws {
        try withStudy { study, store in
            _ = try run(study, store)
            let again = try Runner(
                store: store, environment: .current(threads: 1), options: RunOptions(isRerun: true), stop: StopFlag()
            ).run(study)
            #expect(again.differing.isEmpty && again.compared == again.executed - again.failed)
        }
    }

    /// The hyperparameters go through JSON on their way to a training: to the same plan, bit by bit.
    @Test(arguments: MethodDefinition.builtIn)
    func aNetworksPlanIsThatOfItsRecord(method: MethodDefinition) throws {
        let task = try SampleSuite.task(#require(TaskName("sample/iris")))
        let split = try #require(task.splits.first)
        for hyperparameters in Grid.paper.configurations(of: method).prefix(200) {
            let unit = Unit(
                task: task, split: split, method: method, hyperparameters: hyperparameters,
                trainingProtocol: .uci, seed: 3)
            let plan = try unit.trainingPlan()
            #expect(plan.hyperparameters == hyperparameters && plan.method == method)
            #expect(plan.key == unit.request.key && plan.batchSize == 128)
        }
    }
}

import Datasets
import Evaluation
import Foundation
import Networks
import ResultStore
import Testing

@testable import Benchmark

/// A small study run in different ways: the facts must be the same to the bit.
@Suite struct RunnerTests {
    private let environment = EnvironmentRecord.current(threads: 1)

    private func study() throws -> Study {
        let names = ["sample/iris", "sample/zoo"].compactMap { TaskName($0) }
        return Study(
            tasks: try names.map { try SampleSuite.task($0) }, methods: [.snn, .batchnorm, .highway],
            grid: .small, protocols: try StudyProtocols(changes: ["epochs=12", "batch_size=32"]))
    }

    /// As many configurations as the quick grid has, of networks that take no time.
    private let narrow = Grid(name: "quick", summary: "narrow networks") { _, _ in
        GridAxes(
            hiddenUnits: [16], layers: [2, 4, 8, 16], learningRates: [0.01, 0.1, 1], dropoutRates: [0, 0.05])
    }

    private func folder() throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }

    /// A label without both kinds of row has no area: NULL, left out of the mean, and there to be counted.
    @Test func areasThatAreNotDefinedAreNull() {
        func test(_ areas: [Double?]) -> [MetricRecord] {
            let measure = EpochResult.Measure(loss: 1, correct: nil, total: 9, areas: areas)
            let epoch = EpochResult(epoch: 1, trainingLoss: 1, validation: measure, test: measure)
            return TrainingResult(ending: .finished, epochs: [epoch], steps: 1).metrics(SelectionRule(metric: .auc))
                .filter { $0.part == .test }
        }
        let some = test([0.75, nil, 0.25, nil])
        #expect(some.first { $0.name == "auc" }?.value == 0.5)
        #expect(some.filter { $0.name.hasPrefix("auc/") }.map(\.value) == [0.75, nil, 0.25, nil])
        // Without any area there is nothing that validation could prefer.
        #expect(test([nil, nil]).isEmpty)
    }

    /// Everything of a store that does not depend on when and where it was made.
    private func facts(_ store: ResultStore) throws -> [String] {
        let queries = [
            """
            SELECT u.unit_hash, a.outcome, a.message, a.epochs_completed, a.steps, a.weights_digest
            FROM latest_success AS l JOIN attempts AS a USING (attempt_id) JOIN units AS u ON u.unit_id = a.unit_id
            ORDER BY 1
            """,
            """
            SELECT u.unit_hash, e.* FROM latest_success AS l JOIN units AS u ON u.unit_id = l.unit_id
            JOIN epochs AS e ON e.attempt_id = l.attempt_id ORDER BY u.unit_hash, e.epoch
            """,
        ]
        var lines: [String] = []
        for sql in queries {
            let result = try store.query(sql)
            let hidden = result.columns.firstIndex(of: "attempt_id")
            lines += result.rows.map { row in
                row.indices.filter { $0 != hidden }.map { "\(row[$0])" }.joined(separator: " ")
            }
        }
        let selections = try store.selectedResults()
        lines += selections.map { "\($0.task) \($0.method) \(String(describing: $0.chosen))" }
        return lines
    }

    private func run(
        options: RunOptions, stoppingAfter units: Int? = nil, path: String, study: Study? = nil
    ) throws -> RunSummary {
        let store = try ResultStore.open(path, for: .writing(.thisProcess(), patience: 0))
        let stop = StopFlag()
        let runner = Runner(store: store, environment: environment, options: options, stop: stop) { progress in
            if let units, progress.done >= units { stop.raise() }
        }
        let summary = try runner.run(study ?? self.study())
        try store.close()
        return summary
    }

    private func run(threads: Int, stoppingAfter units: Int? = nil, path: String) throws -> RunSummary {
        try run(options: RunOptions(threads: threads), stoppingAfter: units, path: path)
    }

    @Test func threadsAndInterruptionsDoNotChangeAResult() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let one = folder + "/one.sqlite"
        let whole = try run(threads: 1, path: one)
        #expect(whole.executed == 24 && !whole.wasInterrupted && whole.selections == 6)
        let expected = try facts(ResultStore.open(one, for: .reading))
        #expect(expected.count > 24 * 12)

        let three = folder + "/three.sqlite"
        _ = try run(threads: 3, path: three)
        #expect(try facts(ResultStore.open(three, for: .reading)) == expected)

        // From the shortest to the longest, with memory for one network at a time.
        let reversed = folder + "/reversed.sqlite"
        _ = try run(
            options: RunOptions(threads: 2, order: .shortestFirst, memoryLimit: 1), path: reversed)
        #expect(try facts(ResultStore.open(reversed, for: .reading)) == expected)

        let pieces = folder + "/pieces.sqlite"
        let first = try run(threads: 2, stoppingAfter: 5, path: pieces)
        #expect(first.wasInterrupted && first.executed < 24)
        let second = try run(threads: 2, path: pieces)
        #expect(second.finishedBefore == first.executed && !second.wasInterrupted)
        #expect(try facts(ResultStore.open(pieces, for: .reading)) == expected)

        let third = try run(threads: 2, path: pieces)
        #expect(third.executed == 0 && third.finishedBefore == 24 && third.selections == 0)
    }

    @Test func aRerunComparesEveryBit() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/rerun.sqlite"
        _ = try run(threads: 2, path: path)
        let same = try run(options: RunOptions(threads: 2, isRerun: true), path: path)
        #expect(same.executed == 24 && same.compared == 24 && same.differing.isEmpty)

        // Another last digit in one stored loss of two units is found, the result digest following it.
        let hashes = try ResultStore.open(path, for: .reading).unitStates().map(\.unitHash)
        let store = try ResultStore.open(path, for: .writing(.thisProcess(), patience: 0))
        for hash in hashes.prefix(2) {
            var attempt = try #require(try store.attempts(ofUnit: hash).first { $0.outcome == .succeeded })
            attempt.epochs[3].testLoss = (attempt.epochs[3].testLoss ?? 0).nextUp
            try store.record(attempt)
        }
        try store.close()
        let other = try run(options: RunOptions(threads: 2, isRerun: true), path: path)
        #expect(Set(other.differing) == Set(hashes.prefix(2)))
    }

    @Test func aTimeLimitEndsAUnitAndRetryTriesItAgain() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/limit.sqlite"
        let limited = try run(options: RunOptions(timeLimit: 1e-9), path: path)
        #expect(limited.timedOut == 24 && limited.executed == 24 && !limited.wasInterrupted)
        let again = try run(options: RunOptions(), path: path)
        #expect(again.executed == 0 && again.finishedBefore == 24)
        let retried = try run(options: RunOptions(threads: 2, retried: [.timedOut]), path: path)
        #expect(retried.executed == 24 && retried.timedOut == 0)
        let counts = try ResultStore.open(path, for: .reading).progress().byOutcome
        #expect(counts[.timedOut] == nil && counts[.running] == nil)
    }

    @Test func aBudgetStopsTheRun() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/budget.sqlite"
        let stopped = try run(options: RunOptions(budget: 1e-9), path: path)
        #expect(stopped.isBudgetSpent && stopped.wasInterrupted && stopped.executed < 24)
        let rest = try run(options: RunOptions(threads: 2), path: path)
        #expect(rest.executed + stopped.executed == 24 && !rest.isBudgetSpent)
    }

    @Test(arguments: [1, 3])
    func halvingEndsWithTheBitsOfTheFullSearch(threads: Int) throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let study = try Study(
            tasks: [SampleSuite.task(#require(TaskName("sample/wine")))], methods: [.snn, .msra], grid: narrow,
            protocols: StudyProtocols(changes: ["epochs=10", "batch_size=64"]))
        let full = folder + "/full.sqlite"
        _ = try run(options: RunOptions(threads: 2), path: full, study: study)
        let half = folder + "/half.sqlite"
        let options = RunOptions(threads: threads, search: .halving(.standard))
        let first = try run(options: options, stoppingAfter: 3, path: half, study: study)
        #expect(first.wasInterrupted)
        let second = try run(options: options, path: half, study: study)
        #expect(!second.wasInterrupted && second.leftOut > 0 && first.selections + second.selections == 2)
        let third = try run(options: options, path: half, study: study)
        #expect(third.executed == 0 && third.leftOut == 0 && third.selections == 0)

        let expected = Set(try facts(ResultStore.open(full, for: .reading)).dropLast(2))
        let store = try ResultStore.open(half, for: .reading)
        let survivors = Array(try facts(store).dropLast(2))
        #expect(survivors.count > 11 && survivors.count < expected.count / 2)
        #expect(survivors.allSatisfy { expected.contains($0) })
        // Those that were left out have the first epochs of the full search.
        let cut = try store.query(
            """
            SELECT u.unit_hash, e.epoch, e.training_loss, e.validation_loss FROM attempts AS a
            JOIN units AS u USING (unit_id) JOIN epochs AS e USING (attempt_id)
            WHERE a.message LIKE 'left out%' ORDER BY 1, 2
            """
        ).rows.map { "\($0)" }
        let whole = Set(
            try ResultStore.open(full, for: .reading).query(
                """
                SELECT u.unit_hash, e.epoch, e.training_loss, e.validation_loss FROM attempts AS a
                JOIN units AS u USING (unit_id) JOIN epochs AS e USING (attempt_id)
                """
            ).rows.map { "\($0)" })
        #expect(cut.count > 20 && cut.allSatisfy { whole.contains($0) })
        #expect(try store.selectedResults().map(\.grid) == ["quick+halving", "quick+halving"])
    }

    /// The same selections as the full search's, to the test row, on any number of threads, and going on after a stop.
    @Test func theExactSearchSelectsWhatTheFullOneDoes() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let study = try Study(
            tasks: [SampleSuite.task(#require(TaskName("sample/wine")))], methods: [.snn, .layernorm], grid: narrow,
            protocols: StudyProtocols(changes: ["epochs=8", "batch_size=64", "window=3"]))
        let full = folder + "/full.sqlite"
        _ = try run(options: RunOptions(threads: 2), path: full, study: study)
        let expected = try ResultStore.open(full, for: .reading)
        let facts = Set(try facts(expected).dropLast(2))
        var bases: Set<[String?]> = []
        for threads in [1, 3] {
            let path = folder + "/\(threads).sqlite"
            let options = RunOptions(threads: threads, search: .exact)
            let first = try run(options: options, stoppingAfter: 2, path: path, study: study)
            let second = try run(options: options, path: path, study: study)
            #expect(first.wasInterrupted && !second.wasInterrupted && second.leftOut > 4)
            let third = try run(options: options, path: path, study: study)
            #expect(third.executed == 0 && third.leftOut == 0 && third.selections == 0)
            let store = try ResultStore.open(path, for: .reading)
            #expect(try self.facts(store).dropLast(2).allSatisfy { facts.contains($0) })
            let selected = try store.selectedResults()
            #expect(selected.map(\.grid) == ["quick+exact", "quick+exact"])
            #expect(selected.map(\.chosen) == (try expected.selectedResults().map(\.chosen)))
            bases.insert(selected.map(\.basisDigest))
            // What the search never began is not missing, until the study grows.
            let states = try store.unitStates()
            let untried = states.filter { $0.outcome == nil }
            #expect(!untried.isEmpty && untried.allSatisfy(\.isLeftOut))
            let status = RunStatus(states, now: Date())
            #expect(Set(status.outcomes.map(\.name)).isSubset(of: ["succeeded", "diverged", "left_out"]))
            #expect(status.outcomes.contains { $0.name == "left_out" } && status.secondsLeft == nil)
            // A view of the file has an end.
            let progress = try store.progressByMethod()
            #expect(progress.map(\.leftOut).reduce(0, +) == states.count { $0.isLeftOut })
            #expect(progress.allSatisfy { $0.units.keys.allSatisfy { $0.map(Outcome.finished.contains) == true } })
        }
        #expect(bases.count == 1)
    }

    @Test func identityFollowsWhatDeterminesAResult() throws {
        let task = try SampleSuite.task(#require(TaskName("sample/iris")))
        let split = try #require(task.splits.first)
        func id(
            _ method: MethodDefinition = .snn, learningRate: Double = 0.1, epochs: Int = 100, seed: Int64 = 1,
            split: Split
        ) -> String {
            Unit(
                task: task, split: split, method: method,
                hyperparameters: Hyperparameters(hiddenUnits: 128, layers: 2, learningRate: learningRate),
                trainingProtocol: TrainingProtocol(epochs: epochs), seed: seed
            ).id
        }
        var other = MethodDefinition.snn
        other.activation = .gelu
        let ids = [
            id(split: split), id(other, split: split), id(learningRate: 0.01, split: split),
            id(epochs: 99, split: split),
            id(seed: 2, split: split), id(split: try #require(task.splits.last)),
        ]
        #expect(Set(ids).count == ids.count)
        #expect(id(split: split) == id(split: split))
        // The id itself is a promise to every store in the world.
        try Golden.expect(id(split: split) + "\n", equals: "unit-id.txt")
    }

    @Test func ranksOnlyWhatAllMethodsHave() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/rank.sqlite"
        _ = try run(threads: 2, path: path)
        let store = try ResultStore.open(path, for: .reading)
        let protocols = try StudyProtocols(changes: ["epochs=12", "batch_size=32"])
        let question = ResultQuestion(
            tasks: ["sample/iris", "sample/zoo"].compactMap { TaskName($0) }, methods: [.snn, .batchnorm, .highway],
            grid: "small", protocols: protocols)
        let results = try Results(store, question)
        let ranking = try Comparison(results)
        #expect(results.protocolText == "protocol batch_size=32 epochs=12" && results.derivedSelections == 0)
        #expect(ranking.tasks == ["sample/iris", "sample/zoo"])
        #expect(abs(ranking.rows.reduce(0) { $0 + $1.averageRank } - 6) < 1e-12)
        #expect(abs(ranking.rows.reduce(0) { $0 + $1.averageRankDifference }) < 1e-12)
        #expect(ranking.rows.filter { $0.p == nil }.count == 1)
        #expect(throws: EvaluationError.self) {
            try Comparison(try Results(store, ResultQuestion(methods: ["resnet"], grid: "small")))
        }
        // The same trainings under a rule that nothing was selected by: computed from stored curves.
        var anotherRule = question
        anotherRule.protocols = try StudyProtocols(changes: ["epochs=12", "batch_size=32", "window=1"]).stored
        let others = try Results(store, anotherRule)
        #expect(others.protocolText == "protocol batch_size=32 epochs=12 window=1")
        #expect(others.completeTasks == ["sample/iris", "sample/zoo"] && others.derivedSelections > 0)
    }
}

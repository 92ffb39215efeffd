import Datasets
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

    private func folder() throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
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

    private func run(threads: Int, stoppingAfter units: Int? = nil, path: String) throws -> RunSummary {
        let store = try ResultStore.open(path, for: .writing(.thisProcess(), patience: 0))
        let stop = StopFlag()
        let runner = Runner(store: store, environment: environment, threads: threads, stop: stop) { progress in
            if let units, progress.done >= units { stop.raise() }
        }
        let summary = try runner.run(study())
        try store.close()
        return summary
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

        let pieces = folder + "/pieces.sqlite"
        let first = try run(threads: 2, stoppingAfter: 5, path: pieces)
        #expect(first.wasInterrupted && first.executed < 24)
        let second = try run(threads: 2, path: pieces)
        #expect(second.finishedBefore == first.executed && !second.wasInterrupted)
        #expect(try facts(ResultStore.open(pieces, for: .reading)) == expected)

        let third = try run(threads: 2, path: pieces)
        #expect(third.executed == 0 && third.finishedBefore == 24 && third.selections == 0)
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
        let question = RankQuestion(
            methods: [.snn, .batchnorm, .highway], grid: "small",
            trainingProtocol: TrainingProtocol(name: "short", epochs: 12, batchSize: 32))
        let ranking = try RankTable(store, question)
        #expect(ranking.tasks == ["sample/iris", "sample/zoo"])
        #expect(abs(ranking.rows.reduce(0) { $0 + $1.averageRank } - 6) < 1e-12)
        #expect(abs(ranking.rows.reduce(0) { $0 + $1.averageRankDifference }) < 1e-12)
        #expect(ranking.rows.filter { $0.p == nil }.count == 1)
        #expect(throws: RankingError.self) {
            try RankTable(store, RankQuestion(methods: [.resnet], grid: "small"))
        }
    }
}

import Formats
import Foundation
import ReportStores
import ResultStore
import Statistics
import Testing

@testable import Evaluation

/// Made-up stores of every shape, ranked by Evaluation and again by a plain recomputation that shares no code with it.
@Suite struct RandomStoreTests {
    private static let environment = EnvironmentRecord(
        host: "h", operatingSystem: "o", processor: "p", instructionSet: "i", threads: 1, swiftVersion: "s",
        programVersion: "v", sourceCommit: "")
    private static let start = Date(timeIntervalSince1970: 1_795_000_000)
    private static let paper = StudyProtocol(
        definition: definition(128), rule: SelectionRule(metric: .accuracy, window: 10))

    private static func definition(_ batch: Int) -> CanonicalJSON {
        ["batch_size": .integer(Int64(batch)), "epochs": 12]
    }

    /// The candidates of one grid in one group.
    private struct Entry {
        let facts: [RandomStore.Fact]
        let grid: String

        var first: RandomStore.Fact { facts[0] }
        var hasResult: Bool { facts.contains { $0.validation != nil } }
    }

    /// Of several values the one with the most results, the later one of equal ones.
    private static func most<Value: Hashable>(_ entries: [Entry], _ value: (Entry) -> Value) -> Value? {
        Dictionary(grouping: entries, by: value).max { left, right in
            let counts = [left, right].map { $0.value.count(where: \.hasResult) }
            let moments = [left, right].map { $0.value.map(\.first.moment).max() ?? 0 }
            return (counts[0], moments[0]) < (counts[1], moments[1])
        }?.key
    }

    /// The mean score of each method on each task, by the plainest means; nil where there is none.
    private static func table(
        _ facts: [RandomStore.Fact], batch: Int, splits: [Int], seeds: [Int64], grid asked: String?,
        takesLatest: Bool = false
    ) -> (cells: [String: [String: Double]], grid: String)? {
        let wanted = facts.filter { $0.batch == batch && splits.contains($0.split) && seeds.contains($0.seed) }
        var entries = Dictionary(grouping: wanted, by: \.moment).values.flatMap { group in
            Set(group.flatMap(\.grids)).map { grid in Entry(facts: group.filter { $0.grids.contains(grid) }, grid: grid)
            }
        }
        let counts = Dictionary(grouping: entries.filter(\.hasResult), by: \.grid).mapValues(\.count)
        guard let grid = asked ?? counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else { return nil }
        entries.removeAll { $0.grid != grid }
        for (method, own) in Dictionary(grouping: entries, by: \.first.method) {
            let definition = most(own) { $0.first.definition }
            entries.removeAll { $0.first.method == method && $0.first.definition != definition }
        }
        let versions = Dictionary(grouping: entries.filter(\.hasResult), by: \.first.numerics).mapValues(\.count)
        let version = versions.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
        entries.removeAll { $0.first.numerics != version }
        var cells: [String: [String: Double]] = [:]
        for (task, own) in Dictionary(grouping: entries, by: \.first.task) {
            let content = most(own) { $0.first.content }
            var found: [String: [String: Double]] = [:]
            for entry in own where entry.first.content == content {
                if let choice = RandomStore.choice(entry.facts, takesLatest: takesLatest) {
                    found[entry.first.method, default: [:]]["\(entry.first.split) \(entry.first.seed)"] =
                        Double(choice.correct) / Double(entry.first.testRows)
                }
            }
            let samples = Set(found.values.flatMap(\.keys))
            for (method, own) in found where own.count == samples.count {
                cells[task, default: [:]][method] = own.values.reduce(0, +) / Double(own.count)
            }
        }
        return cells.isEmpty ? nil : (cells, grid)
    }

    /// Average ranks of the methods over the tasks that all have.
    private static func ranks(_ table: [String: [String: Double]]) -> [String: Double]? {
        let methods = Set(table.values.flatMap(\.keys))
        let complete = table.values.filter { $0.count == methods.count }
        guard !complete.isEmpty else { return nil }
        var sums: [String: Double] = [:]
        for row in complete {
            for (method, value) in row {
                let better = row.values.count { $0 > value + 1e-12 }
                let equal = row.values.count { abs($0 - value) <= 1e-12 }
                sums[method, default: 0] += Double(better) + Double(equal + 1) / 2
            }
        }
        return sums.mapValues { $0 / Double(complete.count) }
    }

    /// Splits, seeds, protocols, grids, versions of data, definitions and arithmetic, failures, stale and missing selections.
    @Test(arguments: Array(UInt64(1)...10))
    func everyRankingIsThatOfAPlainRecomputation(seed: UInt64) throws {
        let random = RandomStore(seed: seed, protocolDefinition: Self.definition, rule: Self.paper.rule.record)
        let facts = random.facts
        try StudySpecification.withFile(random.write) { file in
            let store = try ResultStore.open(file, for: .reading)
            defer { try? store.close() }
            let grids = Set(facts.flatMap(\.grids)).sorted()
            var asked: [(batch: Int, splits: [Int]?, seeds: [Int64]?, grid: String?)] = [
                (128, nil, nil, nil), (128, [0, 1], nil, nil), (128, [0, 1], [1, 2], nil), (32, [0], [1], nil),
            ]
            if grids.count > 1 { asked += grids.map { (128, [0], [1], $0) } }
            for (batch, splits, seeds, grid) in asked {
                var question = ResultQuestion(
                    grid: grid, paper: [.uci: Self.paper], splitIndices: splits, seeds: seeds)
                if batch != 128 {
                    question.protocols = [.uci: StudyProtocol(definition: Self.definition(batch), rule: .paper)]
                }
                let plain = Self.table(facts, batch: batch, splits: splits ?? [0], seeds: seeds ?? [1], grid: grid)
                let results = try Results(store, question)
                let place = "\(seed) \(batch) \(splits ?? []) \(seeds ?? []) \(grid ?? "")"
                #expect(results.grid == plain?.grid, "\(place)")
                for task in Set(results.tasks).union(plain?.cells.keys.map { $0 } ?? []) {
                    let ours = results.methodNames.map { ($0, results[task, $0]?.score.value) }
                    for (method, value) in ours {
                        #expect(
                            abs((value ?? -1) - (plain?.cells[task]?[method] ?? -1)) < 1e-12,
                            "\(place) \(task) \(method)")
                    }
                    #expect(ours.count { $0.1 != nil } == plain?.cells[task]?.count, "\(place) \(task)")
                }
                guard let ranks = plain.flatMap({ Self.ranks($0.cells) }) else {
                    #expect(throws: EvaluationError.self) { try Comparison(results) }
                    continue
                }
                let comparison = try Comparison(results)
                let ours = Dictionary(
                    comparison.rows.map { ($0.method, $0.averageRank) }, uniquingKeysWith: { first, _ in first })
                #expect(Set(ours.keys) == Set(ranks.keys), "\(place)")
                for (method, rank) in ranks { #expect(abs((ours[method] ?? 0) - rank) < 1e-9, "\(place) \(method)") }
                #expect(comparison.rows.map(\.averageRank) == comparison.rows.map(\.averageRank).sorted())
                #expect(results.protocolText == (batch == 128 ? "the paper's protocol" : "protocol batch_size=32"))
                try expectOneAnswer(store, question, results, comparison)
            }
        }
    }

    /// A sensitivity analysis has the ranking unchanged, and with the latest of equal windows that of the plain recomputation.
    @Test func sensitivityIsThatOfAPlainRecomputation() throws {
        var compared = 0
        for seed in UInt64(1)...4 {
            let random = RandomStore(seed: seed, protocolDefinition: Self.definition, rule: Self.paper.rule.record)
            try StudySpecification.withFile(random.write) { file in
                let store = try ResultStore.open(file, for: .reading)
                defer { try? store.close() }
                let question = ResultQuestion(grid: "g", paper: [.uci: Self.paper], splitIndices: [0], seeds: [1])
                let results = try Results(store, question)
                let plain = try #require(
                    Self.table(random.facts, batch: 128, splits: [0], seeds: [1], grid: "g", takesLatest: true))
                let changes = try Sensitivity(results, in: store).changes
                guard let ties = changes.first(where: { $0.name == "window_ties=latest" }) else { return }
                #expect(Array(changes.map(\.name).prefix(3)) == ["window_ties=latest", "window=1", "window=5"])
                #expect(changes.dropFirst(3).allSatisfy { $0.name == "batch_size=32" })
                #expect(ties.comparison.tasks == ties.unchanged.tasks && ties.changedResults <= ties.results)
                let methods = ties.comparison.rows.map(\.method)
                let cells = plain.cells.filter { ties.comparison.tasks.contains($0.key) }.mapValues { row in
                    row.filter { methods.contains($0.key) }
                }
                let ranks = try #require(Self.ranks(cells))
                for row in ties.comparison.rows {
                    #expect(abs(row.averageRank - (ranks[row.method] ?? 0)) < 1e-9, "\(seed) \(row.method)")
                }
                let unchanged = try Comparison(results)
                if unchanged.tasks == ties.unchanged.tasks {
                    #expect(ties.unchanged.rows.map(\.averageRank) == unchanged.rows.map(\.averageRank))
                }
                compared += 1
            }
        }
        #expect(compared > 1)
    }

    /// Together the stores have all that may differ, so that none of it goes untested by a change of the generator.
    @Test func theStoresHaveAllThatMayDiffer() {
        let all = (UInt64(1)...10).map {
            RandomStore(seed: $0, protocolDefinition: Self.definition, rule: Self.paper.rule.record).facts
        }
        func count<Value: Hashable>(_ value: (RandomStore.Fact) -> Value) -> Int {
            all.count { Set($0.map(value)).count > 1 }
        }
        #expect(count(\.content) > 1 && count(\.split) > 1 && count(\.batch) > 1 && count(\.seed) > 1)
        #expect(count(\.definition) > 1 && count(\.numerics) > 1 && count(\.grids) > 1)
        #expect(all.contains { $0.contains { $0.grids.contains("g+halving") } })
    }

    /// The other ways to ask show the same cells, order and p; parts of a report ask the same two values.
    private func expectOneAnswer(
        _ store: ResultStore, _ question: ResultQuestion, _ results: Results, _ comparison: Comparison
    ) throws {
        let query = try RankingQuery.averageRanks.run(store, question)
        #expect(query.rows.map { $0[0] } == comparison.rows.map { .text($0.method) })
        #expect(query.rows.map { $0[1] } == comparison.rows.map { .real($0.averageRank) })
        // All units have ended: what counts unfinished ones too, as a live view, sees no more.
        var live = question
        live.includesUnfinished = true
        let seen = try Comparison(try Results(store, live))
        #expect(seen.rows.map(\.method) == comparison.rows.map(\.method))
        #expect(seen.rows.map(\.p) == comparison.rows.map(\.p))
        let words = Set(comparison.rows.compactMap { $0.test?.convention })
        #expect(words.allSatisfy { comparison.convention.contains($0) })
        for row in comparison.rows where row.method != comparison.reference && comparison.incompleteTasks.isEmpty {
            var options = PairedComparison.Options()
            options.wilcoxon.alternative = .greater
            options.draws = 0
            let pair = try MethodComparison(results, comparison.reference, row.method, options: options)
            #expect(pair.asInPaper.p == row.p && pair.asInPaper.convention == row.test?.convention)
            #expect(pair.paired.winTieLoss == row.winTieLoss)
        }
    }

    @Test func aFileInWhichEveryUnitWasGivenUpSaysSo() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-random-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try ResultStore.open(
            folder.appending(path: "s.sqlite").path, for: .writing(.thisProcess(program: "tests")))
        let task = TaskRecord(
            name: "own/a", suite: "own", contentDigest: "c", rows: 10, features: 1, classes: 2)
        let split = SplitRecord(task: task, index: 0, digest: "d", trainingRows: 5, validationRows: 2, testRows: 3)
        let unit = UnitRecord(
            split: split, protocolRecord: ProtocolRecord(name: "p", definition: Self.definition(128)),
            configuration: ConfigurationRecord(
                method: MethodRecord(name: "snn", definition: ["name": "snn"]), hyperparameters: ["layers": 2]),
            seed: 1, numericsVersion: 1)
        try store.register([unit])
        let before = #expect(throws: EvaluationError.self) { try Comparison(try Results(store, ResultQuestion())) }
        #expect(before == .noneFinished(ended: 0, units: 1))
        try store.record(
            AttemptRecord(
                unitHash: unit.hash, environment: Self.environment, outcome: .timedOut, startedAt: Self.start,
                finishedAt: Self.start, seconds: 1, epochsCompleted: 0, steps: 0))
        let error = #expect(throws: EvaluationError.self) { try Comparison(try Results(store, ResultQuestion())) }
        #expect(error == .noneSucceeded(units: 1, outcomes: ["timed_out": 1]))
        #expect(error?.description.contains("with --retry timed_out") ?? false)
        // What a program does not support says why by itself, and is among what the reports of failures count.
        try store.record(
            AttemptRecord(
                unitHash: unit.hash, environment: Self.environment, outcome: .unsupported,
                message: "one class a row only",
                startedAt: Self.start.addingTimeInterval(1), finishedAt: Self.start.addingTimeInterval(1), seconds: 1,
                epochsCompleted: 0, steps: 0))
        let refusal = #expect(throws: EvaluationError.self) { try Comparison(try Results(store, ResultQuestion())) }
        #expect(refusal == .noneSucceeded(units: 1, outcomes: ["unsupported": 1], said: "one class a row only"))
        #expect(refusal?.description.hasSuffix("the method does not take them: one class a row only") ?? false)
        #expect(try store.failureCounts().map(\.outcome) == [.timedOut, .unsupported])
        #expect(try store.query(.failuresByReason).rows.count == 2)
        #expect(!EvaluationError.noneSucceeded(units: 1, outcomes: ["failed": 1]).description.contains("learning rate"))
    }
}

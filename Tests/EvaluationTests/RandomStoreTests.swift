import Formats
import Foundation
import ResultStore
import Statistics
import Testing

@testable import Evaluation

/// Made-up stores of every shape, ranked by Evaluation and again by a plain recomputation that shares no code with it.
@Suite struct RandomStoreTests {
    /// One training as the plain recomputation sees it.
    private struct Fact {
        let task: String
        let content: Int
        let split: Int
        let batch: Int
        let method: String
        let layers: Int
        let seed: Int64
        let hash: String
        let validation: [Int]?
        let test: [Int]
    }

    /// A small generator with a seed (Steele, Lea and Flood 2014).
    private struct SplitMix: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let environment = EnvironmentRecord(
        host: "h", operatingSystem: "o", processor: "p", instructionSet: "i", threads: 1, swiftVersion: "s",
        programVersion: "v", sourceCommit: "")
    private static let methods = ["snn", "msra", "batchnorm", "mine"]
    private static let start = Date(timeIntervalSince1970: 1_795_000_000)
    private static let paper = StudyProtocol(
        definition: ["batch_size": 128, "epochs": 12], rule: SelectionRule(metric: .accuracy, window: 10))

    private static func definition(_ batch: Int) -> CanonicalJSON {
        ["batch_size": .integer(Int64(batch)), "epochs": 12]
    }

    /// Writes a store; selections are stored for about half of the groups, a third of these as they were before the last units.
    private static func write(_ seed: UInt64, to path: String) throws -> [Fact] {
        var generator = SplitMix(state: seed)
        let store = try ResultStore.open(path, for: .writing(.thisProcess(program: "tests")))
        defer { try? store.close() }
        var facts: [Fact] = []
        var selections: [SelectionRecord] = []
        var clock = 0.0
        let batches = Bool.random(using: &generator) ? [128, 32] : [128]
        for number in 0..<Int.random(in: 3...5, using: &generator) {
            let name = "own/task-\(number)"
            for content in 0..<(Int.random(in: 0..<4, using: &generator) == 0 ? 2 : 1) {
                let task = TaskRecord(
                    name: name, suite: "own", contentDigest: CanonicalJSON.string("\(name) \(content)").digest,
                    rows: 400, features: 3, classes: 2)
                for index in 0..<Int.random(in: 1...2, using: &generator) {
                    let rows = 20 + 3 * index
                    let split = SplitRecord(
                        task: task, index: index, digest: CanonicalJSON.string("\(name) \(content) \(index)").digest,
                        trainingRows: 100, validationRows: 15, testRows: rows)
                    for batch in batches {
                        let training = ProtocolRecord(name: "p\(batch)", definition: definition(batch))
                        for method in methods where Int.random(in: 0..<12, using: &generator) > 0 {
                            let record = MethodRecord(name: method, definition: ["name": .string(method)])
                            for runSeed in [Int64(1), 2].prefix(Int.random(in: 1...2, using: &generator)) {
                                var curves: [LearningCurve] = []
                                var hashes: [String] = []
                                for layers in [2, 3, 4, 8] {
                                    let unit = UnitRecord(
                                        split: split, protocolRecord: training,
                                        configuration: ConfigurationRecord(
                                            method: record, hyperparameters: ["layers": .integer(Int64(layers))]),
                                        seed: runSeed, numericsVersion: 1)
                                    try store.register([unit])
                                    hashes.append(unit.hash)
                                    clock += 1
                                    let hasFailed = Int.random(in: 0..<6, using: &generator) == 0
                                    let level = Int.random(in: 5...12, using: &generator)
                                    let validation = (0..<12).map { _ in
                                        min(15, level + Int.random(in: 0...3, using: &generator))
                                    }
                                    let test = (0..<12).map { _ in Int.random(in: 8...rows, using: &generator) }
                                    let epochs = (0..<12).map {
                                        EpochRecord(
                                            epoch: $0 + 1, trainingLoss: 1, validationLoss: 1,
                                            validationCorrect: validation[$0], testLoss: 1, testCorrect: test[$0])
                                    }
                                    try store.record(
                                        AttemptRecord(
                                            unitHash: unit.hash, environment: environment,
                                            outcome: hasFailed ? .timedOut : .succeeded,
                                            startedAt: start.addingTimeInterval(clock),
                                            finishedAt: start.addingTimeInterval(clock + 0.5), seconds: 0.5,
                                            epochsCompleted: hasFailed ? 0 : 12, steps: 12,
                                            epochs: hasFailed ? [] : epochs))
                                    facts.append(
                                        Fact(
                                            task: name, content: content, split: index, batch: batch, method: method,
                                            layers: layers, seed: runSeed, hash: unit.hash,
                                            validation: hasFailed ? nil : validation, test: test))
                                }
                                curves = try store.learningCurves(UnitFilter(unitHashes: hashes))
                                // The first selection is always there, so that the grid has a name.
                                if selections.isEmpty || Bool.random(using: &generator) {
                                    let isStale = !selections.isEmpty && Int.random(in: 0..<3, using: &generator) == 0
                                    selections.append(
                                        SelectionRecord(
                                            split: split, protocolRecord: training, method: record, seed: runSeed,
                                            grid: "g", rule: paper.rule.record,
                                            chosen: isStale ? nil : paper.rule.choose(curves), candidates: 4,
                                            failedCandidates: isStale ? 4 : curves.count { $0.outcome != .succeeded },
                                            recordedAt: start.addingTimeInterval(clock + 0.6)))
                                }
                            }
                        }
                    }
                }
            }
        }
        try store.record(selections)
        return facts
    }

    /// What one sample of a method scores, by the words of the protocol and nothing else.
    private static func score(_ facts: [Fact], rows: Int) -> (correct: Int, rows: Int)? {
        var best: (mean: Double, layers: Int, hash: String, test: Int)?
        for fact in facts {
            guard let validation = fact.validation else { continue }
            var window: (sum: Int, end: Int) = (-1, 0)
            for end in 9..<12 {
                let sum = validation[(end - 9)...end].reduce(0, +)
                if sum > window.sum { window = (sum, end) }
            }
            let mean = Double(window.sum)
            let isBetter =
                best.map { old in
                    if mean != old.mean { return mean > old.mean }
                    return fact.layers != old.layers ? fact.layers > old.layers : fact.hash < old.hash
                } ?? true
            if isBetter { best = (mean, fact.layers, fact.hash, fact.test[window.end]) }
        }
        return best.map { ($0.test, rows) }
    }

    /// Average ranks of the methods over the tasks that all have, by the plainest means.
    private static func ranks(_ facts: [Fact], batch: Int, splits: [Int], seeds: [Int64]) -> [String: Double]? {
        let wanted = facts.filter { $0.batch == batch && splits.contains($0.split) && seeds.contains($0.seed) }
        var table: [String: [String: Double]] = [:]
        for (task, ofTask) in Dictionary(grouping: wanted, by: \.task) {
            func results(_ content: Int) -> [String: [String: (correct: Int, rows: Int)]] {
                var found: [String: [String: (correct: Int, rows: Int)]] = [:]
                for (method, own) in Dictionary(grouping: ofTask.filter { $0.content == content }, by: \.method) {
                    for (sample, units) in Dictionary(grouping: own, by: { "\($0.split) \($0.seed)" }) {
                        found[method, default: [:]][sample] = score(units, rows: 20 + 3 * units[0].split)
                    }
                }
                return found
            }
            // The content with the most results, the later one where both have as many.
            let contents = Set(ofTask.map(\.content)).sorted().map(results)
            let counts = contents.map { $0.values.reduce(0) { $0 + $1.count } }
            guard let most = counts.max(), let place = counts.lastIndex(of: most) else { continue }
            let samples = Set(contents[place].values.flatMap(\.keys))
            for (method, own) in contents[place] where own.count == samples.count && !samples.isEmpty {
                table[task, default: [:]][method] =
                    own.values.map { Double($0.correct) / Double($0.rows) }.reduce(0, +) / Double(own.count)
            }
        }
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

    private static func withStore(_ seed: UInt64, _ body: ([Fact], ResultStore) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-random-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "s.sqlite").path
        let facts = try write(seed, to: path)
        try body(facts, try ResultStore.open(path, for: .reading))
    }

    @Test(arguments: Array(UInt64(1)...12))
    func everyRankingIsThatOfAPlainRecomputation(seed: UInt64) throws {
        try Self.withStore(seed) { facts, store in
            let asked: [(batch: Int, splits: [Int]?, seeds: [Int64]?)] = [
                (128, nil, nil), (128, [0, 1], nil), (128, [0], [1, 2]), (128, [0, 1], [1, 2]), (32, [0], [1]),
            ]
            for (batch, splits, seeds) in asked {
                var question = ResultQuestion(paper: [.uci: Self.paper], splitIndices: splits, seeds: seeds)
                if batch != 128 {
                    question.protocols = [.uci: StudyProtocol(definition: Self.definition(batch), rule: .paper)]
                }
                let plain = Self.ranks(facts, batch: batch, splits: splits ?? [0], seeds: seeds ?? [1])
                let results = try Results(store, question)
                guard let plain else {
                    #expect(throws: EvaluationError.self) { try Comparison(results) }
                    continue
                }
                let comparison = try Comparison(results)
                let ours = Dictionary(
                    comparison.rows.map { ($0.method, $0.averageRank) }, uniquingKeysWith: { first, _ in first })
                #expect(Set(ours.keys) == Set(plain.keys), "\(seed) \(batch) \(splits ?? [])")
                for (method, rank) in plain { #expect(abs((ours[method] ?? 0) - rank) < 1e-9, "\(seed) \(method)") }
                #expect(comparison.rows.map(\.averageRank) == comparison.rows.map(\.averageRank).sorted())
                #expect(results.protocolText == (batch == 128 ? "the paper's protocol" : "protocol batch_size=32"))
                try expectOneAnswer(store, question, results, comparison)
            }
        }
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
        #expect(error?.description.contains("--retry timed_out") ?? false)
    }
}

import Datasets
import Formats
import Foundation
import Networks
import ResultStore
import Statistics
import Testing

@testable import Benchmark

/// Rankings and comparisons of a store whose numbers can be checked by hand.
@Suite final class StoredScoresTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)").path
    private let store: ResultStore

    /// Fills the store: four tasks with 40 test rows each, the small ones of 100 rows, the large ones of 2000.
    ///
    /// The AUC is correct / 50.
    ///
    ///     task   rows   snn  msra  batchnorm
    ///     uci/a   100    30    28    30
    ///     uci/b   100    20    22    none
    ///     uci/c  2000    39    31    36
    ///     uci/d  2000    25    25    25
    init() throws {
        store = try ResultStore.open(folder + "/s.sqlite", for: .writing(.thisProcess(), patience: 0))
        let rows: [(String, Int, [Int?])] = [
            ("uci/a", 100, [30, 28, 30]), ("uci/b", 100, [20, 22, nil]), ("uci/c", 2000, [39, 31, 36]),
            ("uci/d", 2000, [25, 25, 25]),
        ]
        for (name, size, correct) in rows {
            for (method, correct) in zip([MethodDefinition.snn, .msra, .batchnorm], correct) {
                try add(name, size, method, correct: correct, protocolName: "p")
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func add(
        _ name: String, _ rows: Int, _ method: MethodDefinition, correct: Int?, protocolName: String,
        split index: Int = 0, seed: Int64 = 1, grid: String = "g", testAUC: Double? = nil
    ) throws {
        let task = TaskRecord(
            name: name, suite: "uci", contentDigest: CanonicalJSON.string(name).digest, rows: rows, features: 3,
            classes: 2)
        let split = SplitRecord(
            task: task, index: index, digest: CanonicalJSON.string("split \(index) \(name)").digest,
            trainingRows: rows - 60,
            validationRows: 20, testRows: 40)
        let training = ProtocolRecord(name: protocolName, definition: ["name": .string(protocolName)])
        let configuration = ConfigurationRecord(method: method.record, hyperparameters: ["layers": 2])
        let unit = UnitRecord(
            split: split, protocolRecord: training, configuration: configuration, seed: seed, numericsVersion: 1)
        try store.register([unit])
        let count = correct ?? 0
        let epoch = EpochRecord(
            epoch: 1, trainingLoss: 1, validationLoss: 1, validationCorrect: 10, testLoss: Double(count) / 10,
            testCorrect: count, testAUC: Double(count) / 50)
        try store.record(
            AttemptRecord(
                unitHash: unit.hash, environment: .current(threads: 1), outcome: .succeeded, startedAt: Date(),
                finishedAt: Date(), seconds: 1, epochsCompleted: 1, steps: 1, epochs: [epoch],
                metrics: [.accuracy(.test, correct: count, total: 40, epoch: 1)]))
        let chosen = correct.map {
            ChosenCandidate(
                unitHash: unit.hash, epoch: 1, validationScore: 0.5, validationCorrect: 10, validationTotal: 20,
                testMetric: testAUC == nil ? "accuracy" : "auc", testValue: testAUC ?? Double($0) / 40, testCorrect: $0,
                testTotal: 40)
        }
        try store.record([
            SelectionRecord(
                split: split, protocolRecord: training, method: method.record, seed: seed, grid: grid,
                rule: ["window": 10],
                chosen: chosen, candidates: 1, failedCandidates: correct == nil ? 1 : 0)
        ])
    }

    private func question(_ change: (inout RankQuestion) -> Void = { _ in }) -> RankQuestion {
        var question = RankQuestion(methods: [.snn, .msra, .batchnorm], grid: "g")
        change(&question)
        return question
    }

    private func ranks(_ question: RankQuestion) throws -> [String: Double] {
        Dictionary(
            try RankTable(store, question).rows.map { ($0.method, $0.averageRank) }, uniquingKeysWith: { a, _ in a })
    }

    @Test func commonTasksByDefault() throws {
        let table = try RankTable(store, question())
        #expect(table.tasks == ["uci/a", "uci/c", "uci/d"] && table.incompleteTasks == ["uci/b"])
        #expect(table.reference == "snn" && table.metrics == ["accuracy"] && table.missingResults == 0)
        // a: 1.5, 3, 1.5; c: 1, 3, 2; d: 2 each.
        #expect(try ranks(question()) == ["snn": 1.5, "batchnorm": 5.5 / 3, "msra": 8.0 / 3])
        #expect(table.convention.contains("one-sided") && table.convention.contains("R's wilcox.test"))
    }

    @Test func splitsAndSeedsAreAveraged() throws {
        try add("uci/a", 100, .snn, correct: 32, protocolName: "p", split: 1)
        try add("uci/a", 100, .msra, correct: 34, protocolName: "p", split: 1)
        try add("uci/a", 100, .msra, correct: 40, protocolName: "p", seed: 2)
        // Nobody asked for the second split or seed.
        #expect(try ranks(question())["snn"] == 1.5)
        let both = try StoredScores(store, question { $0.splitIndices = [0, 1, 7] })
        // (30 + 32) / 80 and (28 + 34) / 80 tie exactly; batchnorm lacks a split there, not elsewhere.
        #expect(both.scores["uci/a"]?["snn"]?.accuracy == (try Accuracy(correct: 62, total: 80)))
        #expect(both.scores["uci/a"]?["snn"]?.fraction == both.scores["uci/a"]?["msra"]?.fraction)
        #expect(both.scores["uci/a"]?["batchnorm"] == nil && both.scores["uci/c"]?["batchnorm"] != nil)
        #expect(both.splitIndices == [0, 1] && both.seeds == [1])
        let repeated = try StoredScores(store, question { $0.repeats = 2 })
        #expect(repeated.scores["uci/a"]?["msra"]?.value == 0.85 && repeated.scores["uci/a"]?["snn"] == nil)
        #expect(repeated.seeds == [1, 2] && repeated.splitIndices == [0])
        let areas = try StoredScores(
            store,
            question {
                $0.splitIndices = [0, 1]
                $0.metric = .auc
            })
        #expect(abs((areas.scores["uci/a"]?["snn"]?.value ?? 0) - 0.62) < 1e-12)
    }

    /// HTRU2 is ten folds, whatever else is asked for.
    @Test func theSplitsOfAnExperimentAreItsDefault() throws {
        for fold in 0..<10 {
            try add(
                "htru2", 100, .snn, correct: 20 + fold, protocolName: "p", split: fold,
                testAUC: 0.9 + Double(fold) / 100
            )
        }
        let folds = try StoredScores(store, question { $0.tasks = [TaskName("htru2")].compactMap { $0 } })
        // The mean of what the selections are for, not of the correct rows that they have too.
        #expect(folds.metrics == ["auc"] && abs((folds.scores["htru2"]?["snn"]?.value ?? 0) - 0.945) < 1e-12)
        #expect(folds.splitIndices == Array(0..<10))
    }

    @Test func theFullestGridIsChosen() throws {
        // Eleven of grid g; then one on a task of its own under either of two grids.
        #expect(try question { $0.grid = "quick" }.choosingGrid(in: store).grid == "g")
        try add("uci/e", 100, .snn, correct: 1, protocolName: "p", grid: "h")
        try add("uci/e", 100, .snn, correct: 1, protocolName: "p", grid: "i")
        func chosen(_ grid: String, _ methods: [MethodDefinition] = [.snn]) throws -> String {
            try question {
                $0.grid = grid
                $0.methods = methods
                $0.tasks = [TaskName("uci/e")].compactMap { $0 }
            }.choosingGrid(in: store).grid
        }
        // As many of both: the question's own goes before, else the first name; without any it stays.
        #expect(try chosen("i") == "i")
        #expect(try chosen("h") == "h")
        #expect(try chosen("quick") == "h")
        #expect(try chosen("quick", [.resnet]) == "quick")
        #expect(try question { $0.grid = "i" }.choosingGrid(in: store).grid == "g")
    }

    @Test func missingResultsRankLast() throws {
        let question = question { $0.options.missing = .rankedLast }
        // b: snn 2, msra 1, batchnorm 3.
        #expect(try ranks(question) == ["snn": 6.5 / 4, "msra": 9.0 / 4, "batchnorm": 8.5 / 4])
        let table = try RankTable(store, question)
        #expect(table.missingResults == 1 && table.incompleteTasks.isEmpty)
    }

    @Test func groupsBySize() throws {
        #expect(try RankTable(store, question { $0.sizes = .small }).tasks == ["uci/a"])
        #expect(try RankTable(store, question { $0.sizes = .large }).tasks == ["uci/c", "uci/d"])
        #expect(TaskSizes.large.contain(rows: 1000) && !TaskSizes.small.contain(rows: 1000))
    }

    @Test func metrics() throws {
        // The store's loss grows with the count, and the smallest is the best.
        let loss = try RankTable(store, question { $0.metric = .loss })
        #expect(loss.rows.first?.method == "msra" && loss.metrics == ["loss"])
        let auc = try RankTable(store, question { $0.metric = .auc })
        #expect(auc.rows.first?.method == "snn")
        #expect(abs((auc.rows.first?.meanScore ?? 0) - (30 + 39 + 25) / 150) < 1e-15)
        let validation = try ranks(question { $0.metric = .validationAccuracy })
        #expect(validation == ["snn": 2, "msra": 2, "batchnorm": 2])
        #expect(throws: RankingError.self) { try RankTable(store, question { $0.metric = .recorded("colour") }) }
        #expect(try RankTable(store, question { $0.metric = .recorded("accuracy") }).rows.first?.method == "snn")
    }

    @Test func referenceAndAdjustment() throws {
        let table = try RankTable(
            store,
            question {
                $0.options.reference = "msra"
                $0.options.test = WilcoxonSignedRankTest(mode: .exact, alternative: .less)
                $0.options.adjustment = .holm
            })
        #expect(table.reference == "msra")
        #expect(table.rows.first { $0.method == "msra" }?.p == nil)
        // Two differences, both against msra: 1/4, twice under Holm.
        #expect(table.rows.first { $0.method == "snn" }?.p == 0.25)
        #expect(table.rows.first { $0.method == "snn" }?.adjustedP == 0.5)
        #expect(throws: RankingError.self) { try RankTable(store, question { $0.options.reference = "resnet" }) }
    }

    /// Results of two protocols are never mixed within a task.
    @Test func onlyComparableSelectionsAreRanked() throws {
        try add("uci/a", 100, .snn, correct: 1, protocolName: "other")
        let table = try RankTable(store, question())
        #expect(table.otherSelections == 1)
        #expect(try ranks(question()) == ["snn": 1.5, "batchnorm": 5.5 / 3, "msra": 8.0 / 3])
    }

    @Test func publishedClassifiersStandBeside() throws {
        let groups = try PublishedTables().groups.filter { !$0.isNetwork }.map(\.method)
        let header = "problema " + groups.joined(separator: " ")
        let lines = ["a", "c", "d"].map { task in
            task + " " + groups.map { _ in task == "a" ? "75.0" : "10.0" }.joined(separator: " ")
        }
        let classifiers = try ClassifierResults(text: ([header] + lines).joined(separator: "\n"), file: "r")
        let table = try RankTable(store, question { $0.classifiers = classifiers })
        #expect(table.rows.count == 20 && table.tasks.count == 3)
        // On a, 30 of 40 is 75.0 %: nineteen share the first rank.
        let ranks = table.comparison.ranks[0]
        #expect(ranks.count { $0 == 10 } == 19)
    }

    @Test func comparesTaskByTask() throws {
        let comparison = try MethodComparison(
            store, RankQuestion(methods: [.snn, .msra], grid: "g"), options: PairedComparison.Options())
        #expect(comparison.rows.map(\.task) == ["uci/a", "uci/b", "uci/c", "uci/d"])
        #expect(comparison.rows.map(\.signedRank) == [1.5, -1.5, 3, 0])
        #expect(comparison.rows.map { $0.first.accuracy?.correct } == [30, 20, 39, 25])
        #expect(comparison.paired.winTieLoss.description == "2/1/1")
        #expect(comparison.decisive(1).map(\.task) == ["uci/c"])
        // Ranks 1.5, 1.5 and 3: R+ = 4.5 or more in 3 of 8 patterns, doubled.
        #expect(comparison.paired.wilcoxon.p == 0.75)
        let missing = try MethodComparison(
            store, RankQuestion(methods: [.snn, .batchnorm], grid: "g"), options: PairedComparison.Options())
        #expect(missing.rows.count == 3 && missing.incompleteTasks == ["uci/b"])
        var loss = RankQuestion(methods: [.snn, .msra], grid: "g")
        loss.metric = .loss
        #expect(try MethodComparison(store, loss, options: .init()).paired.winTieLoss.description == "1/1/2")
    }
}

import Formats
import Foundation
import ResultStore
import Statistics
import Testing

@testable import Evaluation

/// Rankings and comparisons of a store whose numbers can be checked by hand.
@Suite final class ResultsTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)").path
    let store: ResultStore

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
            for (method, correct) in zip(["snn", "msra", "batchnorm"], correct) {
                try add(name, size, method, correct: correct, protocolName: "p")
            }
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func add(
        _ name: String, _ rows: Int, _ method: String, correct: Int?, protocolName: String,
        split index: Int = 0, seed: Int64 = 1, grid: String = "g", testAUC: Double? = nil, numerics: Int = 1
    ) throws {
        let task = TaskRecord(
            name: name, suite: name == "htru2" ? name : "uci", contentDigest: CanonicalJSON.string(name).digest,
            rows: rows, features: 3,
            classes: 2)
        let split = SplitRecord(
            task: task, index: index, digest: CanonicalJSON.string("split \(index) \(name)").digest,
            trainingRows: rows - 60,
            validationRows: 20, testRows: 40)
        let training = ProtocolRecord(name: protocolName, definition: ["name": .string(protocolName)])
        let configuration = ConfigurationRecord(method: Self.method(method), hyperparameters: ["layers": 2])
        let unit = UnitRecord(
            split: split, protocolRecord: training, configuration: configuration, seed: seed, numericsVersion: numerics)
        try store.register([unit])
        let count = correct ?? 0
        let epoch = EpochRecord(
            epoch: 1, trainingLoss: 1, validationLoss: 1, validationCorrect: 10, testLoss: Double(count) / 10,
            testCorrect: count, testAUC: Double(count) / 50)
        try store.record(
            AttemptRecord(
                unitHash: unit.hash, environment: Self.environment, outcome: .succeeded, startedAt: Date(),
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
                split: split, protocolRecord: training, method: Self.method(method), seed: seed, grid: grid,
                rule: ["window": 10],
                chosen: chosen, candidates: 1, failedCandidates: correct == nil ? 1 : 0)
        ])
    }

    static func method(_ name: String) -> MethodRecord {
        MethodRecord(
            name: name,
            definition: name == "program" ? ["deterministic": false] : ["name": .string(name)])
    }

    static let environment = EnvironmentRecord(
        host: "h", operatingSystem: "o", processor: "p", instructionSet: "i", threads: 1, swiftVersion: "s",
        programVersion: "v", sourceCommit: "")

    func question(_ change: (inout ResultQuestion) -> Void = { _ in }) -> ResultQuestion {
        var question = ResultQuestion(methods: ["snn", "msra", "batchnorm"], grid: "g")
        change(&question)
        return question
    }

    func table(
        _ question: ResultQuestion, _ change: (inout TableComparison.Options) -> Void = { _ in }
    ) throws -> Comparison {
        var options = TableComparison.Options()
        change(&options)
        return try Comparison(try Results(store, question), options: options)
    }

    func ranks(
        _ question: ResultQuestion, _ change: (inout TableComparison.Options) -> Void = { _ in }
    ) throws -> [String: Double] {
        Dictionary(
            try table(question, change).rows.map { ($0.method, $0.averageRank) }, uniquingKeysWith: { a, _ in a })
    }

    /// Results of two versions of the arithmetic never stand in one table, and those that are left out are named.
    @Test func anotherArithmeticIsLeftOutWithAWord() throws {
        for (method, correct) in [("snn", 9), ("msra", 10), ("batchnorm", 11)] {
            try add("uci/e", 100, method, correct: correct, protocolName: "p", numerics: 2)
        }
        let results = try Results(store, question())
        #expect(results.numericsVersion == 1 && !results.tasks.contains("uci/e"))
        let words = results.leftOut.filter { $0.reason == .numerics([2]) }
        #expect(words.map(\.results) == [3] && words.first?.option == "--numerics 2", "\(results.leftOut)")
        let others = try Results(store, question { $0.numericsVersion = 2 })
        #expect(others.tasks == ["uci/e"] && others.leftOut.contains { $0.reason == .numerics([1]) })
    }

    @Test func whatPromisesNoSameResultIsNamed() throws {
        #expect(try Results(store, question()).unrepeatableMethods == [])
        try add("uci/a", 100, "program", correct: 12, protocolName: "p")
        let results = try Results(store, question { $0.methods = nil })
        #expect(results.unrepeatableMethods == ["program"])
        let notes = RankNotes.lines(try Comparison(results), results)
        #expect(notes.contains("Not said to be deterministic: program; another run may give other results."))
    }

    @Test func commonTasksByDefault() throws {
        let results = try Results(store, question())
        let table = try Comparison(results)
        #expect(table.tasks == ["uci/a", "uci/c", "uci/d"] && table.incompleteTasks == ["uci/b"])
        #expect(table.reference == "snn" && results.metrics == ["accuracy"] && table.missingResults == 0)
        // a: 1.5, 3, 1.5; c: 1, 3, 2; d: 2 each.
        #expect(try ranks(question()) == ["snn": 1.5, "batchnorm": 5.5 / 3, "msra": 8.0 / 3])
        #expect(table.convention.contains("one-sided") && table.convention.contains("R's wilcox.test"))
    }

    @Test func splitsAndSeedsAreAveraged() throws {
        try add("uci/a", 100, "snn", correct: 32, protocolName: "p", split: 1)
        try add("uci/a", 100, "msra", correct: 34, protocolName: "p", split: 1)
        try add("uci/a", 100, "msra", correct: 40, protocolName: "p", seed: 2)
        // Nobody asked for the second split or seed.
        #expect(try ranks(question())["snn"] == 1.5)
        let both = try Results(store, question { $0.splitIndices = [0, 1, 7] })
        // (30 + 32) / 80 and (28 + 34) / 80 tie exactly; batchnorm lacks a split there, not elsewhere.
        #expect(both["uci/a", "snn"]?.score.accuracy == (try Accuracy(correct: 62, total: 80)))
        #expect(both["uci/a", "snn"]?.score.fraction == both["uci/a", "msra"]?.score.fraction)
        #expect(both["uci/a", "batchnorm"] == nil && both["uci/c", "batchnorm"] != nil)
        #expect(both.splitIndices == [0, 1] && both.seeds == [1])
        let repeated = try Results(store, question { $0.repeats = 2 })
        #expect(repeated["uci/a", "msra"]?.score.value == 0.85 && repeated["uci/a", "snn"] == nil)
        #expect(repeated.seeds == [1, 2] && repeated.splitIndices == [0])
        let areas = try Results(
            store,
            question {
                $0.splitIndices = [0, 1]
                $0.metric = .auc
            })
        #expect(abs((areas["uci/a", "snn"]?.score.value ?? 0) - 0.62) < 1e-12)
    }

    /// HTRU2 is ten folds, whatever else is asked for.
    @Test func theSplitsOfAnExperimentAreItsDefault() throws {
        for fold in 0..<10 {
            try add(
                "htru2", 100, "snn", correct: 20 + fold, protocolName: "p", split: fold,
                testAUC: 0.9 + Double(fold) / 100
            )
        }
        let folds = try Results(store, question { $0.tasks = ["htru2"] })
        // The mean of what the selections are for, not of the correct rows that they have too.
        #expect(folds.metrics == ["auc"] && abs((folds["htru2", "snn"]?.score.value ?? 0) - 0.945) < 1e-12)
        #expect(folds.splitIndices == Array(0..<10))
    }

    @Test func theFullestGridIsChosen() throws {
        // Eleven of grid g; then one on a task of its own under either of two grids.
        #expect(try Results(store, question { $0.grid = nil }).grid == "g")
        try add("uci/e", 100, "snn", correct: 1, protocolName: "p", grid: "h")
        try add("uci/e", 100, "snn", correct: 1, protocolName: "p", grid: "i")
        func chosen(_ preferred: String, _ methods: [String] = ["snn"]) throws -> String? {
            try Results(
                store,
                question {
                    $0.grid = nil
                    $0.preferredGrid = preferred
                    $0.methods = methods
                    $0.tasks = ["uci/e"]
                }
            ).grid
        }
        // As many of both: the question's own goes before, else the first name; without any there is none.
        #expect(try chosen("i") == "i")
        #expect(try chosen("h") == "h")
        #expect(try chosen("quick") == "h")
        #expect(try chosen("quick", ["resnet"]) == nil)
        let all = try Results(store, question { $0.grid = nil })
        #expect(all.grid == "g")
        #expect(all.leftOut.map(\.description).contains("2 results of grids h, i left out: --grid h or --grid i."))
    }

    /// Two methods are compared by the cells that a ranking of all shows, though a grid of theirs alone has more of them.
    @Test func namingMethodsChangesNoCell() throws {
        let counts = [("uci/a", 30, 28), ("uci/b", 20, 22), ("uci/c", 39, 31), ("uci/d", 25, 25), ("uci/e", 10, 11)]
        for (task, snn, msra) in counts {
            let rows = ["uci/c", "uci/d"].contains(task) ? 2000 : 100
            try add(task, rows, "snn", correct: snn, protocolName: "p", grid: "h")
            try add(task, rows, "msra", correct: msra, protocolName: "p", grid: "h")
        }
        #expect(try Results(store, ResultQuestion()).grid == "g")
        let two = try Results(store, ResultQuestion(methods: ["snn", "msra"]))
        #expect(two.grid == "g" && two.tasks == ["uci/a", "uci/b", "uci/c", "uci/d"])
        #expect(two.leftOut.map(\.description) == ["10 results of grid h left out: --grid h."])
        // A method that has none of that grid is not left out for it.
        try add("uci/a", 100, "gelu", correct: 1, protocolName: "p", grid: "h")
        #expect(try Results(store, ResultQuestion(methods: ["gelu", "snn"])).grid == "h")
    }

    @Test func missingResultsRankLast() throws {
        // b: snn 2, msra 1, batchnorm 3.
        #expect(
            try ranks(question()) { $0.missing = .rankedLast } == [
                "snn": 6.5 / 4, "msra": 9.0 / 4, "batchnorm": 8.5 / 4,
            ])
        let table = try table(question()) { $0.missing = .rankedLast }
        #expect(table.missingResults == 1 && table.incompleteTasks.isEmpty)
    }

    @Test func resultsOfTablesThatAreGoneAreNamed() throws {
        let digest = CanonicalJSON.string("uci/a").digest
        let split = CanonicalJSON.string("split 0 uci/a").digest
        for (content, splits, words) in [
            (digest, [0: split], nil), ("other", [0: split], "of tables that are no longer there: uci/a;"),
            (digest, [0: "other"], "of splits that their tables no longer have: uci/a;"),
        ] as [(String, [Int: String], String?)] {
            let contents = ["uci/a": (content, splits)]
            let notes = RankNotes.others(try Results(store, question { $0.contents = contents }))
            #expect(notes.contains { $0.hasPrefix("Results of") } == (words != nil), "\(notes)")
            #expect(words.map { words in notes.contains { $0.contains(words) } } ?? true, "\(notes)")
        }
        let named = question { ($0.contents, $0.tasks) = (["uci/a": ("other", [:])], ["uci/a@\(digest.prefix(8))"]) }
        #expect(try Results(store, named).outdatedTasks == [])
    }

    @Test func groupsBySize() throws {
        #expect(try table(question { $0.sizes = .small }).tasks == ["uci/a"])
        #expect(try table(question { $0.sizes = .large }).tasks == ["uci/c", "uci/d"])
        #expect(TaskSizes.large.contain(rows: 1000) && !TaskSizes.small.contain(rows: 1000))
    }

    @Test func metrics() throws {
        // The store's loss grows with the count, and the smallest is the best.
        let loss = try table(question { $0.metric = .loss })
        #expect(loss.rows.first?.method == "msra")
        let auc = try table(question { $0.metric = .auc })
        #expect(auc.rows.first?.method == "snn")
        #expect(abs((auc.rows.first?.meanScore ?? 0) - (30 + 39 + 25) / 150) < 1e-15)
        let validation = try ranks(question { $0.metric = .validationAccuracy })
        #expect(validation == ["snn": 2, "msra": 2, "batchnorm": 2])
        #expect(throws: EvaluationError.self) { try table(question { $0.metric = .recorded("colour") }) }
        #expect(try table(question { $0.metric = .recorded("accuracy") }).rows.first?.method == "snn")
    }

    @Test func referenceAndAdjustment() throws {
        let table = try table(question()) {
            $0.reference = "msra"
            $0.test = WilcoxonSignedRankTest(mode: .exact, alternative: .less)
            $0.adjustment = .holm
        }
        #expect(table.reference == "msra")
        #expect(table.row("msra")?.p == nil)
        // Two differences, both against msra: 1/4, twice under Holm.
        #expect(table.row("snn")?.p == 0.25)
        #expect(table.row("snn")?.adjustedP[.holm] == 0.5)
        #expect(throws: EvaluationError.self) { try self.table(question()) { $0.reference = "resnet" } }
    }

    @Test func othersStandBeside() throws {
        let further = (1...17).map { number in
            (
                name: "other \(number)",
                scores: [
                    "uci/a": TaskScore(Fraction(decimal: "0.75") ?? .zero), "uci/c": TaskScore(0.1),
                    "uci/d": TaskScore(0.1),
                ]
            )
        }
        let table = try Comparison(try Results(store, question()), further: further)
        #expect(table.rows.count == 20 && table.tasks.count == 3)
        // On a, 30 of 40 is 75.0 %: nineteen share the first rank.
        #expect(table.table.ranks[0].count { $0 == 10 } == 19)
    }

    @Test func comparesTaskByTask() throws {
        let comparison = try MethodComparison(
            Results(store, question()), "snn", "msra", options: PairedComparison.Options())
        #expect(comparison.rows.map(\.task) == ["uci/a", "uci/b", "uci/c", "uci/d"])
        #expect(comparison.rows.map(\.signedRank) == [1.5, -1.5, 3, 0])
        #expect(comparison.rows.map { $0.first.accuracy?.correct } == [30, 20, 39, 25])
        #expect(comparison.paired.winTieLoss.description == "2/1/1")
        #expect(comparison.decisive(1).map(\.task) == ["uci/c"])
        // Ranks 1.5, 1.5 and 3: R+ = 4.5 or more in 3 of 8 patterns, doubled.
        #expect(comparison.paired.wilcoxon.p == 0.75)
        let missing = try MethodComparison(
            Results(store, question()), "snn", "batchnorm", options: PairedComparison.Options())
        #expect(missing.rows.count == 3 && missing.incompleteTasks == ["uci/b"])
        let loss = try Results(store, question { $0.metric = .loss })
        #expect(
            try MethodComparison(loss, "snn", "msra", options: .init()).paired.winTieLoss.description == "1/1/2")
    }

    /// The named queries that rank ask the same results: ties are exact, and a mean over splits is one.
    @Test func queriesRankLikeEverythingElse() throws {
        func rows(_ query: RankingQuery, _ arguments: [String: String] = [:]) throws -> [[QueryValue]] {
            try query.run(store, question { $0.methods = nil }, arguments: arguments).rows
        }
        let best = try rows(.bestConfigurations)
        #expect(
            best.map { [$0[0], $0[3]] }
                == [
                    ["uci/a", "snn"], ["uci/a", "batchnorm"], ["uci/b", "msra"], ["uci/c", "snn"], ["uci/d", "snn"],
                    ["uci/d", "msra"], ["uci/d", "batchnorm"],
                ].map { $0.map { .text($0) } })
        #expect(best[0].suffix(3) == [.real(0.75), .integer(30), .integer(40)] && best[0][5] == .integer(2))
        #expect(try rows(.bestConfigurations, ["task": "uci/c"]).count == 1)
        #expect(try rows(.bestConfigurations, ["suite": "sample"]).isEmpty)
        let better = try rows(.betterMethod, ["method": "snn", "other": "msra"])
        #expect(better.map { $0[0] } == [.text("uci/c"), .text("uci/a")])
        #expect(better[0][5...] == [.integer(39), .integer(31), .integer(40), .integer(2), .integer(2)])
        #expect(try rows(.betterMethod).isEmpty)
        #expect(throws: EvaluationError.self) { try rows(.betterMethod, ["method": "gelu"]) }
        try add("uci/a", 100, "snn", correct: 40, protocolName: "p", split: 1)
        try add("uci/a", 100, "batchnorm", correct: 39, protocolName: "p", split: 1)
        let both = try RankingQuery.bestConfigurations.run(
            store, question { $0.splitIndices = [0, 1] }, arguments: ["task": "uci/a"]
        ).rows
        // 70 of 80 against 69: snn alone, with a configuration for each split.
        #expect(both.map { [$0[1], $0[3]] } == [[.integer(0), .text("snn")], [.integer(1), .text("snn")]])
        let names = RankingQuery.all.map(\.name) + NamedQuery.all.map(\.name)
        #expect(Set(names).count == names.count && names.count >= 12)
    }
}

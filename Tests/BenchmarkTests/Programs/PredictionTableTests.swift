import Datasets
import Evaluation
import Foundation
import Networks
import ResultStore
import Testing

@testable import Benchmark

/// Predictions from elsewhere: checked row by row, recorded, and ranked beside the others.
@Suite struct PredictionTableTests {
    private func withFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "snnbench-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private func load(_ name: String) throws -> LearningTask { try SampleSuite.task(#require(TaskName(name))) }

    /// Rows of a task with the true class, or another one in every `wrong`th test row.
    private func lines(_ name: String, wrong: Int = .max) throws -> [String] {
        let task = try load(name)
        let split = try #require(task.splits.first)
        guard case .classes(let classes, let count) = task.targets else { return [] }
        func line(_ part: String, _ row: Int, _ isWrong: Bool) -> String {
            let predicted = isWrong ? (Int(classes[row]) + 1) % count : Int(classes[row])
            return "\(name),0,1,\(part),\(row),\(predicted)"
        }
        return split.validation.map { line("validation", $0, false) }
            + split.test.enumerated().map { line("test", $1, $0 % wrong == wrong - 1) }
    }

    private func table(_ lines: [String], header: String = "task,split,seed,part,row,class", _ folder: URL) throws
        -> PredictionTable
    {
        let file = folder.appending(path: "t.csv").path
        try ([header] + lines).joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
        return try PredictionTable(file: file, loading: load)
    }

    private func problems(_ lines: [String], header: String = "task,split,seed,part,row,class") throws -> [String] {
        var found: [String] = []
        try withFolder { folder in
            do {
                _ = try table(lines, header: header, folder)
            } catch PredictionTableError.wrong(_, let lines) {
                found = lines
            }
        }
        return found
    }

    /// So many wrong rows are named, in their order, and that there are more.
    @Test func theFirstWrongRowsAreNamed() throws {
        let lines = (0..<25).map { "sample/iris,0,1,test,\($0),9" }
        let all = try problems(lines)
        #expect(all.count == Predictions.limit + 1 && all[0].hasPrefix("line 2: "), "\(all)")
        #expect(all.last == "what follows these 20 wrong rows was not looked at")
        #expect(try problems(Array(lines.prefix(Predictions.limit))).count == Predictions.limit)
    }

    /// Numbers are scored in their own unit, and selected by their errors.
    @Test func numbersAreScored() throws {
        try withFolder { folder in
            let iris = try load("sample/iris")
            let task = try LearningTask(
                name: #require(TaskName("user/number")), features: iris.features,
                targets: .numbers((0..<iris.features.rows).map { Double($0 * 10) }), splits: iris.splits)
            let split = try #require(task.splits.first)
            func line(_ part: String, _ row: Int, _ number: Double) -> String {
                "user/number,0,1,\(part),\(row),\(number)"
            }
            let lines =
                split.validation.map { line("validation", $0, Double($0 * 10)) }
                + split.test.map { line("test", $0, Double($0 * 10) + 3) }
            let file = folder.appending(path: "n.csv").path
            try (["task,split,seed,part,row,prediction"] + lines).joined(separator: "\n").write(
                toFile: file, atomically: true, encoding: .utf8)
            func table(_ changes: [String]) throws -> PredictionTable {
                try PredictionTable(file: file, protocols: try StudyProtocols(changes: changes)) { _ in task }
            }
            let refused = #expect(throws: PredictionTableError.self) { try table([]) }
            #expect(refused?.description.contains("metric=rmse") == true)
            let store = try ResultStore.open(
                folder.appending(path: "r.sqlite").path, for: .writing(.thisProcess(), patience: 0))
            let scores = try table(["metric=mae"]).record(
                as: "theirs", in: store, environment: EnvironmentRecord.current(threads: 1))
            let metrics = try #require(scores.first).metrics
            func value(_ name: String) -> Double { metrics.first { $0.name == name }?.value ?? .nan }
            #expect(abs(value("rmse") - 3) < 1e-9 && abs(value("mae") - 3) < 1e-9 && value("r2") > 0.999)
            let chosen = try #require(try store.selectedResults().first?.chosen)
            #expect(chosen.testMetric == "mae" && chosen.testValue == value("mae") && chosen.validationScore == 0)
            #expect(try store.verify() == [])
            try store.close()
        }
    }

    @Test func theyAreRecordedVerifiedMergedAndRanked() throws {
        try withFolder { folder in
            func open(_ name: String) throws -> ResultStore {
                try ResultStore.open(folder.appending(path: name).path, for: .writing(.thisProcess(), patience: 0))
            }
            let study = try StudyDescription(
                tasks: ["sample/iris", "sample/wine"].compactMap { TaskName($0) }.map { .init($0) }, methods: [.snn],
                grid: .small)
            let store = try open("r.sqlite")
            let predictions = try table(lines("sample/iris") + lines("sample/wine", wrong: 10), folder)
            let environment = EnvironmentRecord.current(threads: 1)
            let scores = try predictions.record(as: "oracle", in: store, environment: environment)
            #expect(scores.map(\.task) == ["sample/iris", "sample/wine"] && scores.allSatisfy { !$0.wasKnown })
            #expect(scores[0].metrics.first { $0.name == "accuracy" }?.value == 1)
            let wine = try #require(scores[1].metrics.first { $0.name == "accuracy" })
            #expect(wine.correct == wine.total.map { $0 - $0 / 10 })
            // The same again is no news; other predictions are another attempt.
            #expect(try predictions.record(as: "oracle", in: store, environment: environment).allSatisfy(\.wasKnown))
            #expect(try store.query("SELECT count(*) FROM attempts").rows == [[.integer(2)]])
            let better = try table(lines("sample/wine"), folder)
            #expect(try !better.record(as: "oracle", in: store, environment: environment)[0].wasKnown)
            #expect(try store.verify() == [])
            _ = try Runner(
                store: store, environment: environment, options: RunOptions(threads: 2), stop: StopFlag()
            ).run(
                try Study(
                    tasks: study.tasks.map { try SampleSuite.task($0.name) }, methods: [.snn], grid: .small,
                    protocols: StudyProtocols(changes: ["epochs=2"])))
            var question = ResultQuestion.standard
            question.protocols = try StudyProtocols(changes: []).stored
            let results = try Results(store, question)
            #expect(results.methodNames == ["oracle"] && results["sample/wine", "oracle"]?.score.value == 1)
            try store.close()
            let other = try open("other.sqlite")
            #expect(try other.merge(from: folder.appending(path: "r.sqlite").path).units == 10)
            #expect(try other.verify() == [])
            try other.export(to: folder.appending(path: "facts.json").path, format: .json)
            // What cannot be trained again is in no recipe.
            #expect(try StudyDescription.stored(in: other).allSatisfy { $0.methods == [.snn] })
        }
    }

    @Test func probabilitiesGiveLossAndArea() throws {
        try withFolder { folder in
            let name = "sample/iris"
            let task = try load(name)
            let split = try #require(task.splits.first)
            guard case .classes(let classes, _) = task.targets else { return }
            let rows = split.validation.map { ("validation", $0) } + split.test.map { ("test", $0) }
            let lines = rows.map { part, row in
                "\(name),0,1,\(part),\(row),"
                    + (0..<3).map { $0 == Int(classes[row]) ? "0.8" : "0.1" }.joined(separator: ",")
            }
            let store = try ResultStore.open(
                folder.appending(path: "r.sqlite").path, for: .writing(.thisProcess(), patience: 0))
            let score = try table(lines, header: "task,split,seed,part,row,p0,p1,p2", folder).record(
                as: "sure", in: store, environment: .current(threads: 1))[0]
            let loss = try #require(score.metrics.first { $0.name == "loss" }?.value)
            #expect(abs(loss + log(0.8)) < 1e-6)
        }
    }

    @Test func whatIsWrongIsSaidRowByRow() throws {
        let good = try lines("sample/iris")
        #expect(try problems(good) == [])
        let split = try #require(try load("sample/iris").splits.first)
        #expect(
            try problems(Array(good.dropLast(2))) == [
                "sample/iris, split 0, seed 1: 2 of \(split.test.count) test rows missing"
            ])
        var bad = good
        bad[0] = "sample/iris,0,1,validation,\(split.test[0]),0"
        bad[1] += "7"
        bad[2] = "sample/iris,9,1,test,1,0"
        bad[3] = "sample/iris,zero,1,test,1,0"
        bad[4] = "sample/iris,0,1,train,1,0"
        bad[5] = bad[6]
        let found = try problems(bad)
        #expect(found.count == 6)
        #expect(found[0] == "line 2: sample/iris, split 0, seed 1: there is no validation row \(split.test[0])")
        #expect(
            found[1].hasPrefix("line 3: sample/iris, split 0, seed 1: class ") && found[1].hasSuffix("not from 0 to 2"))
        #expect(found[2].hasPrefix("line 4: sample/iris has no split 9; it has 0 to "))
        #expect(found[3] == "line 5: split \"zero\" and seed \"1\" are to be numbers")
        #expect(found[4] == "line 6: part \"train\" is neither validation nor test")
        #expect(found[5].hasPrefix("line 8: ") && found[5].hasSuffix("is there twice"))
        #expect(try problems([], header: "task,split,part,row,class").first?.contains("no column seed") ?? false)
        #expect(try problems(good, header: "task,split,seed,part,row,p0").first?.contains("has 3 classes") ?? false)
        #expect(try problems([]) == ["the table has a header and no row"])
        #expect(throws: PredictionTableError.name("snn")) { try PredictionTable.checkName("snn") }
    }
}

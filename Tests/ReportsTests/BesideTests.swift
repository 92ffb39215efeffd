import Evaluation
import Formats
import Foundation
import Graphics
import ReportStores
import ResultStore
import Tables
import Testing

@testable import Reports

/// Results beside those of another file, pairs of methods, and pages of tasks.
@Suite struct BesideTests {
    /// The small study beside one in which msra is right on ten rows less everywhere, and batchnorm is missing.
    private func withBoth(
        splits: [Int] = [0], _ body: (_ file: String, _ options: ReportOptions) throws -> Void
    ) throws {
        var other = StudySpecification.small
        let base = other.correct
        other.methods = other.methods.filter { $0 != "batchnorm" }
        other.correct = { task, method, layers in
            base(task, method, layers).map {
                StudySpecification.Correct(
                    validation: $0.validation, test: $0.test - (method == "msra" ? 10 : 0))
            }
        }
        try StudySpecification.withFile(StudySpecification.small.write) { file in
            let second = file + "-other"
            for split in splits {
                other.splitIndex = split
                try other.write(to: second)
            }
            var options = ReportOptions()
            options.beside = OtherResults(
                name: "other.sqlite",
                results: try Results(
                    try ResultStore.open(second, for: .reading), ResultQuestion(splitIndices: splits)))
            try body(file, options)
        }
    }

    @Test func anotherFileStandsBeside() throws {
        try withBoth { file, options in
            let report = Report(try ResultStore.open(file, for: .reading), options)
            let beside = try report.part(Beside.self)
            #expect(beside.rows.map(\.method) == ["snn", "msra"])
            let msra = try #require(beside.rows.last)
            #expect(msra.points.allSatisfy { abs($0.ours - $0.other - 0.1) < 1e-12 })
            #expect(msra.paired.winTieLoss.description == "\(msra.points.count)/0/0")
            #expect(abs((msra.paired.hodgesLehmann?.estimate ?? 0) - 0.1) < 1e-12)
            #expect(beside.rows.first?.paired.winTieLoss.ties == beside.rows.first?.points.count)
            #expect(beside.table.notes.joined().contains("In one of them alone: batchnorm."))
            #expect(!beside.table.columns.contains("first_deviation"))
            let html = try report.html()
            #expect(html.contains("results.sqlite beside other.sqlite"))
            let svg = try #require(beside.chart?.standalone)
            let checker = XMLChecker()
            #expect(checker.isWellFormed(svg), "\(checker.message)")
            #expect(svg.contains("other.sqlite") && !svg.contains("NaN") && !svg.contains("var("))
        }
        // Without anything named there is no section, and the part says what names it.
        let alone = try Report.of(.small)
        #expect(try alone.part(Beside.self).section == nil)
        #expect(try alone.part(Beside.self).table.notes.joined().contains("--beside"))
    }

    /// Where one side has several splits there are deviations, and bars in the drawing.
    @Test func severalSplitsHaveErrorBars() throws {
        try withBoth(splits: [0, 1]) { file, options in
            let beside = try Report(try ResultStore.open(file, for: .reading), options).part(Beside.self)
            #expect(beside.table.columns.contains("second_deviation"))
            #expect(beside.rows[0].points.allSatisfy { $0.spreads.ours == nil && $0.spreads.other != nil })
            #expect(beside.section?.figures.first?.caption.contains("one standard deviation") == true)
        }
    }

    @Test func everyPairIsTestedOnce() throws {
        let pairs = try Report.of(.small).part(AllPairs.self)
        #expect(pairs.methods == ["snn", "msra", "batchnorm"])
        #expect(pairs.pairs.map { [$0.first, $0.second] } == [[0, 1], [0, 2], [1, 2]])
        #expect(pairs.pairs.map(\.winTieLoss.description) == ["1/1/1", "3/0/0", "3/0/0"])
        #expect(zip(pairs.pairs, pairs.adjusted).allSatisfy { $0.test.p <= $1 })
        let svg = try #require(pairs.chart?.standalone)
        // Of the row against the column, so each pair has both readings.
        #expect(svg.ranges(of: ">3/0/0</text>").count == 2 && svg.ranges(of: ">0/0/3</text>").count == 2)
    }

    /// The numbers of the pages are JSON that nothing in it ends before its time.
    @Test func pagesOfTasksStandInThePage() throws {
        let report = try Report.of(.hostile)
        let part = try report.part(TaskPages.self)
        #expect(part.table.rows.count == 18)
        let data = try #require(part.section?.taskData)
        #expect(!data.contains("<"))
        let json = try CanonicalJSON(parsing: data)
        guard case .array(let tasks)? = json["tasks"], case .object(let picks)? = tasks.first?["picks"] else {
            Issue.record("no tasks")
            return
        }
        #expect(tasks.count == 6 && picks.count == 3)
        #expect(tasks.contains { $0["name"]?.stringValue == "uci/<script>alert(1)</script>" })
        let small = try CanonicalJSON(
            parsing: try #require(try Report.of(.small).part(TaskPages.self).section?.taskData))
        guard case .array(let all)? = small["tasks"], let pick = all.first?["picks"]?["snn"] else {
            Issue.record("no pick")
            return
        }
        // What was picked has 8 layers; both configurations are points, and the curve has every third epoch of twelve or each.
        #expect(pick["picked"]?.stringValue == "8 layers of 256, learning rate 0.01")
        guard case .array(let points)? = pick["points"], case .array(let epochs)? = pick["epochs"] else {
            Issue.record("no points or epochs")
            return
        }
        #expect(points.count == 4 && epochs.count == 12)
    }

    /// A loss below a millionth is marked where it leaves the drawing.
    @Test func lossesBelowAMillionthAreMarked() throws {
        var study = StudySpecification.small
        #expect(
            try Report.of(study).part(LearningCurveSet.self).chart(.trainingLoss).standalone.contains("SNN below ")
                == false)
        study.lossFactor = 1e-6
        let drawing = try Report.of(study).part(LearningCurveSet.self).chart(.trainingLoss).standalone
        #expect(drawing.contains("<title>SNN below 1e-06</title>") || drawing.contains("<title>SNN below 1e-6</title>"))
    }

    /// Scores that are means have their deviation beside the ranks.
    @Test func ranksOfMeansHaveDeviations() throws {
        var second = StudySpecification.small
        second.splitIndex = 1
        try StudySpecification.withFile { file in
            try StudySpecification.small.write(to: file)
            try second.write(to: file)
        } _: { file in
            let one = try Report.of(file).part(Ranks.self).table
            #expect(!one.columns.contains("deviation"))
            let both = try Report.of(file, question: ResultQuestion(splitIndices: [0, 1])).part(Ranks.self).table
            #expect(both.columns.contains("deviation") && both.notes.joined().contains("Deviation:"))
            #expect(both.rows.allSatisfy { $0.count == both.columns.count })
        }
    }

    /// What a program was chosen with is said whole, not only what networks have too.
    @Test func hyperparametersOfProgramsAreNamed() {
        func words(_ text: String) -> String? { ChosenHyperparameters(text)?.summary }
        #expect(
            words(#"{"kernel":"rbf","layers":2,"max_depth":null,"n_estimators":500}"#)
                == "2 layers, kernel rbf, max_depth null, n_estimators 500")
        #expect(words(#"{"hidden_units":8,"layers":1,"learning_rate":0.1}"#) == "1 layer of 8, learning rate 0.1")
    }
}

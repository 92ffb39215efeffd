import Evaluation
import Foundation
import Numbers
import ReportStores
import ResultStore
import Statistics
import Tables
import Testing

@testable import Reports

/// Reports of small results files, as they were looked at.
@Suite struct ReportTests {
    @Test func ranksAreThoseByHand() throws {
        let report = try Report.of(.small)
        let comparison = try #require(try report.comparison)
        // abalone, glass and iris: snn 1, 1.5, 2; msra 2, 1.5, 1; batchnorm 3, 3, 3. Wine has no batchnorm.
        #expect(comparison.tasks == ["uci/abalone", "uci/glass", "uci/iris"])
        let ranks = Dictionary(uniqueKeysWithValues: comparison.rows.map { ($0.method, $0.averageRank) })
        #expect(ranks == ["snn": 1.5, "msra": 1.5, "batchnorm": 3])
        #expect(comparison.rows[0].method == "snn")
        #expect(comparison.row("msra")?.winTieLoss?.description == "1/1/1")
        // One-sided exact p of three wins in three: 1 / 8.
        #expect(comparison.row("batchnorm")?.p == 0.125)
        #expect(abs((comparison.row("snn")?.meanScore ?? 0) - 0.79) < 1e-12)
    }

    @Test func heatStepsHaveTheirLimits() {
        #expect([0, 0.01, 0.010001, 0.025, 0.05, 0.1, 0.2].map(HeatMap.step) == [5, 4, 3, 3, 2, 1, 0])
        // 0.92 - 0.91 is a little more than 0.01 in binary.
        #expect(HeatMap.step(behind: 0.92 - 0.91) == 4)
    }

    @Test func strayTasksAreNamed() throws {
        let report = try Report.of(.small)
        let panel = try #require(try report.part(PaperScatter.self).panels.first { $0.method == "msra" })
        #expect(panel.strays.map(\.task) == ["uci/glass"])
        #expect(try report.html().contains(">glass</text>"))
        let svg = try #require(try report.svg(PaperScatter.self))
        #expect(svg.contains(">glass</text>"))
    }

    @Test func chosenDepthsStandBesideThePapers() throws {
        let report = try Report.of(.small)
        #expect(try report.part(Choices.self).rows.map(\.meanLayers) == [8, 2, 2])
        #expect(try report.part(Choices.self).rows.map(\.paperMeanLayers) == [10.8, 7.1, 6.0])
    }

    @Test func failuresAreCountedByReason() throws {
        let failures = try Report.of(.small).part(Failures.self)
        #expect(failures.rows.map(\.reason) == ["the loss was not finite in epoch …, step …"])
        #expect(failures.rows.map(\.attempts) == [3])
        let share = failures.divergences.filter { $0.learningRate == 1 }
        #expect(share.allSatisfy { $0.units == 1 && $0.diverged == 1 })
    }

    @Test func tasksOfTheSampleSuiteFindThePapersValue() throws {
        var study = StudySpecification.small
        study.tasks = study.tasks.map { $0.replacing("uci/", with: "sample/") }
        let report = try Report.of(study)
        #expect(try report.part(PaperScatter.self).panels.count == 3)
        #expect(try report.html().contains("split otherwise"))
    }

    /// What is left open is taken where most results are; what is said is kept to.
    @Test func theStudyWithMostResultsIsShown() throws {
        var other = StudySpecification.small
        other.tasks = ["uci/abalone"]
        other.grid = "another"
        other.seed = 2
        try StudySpecification.withFile { file in
            try StudySpecification.small.write(to: file)
            try other.write(to: file)
        } _: { file in
            let report = try Report.of(file)
            #expect(try report.results.grid == "test")
            #expect(try report.results.leftOut.count == 1)
            #expect(try report.html().contains("3 results of seed 2 left out: --seed 2."))
            let second = try Report.of(file, question: ResultQuestion(seeds: [2]))
            #expect(try second.results.grid == "another")
            #expect(try second.results.tasks == ["uci/abalone"])
        }
    }

    @Test(arguments: CriticalDifferenceTest.allCases)
    func diagramsAreAsLookedAt(_ test: CriticalDifferenceTest) throws {
        let report = try Report.of(.small, test: test)
        try expectGolden(
            try #require(try report.svg(CriticalDifferenceDiagram.self)), "cd-diagram-\(test.rawValue).svg")
        try expectGolden(
            try #require(try report.part(CriticalDifferenceDiagram.self).latex), "cd-diagram-\(test.rawValue).tex")
    }

    // What stands beside is drawn where there is something, which BesideTests looks at.
    @Test(arguments: Report.parts.filter { $0.isDrawn && $0.name != Beside.name }.map { $0.name })
    func drawingsAreWellFormedAndStandAlone(_ name: String) throws {
        let part = try #require(Report.parts.first { $0.name == name })
        let svg = try #require(try Report.of(.small).svg(part))
        let checker = XMLChecker()
        #expect(checker.isWellFormed(svg), "\(checker.message)")
        for word in ["var(", "style=", "<script", "NaN", "inf", "class="] {
            #expect(!svg.contains(word), "\(word)")
        }
        #expect(svg.contains("role=\"img\"") && svg.contains("<title>") && svg.contains("<desc>"))
        try expectGolden(svg, "\(name).svg")
    }

    @Test func thePageIsAsLookedAt() throws {
        let report = try Report.of(.small)
        let html = try report.html()
        try expectGolden(html, "report.html")
        #expect(try report.html() == html)
        // Nothing is fetched: no address but namespaces, no import, no source.
        #expect(!html.contains("http://") && !html.contains("https://"))
        #expect(!html.contains("@import") && !html.contains("src=") && !html.contains("url("))
        try expectGolden(report.html(parts: [CriticalDifferenceDiagram.self]), "cd-diagram.html")
    }

    @Test func anEmptyStoreSaysWhatToRun() throws {
        try StudySpecification.withFile(StudySpecification.writeEmpty) { file in
            let report = try Report.of(file)
            let html = try report.html()
            #expect(html.contains("Nothing to show yet"))
            #expect(html.contains("snnbench run --suite sample --grid small"))
            #expect(!html.contains("<table"))
            for part in Report.parts {
                #expect(try report.svg(part) == nil)
                _ = try report.part(part).table
            }
            try expectGolden(html, "empty.html")
        }
    }

    /// A part makes what it shows and nothing else: ranks read no learning curve, choices no time.
    @Test func onlyWhatIsAskedForIsComputed() throws {
        try StudySpecification.withFile(StudySpecification.small.write) { file in
            let report = Report(try ResultStore.open(file, for: .reading))
            _ = try report.part(Ranks.self).table
            let others: [any ReportFact.Type] = [
                LearningCurveSet.self, ClaimSummary.self, DepthEffect.self, Tox21Table.self, HTRU2Table.self,
                Times.self,
                Failures.self, Provenance.self,
            ]
            #expect(others.allSatisfy { !report.source.hasMade($0) })
            _ = try report.html(parts: [Choices.self])
            #expect(others.allSatisfy { !report.source.hasMade($0) })
            _ = try report.html()
            #expect(others.allSatisfy { report.source.hasMade($0) })
        }
    }

    /// A second split changes scores to means, with the splits named, the spread told and every choice counted.
    @Test func severalSplitsAreMeans() throws {
        var second = StudySpecification.small
        second.splitIndex = 1
        let base = second.correct
        second.correct = { task, method, layers in
            base(task, method, layers).map {
                StudySpecification.Correct(validation: $0.validation, test: $0.test - (method == "snn" ? 10 : 0))
            }
        }
        try StudySpecification.withFile { file in
            try StudySpecification.small.write(to: file)
            try second.write(to: file)
        } _: { file in
            let first = try Report.of(file)
            #expect(try first.results.splitIndices == [0])
            let both = try Report.of(file, question: ResultQuestion(splitIndices: [0, 1]))
            #expect(try both.results["uci/abalone", "snn"]?.score.value == 0.65)
            #expect(try both.part(Choices.self).rows.first?.selections == 8)
            #expect(try both.part(HeatMap.self).title(0, 0).contains("mean of 2 with standard deviation 0.0707"))
            #expect(try both.part(Ranks.self).table.notes.joined().contains("means over splits 0, 1 and seed 1"))
        }
    }

    /// Times on two kinds of processor are not added up.
    @Test func timesOfDifferentMachinesStandApart() throws {
        var other = StudySpecification.small
        other.seed = 2
        other.processor = "Another CPU"
        try StudySpecification.withFile { file in
            try StudySpecification.small.write(to: file)
            try other.write(to: file)
        } _: { file in
            let times = try Report.of(file).part(Times.self)
            #expect(times.processors.count == 2)
            #expect(times.table.columns.first == "processor")
            #expect(times.rows.count == 6)
            #expect(times.chart?.standalone.contains(">Another CPU</text>") == true)
        }
    }

    /// Speeds come from outside of the store; shares only where somebody says the peak.
    @Test func speedsAreSharesOfAPeakThatIsSaid() throws {
        try StudySpecification.withFile(StudySpecification.small.write) { file in
            func times(_ peak: Double?) throws -> Table {
                let store = try ResultStore.open(file, for: .reading)
                var options = ReportOptions()
                options.speeds = TrainingSpeeds(operationsASecond: ["snn": 90.04e9], peak: peak)
                return try Report(store, options).part(Times.self).table
            }
            let shared = try times(150e9)
            let snn = try #require(shared.rows.first { $0[0] == .text("snn") })
            #expect(snn.suffix(2).map(\.display) == ["90.0", "0.60"])
            #expect(shared.rows.filter { $0[0] != .text("snn") }.allSatisfy { $0.suffix(2) == [.none, .none] })
            #expect(shared.notes.joined().contains("150.0 GFLOP/s"))
            let unknown = try times(nil)
            #expect(unknown.rows.allSatisfy { $0.last == Cell.none })
            #expect(unknown.notes.joined().contains("--peak measure"))
        }
    }

    /// 121 tasks and seven methods: less than 5 MB, made in less than 5 seconds.
    @Test func theWholeStudyIsSmallAndQuick() throws {
        try StudySpecification.withFile(StudySpecification.full.write) { file in
            // The processor's time of this thread: other tests run beside.
            let began = threadNanoseconds()
            let html = try Report.of(file).html()
            let seconds = Double(threadNanoseconds() - began) / 1e9
            #expect(html.utf8.count < 5_000_000)
            #expect(seconds < 5, "\(seconds) s")
            #expect(html.ranges(of: "<th scope=\"row\">").count == 121)
            if let folder = ProcessInfo.processInfo.environment["SNNBENCH_KEEP_REPORTS"] {
                try Data(html.utf8).write(to: URL(fileURLWithPath: folder).appending(path: "full.html"))
            }
        }
    }
}

/// The time that this thread has had of a processor, in nanoseconds.
private func threadNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

import Testing

@testable import ResultStore

/// What ranking and reports read beside selections.
@Suite struct ReadingTests {
    let folder: TemporaryFolder
    let store: ResultStore

    init() throws {
        folder = try TemporaryFolder()
        try SmallBenchmark.write(to: folder.file("s.sqlite"))
        store = try ResultStore.open(folder.file("s.sqlite"), for: .reading)
    }

    @Test func publishedResultsByTable() throws {
        #expect(try store.publishedResults().count == 3)
        let results = try store.publishedResults(source: "klambauer2017", table: "A11")
        #expect(results.map(\.task) == ["uci/glass", "uci/trains", "uci/wine"])
        #expect(results.map(\.value) == [0.5, nil, 0.95])
        #expect(try store.publishedResults(source: "nobody").isEmpty)
        #expect(try store.publishedResults(table: "A12").isEmpty)
    }

    @Test func selectedResultsTellTheTask() throws {
        let results = try store.selectedResults(UnitFilter(tasks: ["uci/wine"]))
        #expect(results.count == 3)
        #expect(results.allSatisfy { $0.rows == 178 && $0.contentDigest == Sample.wine.contentDigest })
    }

    @Test func measurementsAreThoseOfTheChosenEpoch() throws {
        let result = try #require(
            try store.selectedResults(UnitFilter(tasks: ["uci/wine"], methods: ["snn"])).first?.chosen)
        var candidate = result
        let last = try #require(try store.measurements(of: [candidate])[candidate.unitHash])
        #expect(last.epoch.testCorrect == 40 && last.epoch.testLoss == 1 && last.testRows == 44)
        #expect(last.testMetrics["accuracy"]?.correct == 40)
        candidate.epoch = 2
        let second = try #require(try store.measurements(of: [candidate])[candidate.unitHash])
        #expect(second.epoch.testCorrect == 39 && second.testMetrics.isEmpty)
        candidate.epoch = 4
        #expect(try store.measurements(of: [candidate]).isEmpty)
    }
}

extension ReadingTests {
    @Test func recordsAreReadBack() throws {
        #expect(try store.tasks().map(\.name) == ["sample/iris", "uci/glass", "uci/wine"])
        #expect(try store.methods().map(\.name) == ["batchnorm", "msra", "snn"])
        #expect(try store.protocols() == [Sample.paper])
        #expect(try store.gridNames() == ["paper"])
        #expect(try store.numericsVersions() == [1])
        let unit = Sample.unit(Sample.wine, Sample.configuration(Sample.snn, layers: 16))
        #expect(try store.units(startingWith: String(unit.hash.prefix(8))) == [unit])
        #expect(try store.units().count == 9)
    }

    @Test func summariesCountWhatIsThere() throws {
        let progress = try store.progressByMethod()
        #expect(progress.count == 9)
        #expect(progress.first { $0.task == "uci/glass" && $0.method == "msra" }?.units == [.diverged: 1])
        #expect(try store.attemptSpan().attempts == 11)
        #expect(try store.attemptSpan().firstStart == Sample.start)
        #expect(try store.attemptSpan(outcomes: [.failed]).attempts == 1)
        #expect(try store.attemptSpan(endedSince: Sample.start.addingTimeInterval(50)).attempts == 1)
        #expect(try store.environmentCounts() == [EnvironmentCount(environment: Sample.environment, attempts: 11)])
        #expect(try store.timesByMethod().map(\.attempts) == [3, 3, 5])
        #expect(try store.failureCounts().map(\.unsolved) == [1, 0])
        #expect(try store.divergenceCounts().contains { $0.method == "msra" && $0.diverged == 1 && $0.units == 1 })
        let scores = try store.scores(UnitFilter(tasks: ["uci/wine"]))
        #expect(scores.count == 3)
        #expect(scores.first { $0.method == "snn" }?.testAccuracy.correct == 40)
    }
}

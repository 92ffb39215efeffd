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

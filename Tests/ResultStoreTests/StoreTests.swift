import Foundation
import Testing

@testable import ResultStore

@Suite struct StoreTests {
    let folder: TemporaryFolder
    let file: String

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("results/snnbench.sqlite")
    }

    @Test func makesFolderAndFileAndLeavesOnlyTheFile() throws {
        let store = try Sample.openForWriting(file)
        #expect(store.isWritable)
        try store.close()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.file("results")) == ["snnbench.sqlite"])
        #expect(
            try FileHeader.read(file)
                == .database(applicationID: StoreSchema.applicationID, userVersion: StoreSchema.version))
    }

    @Test func readsBackWhatWasRecorded() throws {
        let store = try Sample.openForWriting(file)
        let unit = Sample.unit()
        #expect(try store.register([unit]) == 1)
        let attempt = Sample.success(unit)
        try store.record(attempt)
        #expect(try store.attempts(ofUnit: unit.hash) == [attempt.sorted])
        try store.close()
        let reader = try ResultStore.open(file, for: .reading)
        #expect(try reader.attempts(ofUnit: unit.hash) == [attempt.sorted])
        #expect(!reader.isWritable)
        #expect(throws: ResultStoreError.openedForReading(file: reader.path)) { try reader.record(attempt) }
    }

    @Test func keepsUnitsAndCommitsDurably() throws {
        let store = try Sample.openForWriting(file)
        #expect(try store.query("PRAGMA user_version").rows == [[.integer(Int64(StoreSchema.version))]])
        let settings = try store.read { database in
            try ["journal_mode", "synchronous", "foreign_keys"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)") ?? ""
            }
        }
        #expect(settings == ["wal", "2", "1"])
    }

    @Test func registeringAgainChangesNothing() throws {
        let store = try Sample.openForWriting(file)
        let units = [Sample.unit(), Sample.unit(Sample.wine), Sample.unit(seed: 2), Sample.unit(split: 1)]
        #expect(try store.register(units) == 4)
        let before = try store.dumpEverything()
        #expect(try store.register(units + units) == 0)
        try store.register([Sample.iris, Sample.wine])
        try store.register([Sample.snn])
        try store.register([Sample.configuration()])
        try store.register([Sample.paper])
        try store.register(units.map(\.split))
        #expect(try store.dumpEverything() == before)
        try store.register([Sample.environment])
        try store.register([Sample.environment])
        #expect(try store.query("SELECT count(*) FROM environments").rows == [[.integer(1)]])
    }

    @Test func refusesChangedContentUnderTheSameDigest() throws {
        let store = try Sample.openForWriting(file)
        try store.register([Sample.iris])
        let other = TaskRecord(
            name: Sample.iris.name, suite: "sample", contentDigest: Sample.iris.contentDigest, rows: 151, features: 4,
            classes: 3)
        #expect(throws: ResultStoreError.self) { try store.register([other]) }
        #expect(try store.query("SELECT rows FROM tasks").rows == [[.integer(150)]])
    }

    @Test func refusesHyperparametersOfTheWrongTypeAndStoresNothing() throws {
        let store = try Sample.openForWriting(file)
        let wrong = ConfigurationRecord(method: Sample.snn, hyperparameters: ["layers": "eight"])
        let error = #expect(throws: ResultStoreError.self) { try store.register([wrong]) }
        guard case .invalidRecord = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(try store.query("SELECT count(*) FROM methods").rows == [[.integer(0)]])
    }

    @Test func fillsTheColumnsFromTheHyperparameters() throws {
        let store = try Sample.openForWriting(file)
        let full = ConfigurationRecord(
            method: Sample.snn,
            hyperparameters: [
                "layers": 4, "hidden_units": 512, "learning_rate": 1, "dropout_rate": 0.05, "form": "conic",
                "l2_penalty": 0.00001, "bottleneck": 0.25, "temperature": 3,
            ])
        let none = ConfigurationRecord(method: Sample.snn, hyperparameters: [:])
        try store.register([full, none])
        let columns = "hidden_units, layers, learning_rate, dropout_rate, form, l2_penalty, bottleneck"
        let rows = try store.query("SELECT \(columns) FROM configurations ORDER BY configuration_id").rows
        #expect(
            rows[0] == [.integer(512), .integer(4), .real(1), .real(0.05), .text("conic"), .real(0.00001), .real(0.25)])
        #expect(rows[1] == Array(repeating: .null, count: 7))
    }

    @Test func storesWhatIsNotFiniteAsNull() throws {
        let store = try Sample.openForWriting(file)
        let unit = Sample.unit()
        try store.register([unit])
        var attempt = Sample.failure(
            unit, .diverged, message: "the training loss became NaN in epoch 3",
            epochs: [
                EpochRecord(epoch: 1, trainingLoss: 1.5, validationCorrect: 3),
                EpochRecord(epoch: 2, trainingLoss: .infinity, validationLoss: -.infinity),
                EpochRecord(epoch: 3, trainingLoss: .nan, validationLoss: .signalingNaN, testLoss: -0.0),
            ])
        attempt.metrics = [MetricRecord(part: .training, name: "loss", value: .nan, epoch: 3)]
        attempt.seconds = .nan
        try store.record(attempt)
        let rows = try store.query("SELECT training_loss, validation_loss, test_loss FROM epochs ORDER BY epoch").rows
        #expect(rows == [[.real(1.5), .null, .null], [.null, .null, .null], [.null, .null, .real(0)]])
        #expect(try store.query("SELECT value FROM metrics").rows == [[.null]])
        #expect(
            try store.query("SELECT outcome, message, seconds FROM attempts").rows
                == [[.text("diverged"), .text("the training loss became NaN in epoch 3"), .null]])
        let back = try #require(try store.attempts(ofUnit: unit.hash).first)
        #expect(back.resultDigest == attempt.resultDigest)
    }

    @Test func recordsAllOfAnAttemptOrNothing() throws {
        let store = try Sample.openForWriting(file)
        let unit = Sample.unit()
        try store.register([unit])
        var attempt = Sample.success(unit)
        attempt.epochs.append(attempt.epochs[3])
        #expect(throws: ResultStoreError.self) { try store.record(attempt) }
        let tables = ["attempts", "epochs", "metrics", "environments"]
        for table in tables {
            #expect(try store.query("SELECT count(*) FROM \(table)").rows == [[.integer(0)]], "\(table)")
        }
        attempt.epochs.removeLast()
        try store.record(attempt)
        #expect(try store.query("SELECT count(*) FROM epochs").rows == [[.integer(20)]])
    }

    @Test func refusesAttemptsOfUnknownUnits() throws {
        let store = try Sample.openForWriting(file)
        let unit = Sample.unit()
        #expect(throws: ResultStoreError.unknownUnit(hash: unit.hash)) { try store.record(Sample.success(unit)) }
    }

    @Test func completedUnitsAreThoseThatNeedNoFurtherAttempt() throws {
        let store = try Sample.openForWriting(file)
        let units = (1...4).map { Sample.unit(seed: $0) }
        try store.register(units)
        try store.record(Sample.success(units[0]))
        try store.record(Sample.failure(units[1], .diverged, message: "NaN"))
        try store.record(Sample.failure(units[2], .interrupted, message: "SIGTERM"))
        #expect(try store.completedUnits() == [units[0].hash, units[1].hash])
        #expect(try store.completedUnits(finishedOutcomes: [.succeeded]) == [units[0].hash])
        #expect(try store.completedUnits([units[1].hash, units[3].hash, "nonsense"]) == [units[1].hash])
        #expect(try store.completedUnits([]) == [])
    }

    @Test func aRerunAddsAnAttemptAndTheViewShowsTheLatest() throws {
        let store = try Sample.openForWriting(file)
        let unit = Sample.unit()
        try store.register([unit])
        let later = Sample.start.addingTimeInterval(3600)
        let second = try store.record(Sample.success(unit, startedAt: later))
        try store.record(Sample.success(unit))
        try store.record(
            Sample.failure(unit, .failed, message: "no memory", startedAt: later.addingTimeInterval(3600)))
        #expect(try store.attempts(ofUnit: unit.hash).count == 3)
        #expect(try store.query("SELECT attempt_id FROM latest_success").rows == [[.integer(second)]])
        #expect(try store.query("SELECT attempt_id FROM current_attempts").rows == [[.integer(second)]])
        #expect(try store.query("SELECT outcome, retried FROM failures").rows == [[.text("failed"), .integer(1)]])
        #expect(
            try store.query("SELECT agree, successes FROM (\(NamedQuery.reruns.sql))").rows == [
                [.integer(1), .integer(2)]
            ])
    }

    @Test(arguments: [
        "UPDATE attempts SET seconds = 1", "DELETE FROM attempts", "UPDATE epochs SET training_loss = 0",
        "DELETE FROM epochs", "UPDATE metrics SET value = 1", "DELETE FROM metrics", "UPDATE units SET seed = 9",
        "UPDATE selections SET epoch = 2", "DELETE FROM selections",
    ])
    func factsAreNotOverwritten(_ sql: String) throws {
        let store = try Sample.openForWriting(file)
        let unit = Sample.unit()
        try store.register([unit])
        let attempt = Sample.success(unit)
        try store.record(attempt)
        try store.record([Sample.selection(unit, attempt)])
        let before = try store.dumpEverything()
        #expect(throws: ResultStoreError.self) { try store.write { try $0.execute(sql: sql) } }
        #expect(try store.dumpEverything() == before)
    }

    @Test func beginsAndFinishesAttempts() throws {
        let store = try Sample.openForWriting(file)
        let units = [Sample.unit(), Sample.unit(seed: 2)]
        try store.register(units)
        let ids = try store.begin(units.map(\.hash), environment: Sample.environment, startedAt: Sample.start)
        #expect(try store.progress().byOutcome == [.running: 2])
        try store.finish(ids[0], as: Sample.success(units[0]))
        #expect(try store.progress().byOutcome == [.running: 1, .succeeded: 1])
        #expect(try store.attempts(ofUnit: units[0].hash) == [Sample.success(units[0]).sorted])
        #expect(throws: ResultStoreError.noRunningAttempt(attemptID: ids[0])) {
            try store.finish(ids[0], as: Sample.success(units[0]))
        }
        // An attempt is not finished under another unit's name.
        #expect(throws: ResultStoreError.noRunningAttempt(attemptID: ids[1])) {
            try store.finish(ids[1], as: Sample.success(units[0]))
        }
        try store.close()
        let again = try Sample.openForWriting(file)
        #expect(again.interruptedOnOpening == 1)
        #expect(try again.progress().byOutcome == [.interrupted: 1, .succeeded: 1])
        let message = try again.attempts(ofUnit: units[1].hash).first?.message
        #expect(message?.contains("ended without recording a result") == true)
    }

    @Test func selectionsAreNotRepeatedAndTheLatestCounts() throws {
        let store = try Sample.openForWriting(file)
        let units = [Sample.unit(), Sample.unit(Sample.iris, Sample.configuration(layers: 16))]
        try store.register(units)
        let attempts = units.map { Sample.success($0) }
        for attempt in attempts { try store.record(attempt) }
        let first = Sample.selection(units[0], attempts[0])
        #expect(try store.record([first]) == 1)
        var same = first
        same.recordedAt = Sample.start.addingTimeInterval(60)
        #expect(try store.record([same]) == 0)
        let second = Sample.selection(units[1], attempts[1], recordedAt: Sample.start.addingTimeInterval(120))
        #expect(try store.record([second]) == 1)
        #expect(try store.selectedResults().map(\.chosen) == [second.chosen])
        var back = first
        back.recordedAt = Sample.start.addingTimeInterval(180)
        #expect(try store.record([back]) == 1)
        let results = try store.selectedResults()
        #expect(results.map(\.chosen) == [first.chosen])
        #expect(results.first?.hyperparameters == units[0].configuration.hyperparameters)
        #expect(results.first?.suite == "sample")
        #expect(try store.selectedResults(UnitFilter(methods: ["batchnorm"])).isEmpty)
        #expect(try store.selectedResults(grids: ["paper"]).count == 1)
        #expect(try store.selectedResults(grids: ["quick"]).isEmpty)
        var none = first
        none.grid = "hopeless"
        none.chosen = nil
        none.failedCandidates = 3
        #expect(try store.record([none]) == 1)
        #expect(try store.selectedResults(grids: ["hopeless"]).map(\.chosen) == [nil])
    }

    @Test func publishedNumbersAreRecordedOnce() throws {
        let store = try Sample.openForWriting(file)
        var result = PublishedResult(
            source: "klambauer2017", table: "A11", task: "uci/wine", method: "snn", metric: "accuracy", value: 0.9773)
        let missing = PublishedResult(
            source: "klambauer2017", table: "A11", task: "uci/trains", method: "snn", metric: "accuracy", value: nil)
        #expect(try store.record([result, missing]) == 2)
        #expect(try store.record([result, missing]) == 0)
        result.value = 0.98
        #expect(throws: ResultStoreError.self) { try store.record([result]) }
    }

    @Test func learningCurvesFollowTheFilter() throws {
        let store = try Sample.openForWriting(file)
        let units = [
            Sample.unit(), Sample.unit(seed: 2), Sample.unit(split: 1), Sample.unit(Sample.wine),
            Sample.unit(Sample.iris, Sample.configuration(Sample.batchNorm, dropout: nil)),
        ]
        try store.register(units)
        for unit in units.prefix(4) { try store.record(Sample.success(unit)) }
        func hashes(_ filter: UnitFilter) throws -> [String] { try store.learningCurves(filter).map(\.unitHash) }
        func expected(_ indices: Int...) -> [String] { indices.map { units[$0].hash }.sorted() }
        #expect(try hashes(.all) == expected(0, 1, 2, 3, 4))
        #expect(try hashes(UnitFilter(tasks: ["uci/wine"])) == expected(3))
        #expect(try hashes(UnitFilter(suites: ["sample"], splitIndices: [0])) == expected(0, 1, 4))
        #expect(try hashes(UnitFilter(methods: ["snn"], seeds: [2])) == expected(1))
        #expect(try hashes(UnitFilter(unitHashes: [units[1].hash, units[2].hash])) == expected(1, 2))
        #expect(try hashes(UnitFilter(configurationDigests: [units[4].configuration.digest])) == expected(4))
        #expect(try hashes(UnitFilter(protocolDigests: [Sample.paper.digest])).count == 5)
        #expect(try hashes(UnitFilter(protocolDigests: [])).isEmpty)
        let curve = try #require(try store.learningCurves(UnitFilter(tasks: ["uci/wine"])).first)
        #expect(curve.epochs == Sample.success(units[3]).epochs)
        #expect(curve.outcome == .succeeded)
        #expect(curve.layers == 8)
        #expect(curve.learningRate == 0.01)
        let untried = try #require(try store.learningCurves(UnitFilter(methods: ["batchnorm"])).first)
        #expect(untried.outcome == nil)
        #expect(untried.epochs.isEmpty)
        let progress = try store.progress()
        #expect(progress.pending == 1)
        #expect(progress.total == 5)
        #expect(progress.finished == 4)
        #expect(progress.seconds == 50)
    }

    /// One connection reads a few filters, those of all cores read many; for readers and writers, with what was written just now.
    @Test(arguments: [0, 1, 7, 8, 40])
    func curvesOfManyFiltersComeInTheirOrder(_ count: Int) throws {
        let store = try Sample.openForWriting(file)
        let units = (1...40).map { Sample.unit(seed: $0) }
        try store.register(units)
        for unit in units { try store.record(Sample.success(unit)) }
        let filters = units.prefix(count).map { UnitFilter(unitHashes: [$0.hash]) }
        let expected = try filters.map { try store.learningCurves($0) }
        #expect(try store.mapLearningCurves(of: filters) { $1 } == expected)
        #expect(try store.mapLearningCurves(of: filters) { index, _ in index } == Array(0..<count))
        let reader = try ResultStore.open(file, for: .reading)
        #expect(try reader.mapLearningCurves(of: filters) { $1 } == expected)
    }

    /// A file that was replaced under its name is not read in place of the one that is open.
    @Test func curvesOfManyFiltersAreThoseOfTheOpenFile() throws {
        let store = try Sample.openForWriting(file)
        let units = (1...9).map { Sample.unit(seed: $0) }
        try store.register(units)
        for unit in units { try store.record(Sample.success(unit)) }
        try FileManager.default.moveItem(atPath: file, toPath: file + ".moved")
        defer { try? FileManager.default.removeItem(atPath: file + ".moved") }
        let filters = units.map { UnitFilter(unitHashes: [$0.hash]) }
        #expect(try store.mapLearningCurves(of: filters) { $1.count } == Array(repeating: 1, count: 9))
    }

    @Test func registersTenThousandUnitsAtOnce() throws {
        let store = try Sample.openForWriting(file)
        let configuration = Sample.configuration()
        let units = (1...10_000).map { Sample.unit(Sample.iris, configuration, seed: $0) }
        #expect(try store.register(units) == 10_000)
        #expect(try store.progress().pending == 10_000)
        #expect(try store.learningCurves(UnitFilter(unitHashes: units.map(\.hash))).count == 10_000)
    }

    @Test func manyThreadsRecordAtOnce() async throws {
        let store = try Sample.openForWriting(file)
        let units = (1...40).map { Sample.unit(seed: $0) }
        try store.register(units)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for unit in units { group.addTask { try store.record(Sample.success(unit)) } }
            try await group.waitForAll()
        }
        #expect(try store.completedUnits() == Set(units.map(\.hash)))
    }
}

import Foundation
import Testing

@testable import ResultStore

@Suite struct MergingTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    /// A worker's file with some units, each in another order than in the other workers' files.
    func worker(_ name: String, seeds: [Int64], method: MethodRecord = Sample.snn) throws -> String {
        let store = try Sample.openForWriting(folder.file(name))
        let units = seeds.map {
            Sample.unit($0 % 2 == 0 ? Sample.wine : Sample.iris, Sample.configuration(method), seed: $0)
        }
        try store.register(units)
        for (index, unit) in units.enumerated() {
            let attempt = Sample.success(unit, startedAt: Sample.start.addingTimeInterval(Double(index)))
            try store.record(attempt)
            try store.record([
                Sample.selection(unit, attempt, recordedAt: Sample.start.addingTimeInterval(Double(index)))
            ])
        }
        try store.record([
            PublishedResult(source: "x", table: "1", task: "uci/wine", method: "snn", metric: "accuracy", value: 0.5)
        ])
        try store.close()
        return store.path
    }

    /// What a store holds, without row ids.
    func content(_ store: ResultStore) throws -> [[QueryValue]] {
        try [
            "SELECT unit_hash, task, split_index, method, seed, protocol, layers FROM unit_overview",
            """
            SELECT unit_hash, host, outcome, message, a.started_at, a.finished_at, a.seconds, a.epochs_completed, a.steps,
                weights_digest, result_digest
            FROM attempts AS a JOIN units USING (unit_id) JOIN environments USING (environment_id)
            """,
            "SELECT unit_hash, c.* FROM learning_curves AS c", "SELECT * FROM published_results",
            """
            SELECT unit_hash, task, method, seed, grid, rule, epoch, validation_score, test_value, test_correct,
                recorded_at FROM selected_results
            """,
        ].flatMap { sql -> [[QueryValue]] in
            let result = try store.query(sql)
            let kept = result.columns.indices.filter { !["attempt_id", "unit_id"].contains(result.columns[$0]) }
            return result.rows.map { row in kept.map { row[$0] } }.sorted { "\($0)" < "\($1)" }
        }
    }

    @Test func mergingIsIdempotentAndFreeOfOrder() throws {
        let files = [
            try worker("a.sqlite", seeds: [1, 2, 3]), try worker("b.sqlite", seeds: [5, 4, 3, 2]),
            try worker("c.sqlite", seeds: [2, 9], method: Sample.batchNorm),
        ]
        var contents: [[[QueryValue]]] = []
        for (index, order) in [[0, 1, 2], [2, 1, 0], [1, 0, 2, 1, 0, 2]].enumerated() {
            let store = try Sample.openForWriting(folder.file("merged\(index).sqlite"))
            for item in order { try store.merge(from: files[item]) }
            let before = try store.dumpEverything()
            for item in order { #expect(try store.merge(from: files[item]) == MergeReport()) }
            #expect(try store.dumpEverything() == before)
            #expect(try store.verify() == [])
            contents.append(try content(store))
        }
        #expect(contents[0] == contents[1])
        #expect(contents[0] == contents[2])
        let merged = try ResultStore.open(folder.file("merged0.sqlite"), for: .reading)
        #expect(try merged.completedUnits().count == 7)
    }

    @Test func reportsWhatItAdded() throws {
        let store = try Sample.openForWriting(folder.file("into.sqlite"))
        let first = try worker("a.sqlite", seeds: [1, 2, 3])
        #expect(
            try store.merge(from: first) == MergeReport(units: 3, attempts: 3, selections: 3, publishedResults: 1))
        #expect(try store.merge(from: store.path) == MergeReport())
        let source = try Sample.openForWriting(folder.file("live.sqlite"))
        let unit = Sample.unit(seed: 77)
        try source.register([unit])
        let id = try source.begin([unit.hash], environment: Sample.environment, startedAt: Sample.start)
        #expect(try store.merge(from: source.path) == MergeReport(units: 1, runningAttempts: 1))
        try source.finish(id[0], as: Sample.success(unit))
        #expect(try store.merge(from: source.path) == MergeReport(attempts: 1))
        #expect(try store.attempts(ofUnit: unit.hash) == [Sample.success(unit).sorted])
    }

    @Test func interruptedAttemptsAreMergedOnce() throws {
        let file = folder.file("killed.sqlite")
        let killed = try Sample.openForWriting(file)
        let unit = Sample.unit()
        try killed.register([unit])
        _ = try killed.begin([unit.hash], environment: Sample.environment)
        try killed.close()
        try Sample.openForWriting(file).close()
        let store = try Sample.openForWriting(folder.file("into.sqlite"))
        #expect(try store.merge(from: file).attempts == 1)
        #expect(try store.merge(from: file).attempts == 0)
        #expect(try store.progress().byOutcome == [.interrupted: 1])
        #expect(try store.verify() == [])
    }

    @Test func twoResultsOfOneUnitAreAnErrorAndNothingIsMerged() throws {
        let unit = Sample.unit(seed: 5)
        let ours = try Sample.openForWriting(folder.file("ours.sqlite"))
        try ours.register([unit])
        try ours.record(Sample.success(unit))
        let theirs = try Sample.openForWriting(folder.file("theirs.sqlite"))
        let other = Sample.unit(seed: 6)
        try theirs.register([other, unit])
        try theirs.record(Sample.success(other))
        var different = Sample.success(unit, startedAt: Sample.start.addingTimeInterval(5))
        different.epochs[7].trainingLoss = different.epochs[7].trainingLoss?.nextUp
        try theirs.record(different)
        let before = try ours.dumpEverything()
        let conflict = MergeConflict(
            unitHash: unit.hash, ours: Sample.success(unit).resultDigest, theirs: different.resultDigest)
        #expect(throws: ResultStoreError.mergeConflict(file: theirs.path, units: [conflict])) {
            try ours.merge(from: theirs.path)
        }
        #expect(try ours.dumpEverything() == before)
        // A divergence where the other has a success is a difference, too; a failure for outside reasons is none.
        let diverged = try Sample.openForWriting(folder.file("diverged.sqlite"))
        try diverged.register([unit])
        try diverged.record(Sample.failure(unit, .timedOut, message: "too slow a machine"))
        #expect(try ours.merge(from: diverged.path).attempts == 1)
        try diverged.record(Sample.failure(unit, .diverged, message: "NaN"))
        #expect(throws: ResultStoreError.self) { try ours.merge(from: diverged.path) }
    }

    @Test func filesThatAreNotOursOrWereChangedAreRefused() throws {
        let store = try Sample.openForWriting(folder.file("into.sqlite"))
        try folder.write(Array("something else entirely".utf8), to: "notes.txt")
        let notes = folder.file("notes.txt")
        #expect(throws: ResultStoreError.notADatabase(file: ResultStore.absolutePath(notes))) {
            try store.merge(from: notes)
        }
        #expect(throws: ResultStoreError.self) { try store.merge(from: folder.file("missing.sqlite")) }
        let tampered = try Sample.openForWriting(folder.file("tampered.sqlite"))
        try tampered.register([Sample.unit()])
        try tampered.record(Sample.success(Sample.unit()))
        try tampered.write { database in
            try database.execute(
                sql: "DROP TRIGGER epochs_are_not_overwritten; UPDATE epochs SET test_correct = 36 WHERE epoch = 3")
        }
        let error = #expect(throws: ResultStoreError.self) { try store.merge(from: tampered.path) }
        #expect(error?.kind == .badData)
        #expect(try store.progress().total == 0)
        #expect(throws: ResultStoreError.self) {
            try ResultStore.open(store.path, for: .reading).merge(from: tampered.path)
        }
    }
}

import Foundation
import GRDB
import Testing

@testable import ResultStore

/// Files of earlier versions: read as they are, brought up to date by a writer.
@Suite struct VersionTests {
    let folder: TemporaryFolder
    let file: String

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("old.sqlite")
        try Self.fixture(1).write(to: URL(fileURLWithPath: file))
    }

    private static func fixture(_ version: Int) throws -> Data {
        try Data(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Fixtures/version-\(version).sqlite"))
    }

    /// Eight units of two methods, one of them searched by halving.
    @Test func aFileOfVersion2IsReadBroughtUpToDateAndMerged() throws {
        let path = folder.file("two.sqlite")
        try Self.fixture(2).write(to: URL(fileURLWithPath: path))
        let store = try ResultStore.open(path, for: .reading)
        #expect(store.schemaVersion == 2)
        #expect(try store.verify() == [])
        let results = try store.selectedResults()
        #expect(results.map(\.grid) == ["small", "small+halving"])
        #expect(results.allSatisfy { $0.basisDigest != nil && $0.candidateUnits == nil })
        #expect(try store.query("SELECT candidate_units FROM selections").rows == [[.null], [.null]])
        for query in NamedQuery.all { _ = try store.query(query) }
        try store.export(to: folder.file("facts.json"), format: .json)
        try store.close()
        #expect(try folder.bytes(of: "two.sqlite") == [UInt8](Self.fixture(2)))
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        #expect(try target.merge(from: path).selections == 2)
        #expect(try target.importFacts(from: folder.file("facts.json")).attempts == 0)
        let writer = try Sample.openForWriting(path)
        #expect(try writer.schemaSQL() == target.schemaSQL())
        #expect(try writer.selectedResults() == results)
        try writer.close()
        #expect(try target.merge(from: path) == MergeReport())
    }

    @Test func aFileOfVersion1IsReadAsItIs() throws {
        let before = try folder.bytes(of: "old.sqlite")
        let store = try ResultStore.open(file, for: .reading)
        #expect(store.schemaVersion == 1)
        #expect(try store.verify() == [])
        #expect(try store.completedUnits().count == 16)
        let results = try store.selectedResults()
        #expect(results.count == 4 && results.allSatisfy { $0.basisDigest == nil && $0.chosen != nil })
        #expect(try store.studies().isEmpty)
        #expect(try store.units().count == 16)
        for query in NamedQuery.all { _ = try store.query(query) }
        #expect(try store.query("SELECT count(basis_digest) FROM selected_results").rows == [[.integer(0)]])
        #expect(try store.query("SELECT * FROM studies").rows.isEmpty)
        #expect(try store.query("SELECT attempt_digest FROM attempts").rows.count == 16)
        try store.export(to: folder.file("facts.json"), format: .json)
        try store.close()
        #expect(try folder.bytes(of: "old.sqlite") == before)
        #expect(try folder.contents() == ["facts.json", "old.sqlite"])
    }

    @Test func aWriterBringsItUpToDate() throws {
        let store = try Sample.openForWriting(file)
        #expect(store.schemaVersion == StoreSchema.version)
        #expect(try store.verify() == [])
        #expect(
            try store.query("SELECT count(attempt_digest), count(*) FROM attempts").rows == [
                [16, 16].map { .integer($0) }
            ])
        let fresh = try Sample.openForWriting(folder.file("new.sqlite"))
        #expect(try store.schemaSQL() == fresh.schemaSQL())
        let unit = try #require(try store.units().first)
        let attempt = try #require(try store.attempts(ofUnit: unit.hash).first)
        #expect(
            try store.query(
                "SELECT attempt_digest FROM attempts WHERE attempt_digest = :digest",
                arguments: ["digest": .text(attempt.digest)]
            ).rows.count == 1)
    }

    @Test func itIsMergedAndImportedLikeAnyOther() throws {
        let before = try folder.bytes(of: "old.sqlite")
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        let report = try target.merge(from: file)
        #expect(report.units == 16 && report.attempts == 16 && report.selections == 4)
        #expect(try target.merge(from: file) == MergeReport())
        #expect(try target.verify() == [])
        #expect(try folder.bytes(of: "old.sqlite") == before)
        // Once migrated it says the same.
        try Sample.openForWriting(file).close()
        #expect(try target.merge(from: file) == MergeReport())
    }

    /// An export that the first version of the form gave has neither studies nor digests of attempts.
    @Test func anExportOfVersion1IsImported() throws {
        let path = folder.file("facts.json")
        try ResultStore.open(file, for: .reading).export(to: path, format: .json)
        let other = try Sample.openForWriting(folder.file("other.sqlite"))
        #expect(try other.importFacts(from: path).attempts == 16)
        var text = try String(contentsOfFile: path, encoding: .utf8)
        text = text.replacing("\"version\": \(FactReader.version)", with: "\"version\": 1")
        text = text.replacing(/, "attempt_digest": "[0-9a-f]+"/, with: "").replacing(
            ", \"basis_digest\": null, \"candidate_units\": null", with: ""
        ).replacing(", \"further\": null", with: "")
        text = text.replacing(",\n\"studies\": []", with: "")
        #expect(!text.contains("attempt_digest") && !text.contains("studies"))
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        #expect(try target.importFacts(from: path).attempts == 16)
        #expect(try target.verify() == [])
    }

    @Test func aFileOfVersion2TakesWhatProgramsLeave() throws {
        let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/version-2.sqlite")
        let file = folder.file("v2.sqlite")
        try Data(contentsOf: fixture).write(to: URL(fileURLWithPath: file))
        let before = try folder.bytes(of: "v2.sqlite")
        let store = try ResultStore.open(file, for: .reading)
        #expect(try store.schemaVersion == 2 && store.verify() == [])
        #expect(try store.query("SELECT count(standard_error) FROM attempts").rows == [[.integer(0)]])
        #expect(try store.query("SELECT sum(unsupported) FROM progress").rows == [[.integer(0)]])
        try store.close()
        #expect(try folder.bytes(of: "v2.sqlite") == before)
        let writer = try Sample.openForWriting(file)
        let fresh = try Sample.openForWriting(folder.file("new.sqlite"))
        #expect(try writer.schemaSQL() == fresh.schemaSQL() && writer.verify() == [])
        // The outcome of version 3 is taken by the changed file, and no other one.
        let unit = try #require(try writer.units().first)
        var attempt = Sample.failure(unit, .unsupported, message: "two classes only")
        attempt.standardError = "what it printed"
        try writer.record(attempt)
        #expect(try writer.attempts(ofUnit: unit.hash).contains { $0 == attempt })
        #expect(try writer.verify() == [])
        #expect(throws: ResultStoreError.self) {
            try writer.write {
                try $0.execute(
                    sql:
                        "INSERT INTO attempts (unit_id, environment_id, outcome, started_at) VALUES (1, 1, 'other', '')"
                )
            }
        }
        try writer.close()
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        #expect(try target.merge(from: file).attempts > 0)
        #expect(try target.attempts(ofUnit: unit.hash).contains { $0.standardError == "what it printed" })
    }

    /// Units of two methods, as the version before further metrics wrote them.
    @Test func aFileOfVersion3IsReadBroughtUpToDateAndMerged() throws {
        let path = folder.file("three.sqlite")
        try Self.fixture(3).write(to: URL(fileURLWithPath: path))
        let store = try ResultStore.open(path, for: .reading)
        #expect(store.schemaVersion == 3)
        #expect(try store.verify() == [])
        let results = try store.selectedResults()
        #expect(results.count == 2)
        #expect(
            try store.query("SELECT count(further), count(*) > 0 FROM epochs").rows == [[.integer(0), .integer(1)]])
        #expect(try !store.measurements(of: results.compactMap(\.chosen)).isEmpty)
        for query in NamedQuery.all { _ = try store.query(query) }
        try store.export(to: folder.file("facts.json"), format: .json)
        try store.close()
        #expect(try folder.bytes(of: "three.sqlite") == [UInt8](Self.fixture(3)))
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        #expect(try target.merge(from: path).selections == 2)
        #expect(try target.importFacts(from: folder.file("facts.json")).attempts == 0)
        let writer = try Sample.openForWriting(path)
        #expect(try writer.schemaSQL() == target.schemaSQL() && writer.verify() == [])
        #expect(try writer.selectedResults() == results)
        try writer.close()
        #expect(try target.merge(from: path) == MergeReport())
    }

    /// Further metrics are part of the result where there are some, and travel with it.
    @Test func furtherMetricsAreStoredMergedAndExported() throws {
        let unit = Sample.unit()
        var attempt = Sample.success(unit)
        let plain = attempt.resultDigest
        let text = try #require(EpochRecord.furtherText(validation: ["mcc": 0.25], test: ["mcc": 0.5, "brier": .nan]))
        #expect(text == "{\"test\":{\"mcc\":0.5},\"validation\":{\"mcc\":0.25}}")
        for index in attempt.epochs.indices { attempt.epochs[index].further = text }
        #expect(attempt.resultDigest != plain)
        #expect(attempt.epochs[0].further("mcc", on: .validation) == 0.25)
        #expect(attempt.epochs[0].further("brier", on: .test) == nil)
        #expect(EpochRecord.furtherText(validation: [:], test: ["r2": .infinity]) == nil)
        let store = try Sample.openForWriting(folder.file("new.sqlite"))
        try store.register([unit])
        try store.record(attempt)
        #expect(try store.attempts(ofUnit: unit.hash) == [attempt.sorted])
        #expect(try store.verify() == [])
        try store.export(to: folder.file("facts.json"), format: .json)
        try store.close()
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        try target.merge(from: folder.file("new.sqlite"))
        #expect(try target.attempts(ofUnit: unit.hash) == [attempt.sorted])
        #expect(try target.verify() == [])
        let other = try Sample.openForWriting(folder.file("o.sqlite"))
        try other.importFacts(from: folder.file("facts.json"))
        #expect(try other.attempts(ofUnit: unit.hash) == [attempt.sorted])
        #expect(try other.verify() == [])
    }

    /// The one list of columns is that of the schema.
    @Test(arguments: FactTable.allCases)
    func theColumnsAreThoseOfTheSchema(_ table: FactTable) throws {
        let store = try Sample.openForWriting(folder.file("new.sqlite"))
        let rows = try store.query("SELECT name, type, \"notnull\" FROM pragma_table_info('\(table.rawValue)')").rows
        let expected = table.storedColumns
        let names = (table.rowID.map { [$0] } ?? []) + expected.map(\.name)
        #expect(rows.map { $0[0] } == names.map { .text($0) })
        let types: [FactTable.Kind: String] = [.text: "TEXT", .time: "TEXT", .integer: "INTEGER", .real: "REAL"]
        for (row, column) in zip(rows.suffix(expected.count), expected) {
            #expect(row[1] == types[column.kind].map { .text($0) }, "\(column.name)")
            // An attempt that runs has no end yet.
            let isOptional = column.isOptional || column.name == "finished_at"
            #expect(row[2] == .integer(isOptional ? 0 : 1), "\(column.name)")
        }
    }

    @Test func studiesAreRecordedOnceAndMerged() throws {
        let store = try Sample.openForWriting(folder.file("new.sqlite"))
        let study = StudyRecord(definition: ["tasks": ["sample/iris"]], recordedAt: Sample.start)
        #expect(try store.record(study))
        #expect(try !store.record(StudyRecord(definition: ["tasks": ["sample/iris"]])))
        #expect(try store.studies() == [study])
        #expect(try store.verify() == [])
        try store.export(to: folder.file("facts.json"), format: .json)
        try store.close()
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        try target.merge(from: folder.file("new.sqlite"))
        try target.importFacts(from: folder.file("facts.json"))
        #expect(try target.studies() == [study])
        #expect(throws: ResultStoreError.self) {
            try target.write { try $0.execute(sql: "UPDATE studies SET definition = '{}'") }
        }
    }

    @Test func aSelectionIsRecordedAnewWhereItsBasisDiffers() throws {
        let store = try Sample.openForWriting(folder.file("new.sqlite"))
        let unit = Sample.unit()
        let attempt = Sample.success(unit)
        try store.register([unit])
        try store.record(attempt)
        var selection = Sample.selection(unit, attempt)
        #expect(try store.record([selection]) == 1)
        selection.basisDigest = String(repeating: "ab", count: 32)
        selection.candidateUnits = [String(unit.hash.prefix(16))]
        selection.recordedAt = Sample.start.addingTimeInterval(1)
        #expect(try store.record([selection]) == 1)
        #expect(try store.record([selection]) == 0)
        let result = try #require(try store.selectedResults().first)
        #expect(result.basisDigest == selection.basisDigest && result.recordedAt == selection.recordedAt)
        #expect(result.numericsVersion == 1 && result.candidateUnits == selection.candidateUnits)
        try store.export(to: folder.file("facts.json"), format: .json)
        let other = try Sample.openForWriting(folder.file("other.sqlite"))
        try other.importFacts(from: folder.file("facts.json"))
        #expect(try other.selectedResults() == store.selectedResults())
    }
}

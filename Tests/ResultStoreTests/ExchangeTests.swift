import Formats
import Foundation
import Testing

@testable import ResultStore

/// Facts out of a store and into another one.
@Suite struct ExchangeTests {
    let folder: TemporaryFolder
    let file: String

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("s.sqlite")
        try SmallBenchmark.write(to: file)
    }

    /// Exports a store, imports it into a new one and gives both exports.
    private func roundTrip(_ format: FactFormat) throws -> (first: String, second: String) {
        let (first, second) = (folder.file("first"), folder.file("second"))
        try ResultStore.open(file, for: .reading).export(to: first, format: format)
        let target = try Sample.openForWriting(folder.file("target.sqlite"))
        let report = try target.importFacts(from: first)
        #expect(report.attempts == 11 && report.units == 9 && report.selections == 9 && report.publishedResults == 3)
        #expect(try target.importFacts(from: first) == MergeReport())
        #expect(try target.verify() == [])
        try target.export(to: second, format: format)
        return (first, second)
    }

    @Test func aRoundTripThroughJSONGivesEqualFacts() throws {
        let (first, second) = try roundTrip(.json)
        #expect(FileManager.default.contentsEqual(atPath: first, andPath: second))
        // Any JSON reader takes it, and the layout does not matter to the import.
        let object = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: first)))
        let tables = try #require(object as? [String: Any])
        #expect((tables["units"] as? [Any])?.count == 9)
        try JSONSerialization.data(withJSONObject: object, options: [.prettyPrinted, .sortedKeys])
            .write(to: URL(fileURLWithPath: folder.file("pretty.json")))
        let other = try Sample.openForWriting(folder.file("other.sqlite"))
        #expect(try other.importFacts(from: folder.file("pretty.json")).attempts == 11)
        // Nothing stays of the store that the facts went through.
        #expect(try folder.contents().filter { $0.contains("-import") } == [])
    }

    @Test func aRoundTripThroughCSVGivesEqualFacts() throws {
        let (first, second) = try roundTrip(.csv)
        for table in FactTable.allCases {
            let name = "/" + FactReader.fileName(table)
            #expect(FileManager.default.contentsEqual(atPath: first + name, andPath: second + name), "\(table)")
        }
    }

    @Test func bothFormsSayTheSame() throws {
        let store = try ResultStore.open(file, for: .reading)
        try store.export(to: folder.file("a.json"), format: .json)
        try store.export(to: folder.file("a"), format: .csv)
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        try target.importFacts(from: folder.file("a.json"))
        #expect(try target.importFacts(from: folder.file("a")) == MergeReport())
    }

    /// A missing message and an empty one differ, and line ends and quotes survive.
    @Test func textsSurviveAsTheyAre() throws {
        let store = try Sample.openForWriting(folder.file("texts.sqlite"))
        let messages = ["", " blank ", "two\nlines", "say \"no\", then", "a\r\nb", "été 😀", "# no comment", "NULL"]
        for (index, message) in messages.enumerated() {
            let unit = Sample.unit(Sample.iris, Sample.configuration(layers: index + 2))
            try store.register([unit])
            try store.record(Sample.failure(unit, .failed, message: message))
        }
        for format in FactFormat.allCases {
            let path = folder.file("texts-\(format.rawValue)")
            try store.export(to: path, format: format)
            let target = try Sample.openForWriting(folder.file("into-\(format.rawValue).sqlite"))
            try target.importFacts(from: path)
            let found = try target.query("SELECT message FROM attempts").rows.map { $0[0] }
            #expect(Set(found) == Set(messages.map { .text($0) }))
        }
    }

    @Test(arguments: [
        ("\"seed\": 1", "\"seed\": 2", "unit_hash is not the digest"),
        ("\"seed\": 1", "\"seed\": 1, \"seed\": 2", "seed is there twice"),
        ("\"seed\": 1", "\"seed\": [1]", "neither a text nor a number"),
        ("\"studies\": [", "\"studies\": {}, \"studied\": [", "studied is no kind of fact"),
        ("\"hyperparameters\": \"{", "\"hyperparameters\": \"[{", "hyperparameters is no JSON"),
        ("\"outcome\": \"succeeded\"", "\"outcome\": \"splendid\"", "no outcome"),
        ("\"test_correct\": 36", "\"test_correct\": 35", "does not fit together"),
        ("\"rows\": 150", "\"rows\": \"many\"", "rows is not a whole number"),
        ("\"suite\": \"sample\", ", "", "suite is missing"),
        ("\"name\": \"snn\"", "\"nam\": \"snn\"", "methods"),
        ("\"version\": \(FactReader.version)", "\"version\": 7", "version"),
        ("\"epochs\": [", "\"epoques\": [", "epoques is no kind of fact"),
        ("\"attempt\": 1, \"epoch\"", "\"attempt\": 99, \"epoch\"", "there is no attempt 99"),
        ("\"started_at\": \"2026", "\"started_at\": \"yesterday", "started_at is no time"),
    ])
    func changedFactsAreRefusedWithTheirPlace(_ old: String, _ new: String, _ hint: String) throws {
        let path = folder.file("facts.json")
        try ResultStore.open(file, for: .reading).export(to: path, format: .json)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let range = try #require(text.range(of: old), "nothing to change")
        try text.replacingCharacters(in: range, with: new).write(toFile: path, atomically: true, encoding: .utf8)
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        let error = #expect(throws: ResultStoreError.self) { try target.importFacts(from: path) }
        let message = error.map { "\($0)" } ?? ""
        #expect(message.contains(hint) && message.contains("facts.json"), "\(message)")
        #expect(error?.kind == .badData && !message.contains("\n"))
        #expect(try target.progress().total == 0)
    }

    /// Arrays and members in any order, and the version at the end, as another program may write them.
    @Test func theOrderOfAnExportDoesNotMatter() throws {
        let path = folder.file("facts.json")
        let source = try ResultStore.open(file, for: .reading)
        try source.export(to: path, format: .json)
        let sorted = try CanonicalJSON(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path)))).text
        #expect(sorted.hasPrefix("{\"attempts\":") && sorted.hasSuffix(",\"version\":\(FactReader.version)}"))
        try sorted.write(toFile: folder.file("sorted.json"), atomically: true, encoding: .utf8)
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        try target.importFacts(from: folder.file("sorted.json"))
        try target.export(to: folder.file("again.json"), format: .json)
        #expect(try folder.bytes(of: "again.json") == folder.bytes(of: "facts.json"))
    }

    @Test func csvNamesTheLine() throws {
        let path = folder.file("facts")
        try ResultStore.open(file, for: .reading).export(to: path, format: .csv)
        let tasks = path + "/tasks.csv"
        var lines = try String(contentsOfFile: tasks, encoding: .utf8).split(separator: "\n").map(String.init)
        lines = lines.map { $0.replacing(",178,", with: ",many,") }
        try lines.joined(separator: "\n").write(toFile: tasks, atomically: true, encoding: .utf8)
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        let error = #expect(throws: ResultStoreError.self) { try target.importFacts(from: path) }
        let message = error.map { "\($0)" } ?? ""
        #expect(message.contains("tasks.csv, line"), "\(message)")
        try FileManager.default.removeItem(atPath: path + "/epochs.csv")
        #expect(throws: ResultStoreError.self) { try target.importFacts(from: path) }
    }

    /// What is there stays until all is written, and nothing else is left behind.
    @Test(arguments: FactFormat.allCases)
    func anExportTakesItsPlaceAtTheEnd(_ format: FactFormat) throws {
        let path = folder.file("facts")
        let damaged = folder.file("damaged.sqlite")
        var bytes = try folder.bytes(of: "s.sqlite")
        for place in 40_000..<min(bytes.count, 120_000) { bytes[place] = 0x55 }
        try folder.write(bytes, to: "damaged.sqlite")
        let good = try ResultStore.open(file, for: .reading)
        try good.export(to: path, format: format)
        func content() throws -> [String: Data] {
            var found: [String: Data] = [:]
            for name in format == .csv ? try FileManager.default.contentsOfDirectory(atPath: path) : [""] {
                found[name] = try Data(contentsOf: URL(fileURLWithPath: path + (name.isEmpty ? "" : "/" + name)))
            }
            return found
        }
        let before = try content()
        #expect(throws: ResultStoreError.self) {
            try ResultStore.open(damaged, for: .reading).export(to: path, format: format)
        }
        #expect(try content() == before)
        // What a killed export left is no obstacle.
        if format == .json { try folder.write([1, 2, 3], to: "facts.snnbench-part") }
        // What is a user's own stays.
        try folder.write([4, 5], to: "facts.part")
        try good.export(to: path, format: format)
        #expect(try content() == before)
        #expect(try folder.contents().filter { $0.contains("part") } == ["facts.part"])
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("facts.part"))) == Data([4, 5]))
    }

    @Test func aKilledImportLeavesNothingThatTheNextDoesNotTakeAway() throws {
        let path = folder.file("facts.json")
        try ResultStore.open(file, for: .reading).export(to: path, format: .json)
        for ending in ["", ".lock", "-wal"] { try folder.write([0], to: "t.sqlite.snnbench-import" + ending) }
        // What is a user's own stays.
        let others = ["t.sqlite.import", "t.sqlite.import-notes.json"]
        for name in others { try folder.write([0], to: name) }
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        #expect(try target.importFacts(from: path).attempts == 11)
        try target.close()
        #expect(try folder.contents() == ["facts.json", "s.sqlite", "t.sqlite"] + others)
    }

    @Test func aFailedImportLeavesNoFileWhereThereWasNone() throws {
        try folder.write(Array("{}".utf8), to: "facts.json")
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        #expect(throws: ResultStoreError.self) { try target.importFacts(from: folder.file("facts.json")) }
        try target.closeRemovingIfNew()
        #expect(try folder.contents() == ["facts.json", "s.sqlite"])
        // A file that was there stays.
        let old = try Sample.openForWriting(file)
        try old.closeRemovingIfNew()
        #expect(try folder.contents() == ["facts.json", "s.sqlite"])
    }

    @Test(arguments: [
        ("\"seconds\": 8", "\"seconds\": 1e308", "no attempt can have taken"),
        ("\"seconds\": 8", "\"seconds\": 9", "attempt_digest"),
        ("\"attempt_digest\": \"", "\"attempt_digest\": \"0", "attempt_digest"),
        ("\"started_at\": \"2026-11-18", "\"started_at\": \"2026-02-31", "started_at is no time"),
    ])
    func forgedAttemptsAreRefused(_ old: String, _ new: String, _ hint: String) throws {
        let path = folder.file("facts.json")
        try ResultStore.open(file, for: .reading).export(to: path, format: .json)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let range = try #require(text.range(of: old), "nothing to change")
        try text.replacingCharacters(in: range, with: new).write(toFile: path, atomically: true, encoding: .utf8)
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        let error = #expect(throws: ResultStoreError.self) { try target.importFacts(from: path) }
        #expect(error.map { "\($0)".contains(hint) } == true, "\(String(describing: error))")
    }

    /// A result without its digest is not given a fresh one.
    @Test func aResultWithoutItsDigestIsRefused() throws {
        let path = folder.file("facts.json")
        try ResultStore.open(file, for: .reading).export(to: path, format: .json)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let forged = text.replacing(/"result_digest": "[0-9a-f]+", "attempt_digest": "[0-9a-f]+"/) { _ in
            "\"result_digest\": null, \"attempt_digest\": null"
        }
        try forged.write(toFile: path, atomically: true, encoding: .utf8)
        let target = try Sample.openForWriting(folder.file("t.sqlite"))
        let error = #expect(throws: ResultStoreError.self) { try target.importFacts(from: path) }
        #expect(error?.kind == .badData)
        #expect(try target.progress().total == 0)
    }

    @Test func anotherResultOfAUnitIsAConflict() throws {
        let (a, b) = (folder.file("a.sqlite"), folder.file("b.sqlite"))
        let unit = Sample.unit()
        for (path, bias) in [(a, 0), (b, 1)] {
            let store = try Sample.openForWriting(path)
            try store.register([unit])
            try store.record(Sample.success(unit, bias: bias))
            try store.export(to: path + ".json", format: .json)
            try store.close()
        }
        let store = try Sample.openForWriting(a)
        let error = #expect(throws: ResultStoreError.self) { try store.importFacts(from: b + ".json") }
        guard case .mergeConflict(let file, let units)? = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(file == b + ".json" && units.map(\.unitHash) == [unit.hash])
    }

    /// Whatever is done to the bytes: an error or the same facts, never a trap and never other facts.
    @Test func mutatedExportsAreRefusedOrHarmless() throws {
        let path = folder.file("facts.json")
        try ResultStore.open(file, for: .reading).export(to: path, format: .json)
        let bytes = try folder.bytes(of: "facts.json")
        var generator = SeededGenerator(seed: 11)
        var refused = 0
        for round in 0..<60 {
            var mutated = bytes
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<mutated.count, using: &generator)
                switch Int.random(in: 0..<4, using: &generator) {
                case 0: mutated[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: mutated.removeSubrange(place..<min(mutated.count, place + 40))
                case 2: mutated.insert(contentsOf: Array("[{\"".utf8), at: place)
                default: mutated = Array(mutated.prefix(place + 1))
                }
            }
            try folder.write(mutated, to: "m.json")
            let target = try Sample.openForWriting(folder.file("m\(round).sqlite"))
            do {
                try target.importFacts(from: folder.file("m.json"))
                #expect(try target.verify() == [])
            } catch {
                refused += 1
                #expect(error.kind == .badData, "\(error)")
                #expect(try target.progress().total == 0)
            }
        }
        #expect(refused > 40)
    }
}

import Foundation
import LoopbackServer
import Testing

@testable import Datasets

@Suite("Data library")
struct DataLibraryTests {
    static let one = TaskName(suite: "uci", shortName: "one") ?? SampleSuite.names()[0]

    /// Makes a mirror with the tiny archive and a library in an empty folder.
    static func withLibrary(
        items: [ArchiveBuilder.Item] = TinySuite.items, manifest: Manifest? = nil,
        _ body: (DataLibrary, FetchOptions, String) throws -> Void
    ) throws {
        try TestFolders.withTemporary { folder in
            let mirror = folder + "/mirror"
            try FilePaths.makeFolder(mirror + "/host.example")
            ArchiveBuilder.write(items, to: mirror + "/host.example/tiny.zip", format: .zip)
            var options = FetchOptions()
            options.mirrors = [mirror]
            options.isOffline = true
            let library = try DataLibrary(
                manifest: manifest ?? TinySuite.manifest(), folder: DataFolder(path: folder + "/data"))
            try body(library, options, folder)
        }
    }

    @Test func fetchAndLoad() throws {
        try Self.withLibrary { library, options, _ in
            #expect(library.state(of: Self.one) == .notFetched)
            do {
                _ = try library.load(Self.one)
                Issue.record("loaded")
            } catch {
                #expect("\(error)".hasSuffix("missing); run: snnbench fetch uci/one"))
            }
            let report = try library.fetch(["uci"], options: options)
            #expect(report.ready.map(\.description) == ["uci/one", "uci/three"] && report.problems.isEmpty)
            let task = try library.load(Self.one)
            #expect(task.shape == TaskShape(rows: 4, features: 2, outputs: 2))
            let states = library.summaries().map(\.state)
            #expect(states.contains(.embedded) && states.filter { $0 == .ready }.count == 2)
            // Nothing is fetched twice: without the mirror it still holds.
            var alone = options
            alone.mirrors = []
            #expect(try library.fetch(["one", "three"], options: alone).ready.count == 2)
        }
    }

    @Test func samplesNeedNoFetch() throws {
        try Self.withLibrary { library, options, _ in
            let report = try library.fetch(["sample"], options: options)
            #expect(report.ready == SampleSuite.names())
            for name in SampleSuite.names() { _ = try library.load(name) }
        }
    }

    @Test func missingMemberConcernsOneTask() throws {
        var items = TinySuite.items
        items.remove(at: 2)
        try Self.withLibrary(items: items) { library, options, _ in
            let report = try library.fetch(["uci"], options: options)
            #expect(report.ready.map(\.description) == ["uci/three"])
            #expect(report.problems.map(\.task) == [Self.one])
            #expect(library.state(of: Self.one) == .incomplete(missing: ["one_py.dat"]))
            #expect(
                report.problemsByReason[0].reason
                    == "tiny.zip has no file data/one/one_py.dat; fetch it from a place with a complete copy")
        }
    }

    @Test func changedFileIsNoticedAndFetchedAgain() throws {
        try Self.withLibrary { library, options, _ in
            _ = try library.fetch(["uci"], options: options)
            let path = library.folder.folder(of: Self.one) + "/one_py.dat"
            var bytes = try FileReader.read(path).bytes
            bytes[0] = UInt8(ascii: "9")
            try Data(bytes).write(to: URL(fileURLWithPath: path))
            do {
                _ = try library.load(Self.one)
                Issue.record("loaded")
            } catch {
                #expect("\(error)".contains("has changed since it was fetched"))
                #expect("\(error)".hasSuffix("run: snnbench fetch --verify uci/one"))
            }
            var verifying = options
            verifying.verifiesExisting = true
            #expect(try library.fetch(["one"], options: verifying).ready == [Self.one])
            _ = try library.load(Self.one)
        }
    }

    @Test func verifyingTellsWhatChangedAndReplacesIt() throws {
        try Self.withLibrary { library, options, _ in
            _ = try library.fetch(["uci"], options: options)
            let path = library.folder.folder(of: Self.one) + "/labels_py.dat"
            try Data("0\n1\n1\n1\n".utf8).write(to: URL(fileURLWithPath: path))
            var verifying = options
            verifying.verifiesExisting = true
            verifying.mirrors = []
            // With nothing to replace it by, the file stays and is told of.
            try FileManager.default.removeItem(atPath: library.folder.downloads)
            let alone = try library.fetch(["uci"], options: verifying)
            #expect(alone.verifiedFiles == 7 && alone.changed.map(\.path) == [path])
            #expect(!alone.changed[0].isReplaced && alone.changed[0].expected.hasPrefix("sha256:"))
            #expect(alone.ready.map(\.description) == ["uci/three"] && alone.problems.map(\.task) == [Self.one])
            #expect(try FileReader.read(path).bytes == Array("0\n1\n1\n1\n".utf8))
            verifying.mirrors = options.mirrors
            var told: [TaskName] = []
            let again = try library.fetch(["uci"], options: verifying) {
                if case .verifying(let task) = $0 { told.append(task) }
            }
            #expect(again.ready.count == 2 && again.changed.map(\.isReplaced) == [true] && told.count == 2)
            #expect(try library.fetch(["uci"], options: verifying).verifiedFiles == 8)
        }
    }

    /// A manifest whose first file of `uci/one` can also be had alone.
    static func manifestWithAlternative() throws -> Manifest {
        let features = TinySuite.features("one")
        let checksum = try Checksum(.sha256, of: features)
        let member = "member data/one/one_py.dat \(features.count) \(checksum)\n"
        let text = TinySuite.manifestTextOrEmpty().replacing(member, with: member + "also one-features\n")
        let archive =
            "archive one-features\nformat file\nurl http://host.example/one_py.dat\nchecksum \(checksum)\n"
            + "licence none\ncitation none\n\n"
        return try Manifest(NamedBytes(name: "m", bytes: Array((archive + text).utf8)))
    }

    @Test func fileAloneServesWhereTheArchiveDoesNot() throws {
        var items = TinySuite.items
        items.remove(at: 2)
        let manifest = try Self.manifestWithAlternative()
        try Self.withLibrary(items: items, manifest: manifest) { library, options, folder in
            // Not there, then wrong, then right.
            #expect(try library.fetch(["one"], options: options).ready.isEmpty)
            let alone = folder + "/mirror/host.example/one_py.dat"
            try Data("1,2\n".utf8).write(to: URL(fileURLWithPath: alone))
            let wrong = try library.fetch(["one"], options: options)
            #expect(wrong.ready.isEmpty && wrong.problems.count == 1)
            try Data(TinySuite.features("one")).write(to: URL(fileURLWithPath: alone))
            #expect(try library.fetch(["one"], options: options).ready == [Self.one])
            _ = try library.load(Self.one)
        }
        // The archive alone is enough: the single file is not asked for.
        try Self.withLibrary(manifest: manifest) { library, options, _ in
            let ready = try library.fetch(["one"], options: options).ready
            #expect(ready == [Self.one])
            #expect(library.path(ofDownload: "one-features") == nil)
        }
    }

    @Test func alternativesMustBeSingleFiles() {
        let text = TinySuite.manifestTextOrEmpty().replacing(
            "\nmember data/one/labels", with: "\nalso tiny\nmember data/one/labels")
        #expect(throws: ManifestError.self) { try Manifest(NamedBytes(name: "m", bytes: Array(text.utf8))) }
    }

    @Test func repackedArchiveOfAnyNameIsTakenFromAFolder() throws {
        try Self.withLibrary { library, options, folder in
            var options = options
            options.mirrors = []
            let source = folder + "/source"
            try FilePaths.makeFolder(source)
            // A foreign archive comes first in order of name.
            ArchiveBuilder.write([ArchiveBuilder.Item(path: "a", bytes: [1])], to: source + "/a.zip", format: .zip)
            ArchiveBuilder.write(TinySuite.items, to: source + "/renamed.bin", format: .zip)
            options.sourceFolder = source
            #expect(try library.fetch(["uci"], options: options).ready.count == 2)
        }
    }

    @Test func downloadsAreTakenFromAFolder() throws {
        try Self.withLibrary(manifest: try Self.manifestWithAlternative()) { library, options, folder in
            var options = options
            options.mirrors = []
            options.sourceFolder = folder + "/source"
            try FilePaths.makeFolder(folder + "/source")
            let path = folder + "/source/other name"
            try Data("not it".utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: LibraryError.self) {
                try library.fetch(["one-features"], options: options).downloads[0].result.get()
            }
            try Data(TinySuite.features("one")).write(to: URL(fileURLWithPath: path))
            let found = try library.fetch(["one-features"], options: options).downloads[0].result.get()
            #expect(try FileReader.read(found).bytes == TinySuite.features("one"))
        }
    }

    @Test func wrongMirrorGivesWayToTheNext() throws {
        var changed = TinySuite.items
        changed[2].bytes[0] = UInt8(ascii: "2")
        try Self.withLibrary { library, options, folder in
            try FilePaths.makeFolder(folder + "/bad/host.example")
            ArchiveBuilder.write(changed, to: folder + "/bad/host.example/tiny.zip", format: .zip)
            var options = options
            let bad = folder + "/bad"
            options.mirrors = [bad] + options.mirrors
            #expect(try library.fetch(["uci"], options: options).ready.count == 2)
            // With the wrong one alone the first reason is told.
            let other = try DataLibrary(manifest: library.manifest, folder: DataFolder(path: folder + "/other"))
            options.mirrors = [bad]
            let report = try other.fetch(["uci"], options: options)
            #expect(report.ready.map(\.description) == ["uci/three"])
            #expect(report.problemsByReason.first?.reason.contains("is not the known file") == true)
        }
    }

    @Test func sourceFolder() throws {
        try Self.withLibrary { library, options, folder in
            var options = options
            options.mirrors = []
            // Loose files under any name, found by their content.
            let loose = folder + "/loose/deep"
            try FilePaths.makeFolder(loose)
            for (index, file) in TinySuite.files("one").enumerated() {
                try Data(file.bytes).write(to: URL(fileURLWithPath: loose + "/\(index)"))
            }
            options.sourceFolder = folder + "/loose"
            let report = try library.fetch(["uci"], options: options)
            #expect(report.ready == [Self.one])
            #expect(report.problems.first?.error.description.contains("tiny.zip is not here") == true)
            // An archive of the right name.
            options.sourceFolder = folder + "/mirror"
            #expect(try library.fetch(["uci"], options: options).ready.count == 2)
        }
        try Self.withLibrary { library, options, _ in
            var options = options
            options.sourceFolder = "/nonexistent"
            #expect(throws: LibraryError.fetch(.noSourceFolder(path: "/nonexistent"))) {
                try library.fetch(["uci"], options: options)
            }
        }
    }

    @Test func unknownNamesAreRefused() throws {
        try Self.withLibrary { library, options, _ in
            #expect(throws: LibraryError.catalog(.unknownTask("onee", near: ["uci/one"]))) {
                try library.fetch(["onee"], options: options)
            }
        }
    }

    @Test func downloadsByName() throws {
        try Self.withLibrary { library, options, _ in
            #expect(library.path(ofDownload: "tiny") == nil)
            let report = try library.fetch(["tiny"], options: options)
            #expect(report.downloads.map(\.name) == ["tiny"] && report.ready.isEmpty)
            #expect(try report.downloads[0].result.get() == library.path(ofDownload: "tiny"))
            var alone = options
            alone.mirrors = []
            let other = try DataLibrary(manifest: library.manifest, folder: DataFolder(path: library.folder.path + "2"))
            let failed = try other.fetch(["tiny", "sample"], options: alone)
            #expect(throws: LibraryError.fetch(.offline(name: "tiny.zip"))) { try failed.downloads[0].result.get() }
            #expect(failed.ready == SampleSuite.names())
        }
    }

    @Test func incompleteCopyIsReplacedByTheOriginal() throws {
        // The server has the original, the mirror a copy without one file.
        try TestFolders.withTemporary { folder in
            ArchiveBuilder.write(TinySuite.items, to: folder + "/whole", format: .zip)
            let whole = try FileReader.read(folder + "/whole").bytes
            var items = TinySuite.items
            items.remove(at: 2)
            ArchiveBuilder.write(items, to: folder + "/partial", format: .zip)
            let server = try LoopbackServer { LoopbackServer.Step.file(whole, $0) }
            defer { server.stop() }
            let host = server.base.dropFirst("http://".count)
            try FilePaths.makeFolder(folder + "/mirror/\(host)")
            try FileManager.default.moveItem(atPath: folder + "/partial", toPath: folder + "/mirror/\(host)/tiny.zip")
            let manifest = try TinySuite.manifest(
                urls: [server.base + "/tiny.zip"], checksum: try Checksum(.sha256, of: whole))
            let library = try DataLibrary(manifest: manifest, folder: DataFolder(path: folder + "/data"))
            var options = FetchOptions()
            options.mirrors = [folder + "/mirror"]
            #expect(try library.fetch(["uci"], options: options).ready.map(\.description) == ["uci/three"])
            #expect(server.all.isEmpty)
            #expect(try library.fetch(["uci"]).ready.count == 2)
            #expect(server.all.count == 1)
        }
    }

    @Test func folders() {
        #expect(DataFolder(option: "x", environment: ["SNNBENCH_DATA": "y"]).path == "x")
        #expect(DataFolder(option: nil, environment: ["SNNBENCH_DATA": "y", "HOME": "/h"]).path == "y")
        #expect(DataFolder(option: nil, environment: ["XDG_DATA_HOME": "/d", "HOME": "/h"]).path == "/d/snnbench")
        #expect(
            DataFolder(option: nil, environment: ["XDG_DATA_HOME": "d", "HOME": "/h"]).path
                == "/h/.local/share/snnbench")
    }
}

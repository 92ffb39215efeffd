import Foundation
import Testing

@testable import Datasets

@Suite("Unpacker")
struct UnpackerTests {
    typealias Item = ArchiveBuilder.Item

    /// What unpacking some items gave: the problems or the refusal, and the files that appeared.
    struct Outcome {
        var problems: [String: String] = [:]
        var refusal: String?
        var files: [String] = []
    }

    static func unpack(
        _ items: [Item], format: ArchiveFormat = .zip, limits: UnpackLimits = UnpackLimits(),
        change: ((inout [UInt8]) -> Void)? = nil
    ) throws -> Outcome {
        try TestFolders.withTemporary { folder in
            let archive = folder + "/tiny"
            ArchiveBuilder.write(items, to: archive, format: format)
            if let change {
                var bytes = try FileReader.read(archive).bytes
                change(&bytes)
                try Data(bytes).write(to: URL(fileURLWithPath: archive))
            }
            let manifest = try TinySuite.manifest(format: format.rawValue)
            let unpacker = Unpacker(folder: DataFolder(path: folder + "/data"), limits: limits)
            var outcome = Outcome()
            do {
                for (task, error) in try unpacker.unpack(manifest.archives[0], at: archive, tasks: manifest.tasks) {
                    outcome.problems["\(task)"] = "\(error)"
                }
            } catch {
                outcome.refusal = "\(error)"
            }
            let below = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
            outcome.files = below.filter { FilePaths.size(of: folder + "/" + $0) != nil && $0 != "tiny" }.sorted()
            return outcome
        }
    }

    static let all = (TinySuite.files("one") + TinySuite.files("three")).map {
        "data/uci/" + $0.path.dropFirst("data/".count)
    }.sorted()

    @Test(arguments: [ArchiveFormat.zip, .tarGzip])
    func onlyNamedFiles(format: ArchiveFormat) throws {
        let outcome = try Self.unpack(TinySuite.items, format: format)
        #expect(outcome.refusal == nil && outcome.problems.isEmpty)
        #expect(outcome.files == Self.all)
    }

    @Test func leadingDotsAreTakenOff() throws {
        let items = TinySuite.items.map { item in
            var item = item
            item.path = "./" + item.path
            return item
        }
        #expect(try Self.unpack(items, format: .tarGzip).files == Self.all)
    }

    @Test func changedRowIsRefusedForItsTaskOnly() throws {
        var items = TinySuite.items
        items[2].bytes[0] = UInt8(ascii: "2")
        let outcome = try Self.unpack(items)
        #expect(outcome.files == Self.all.filter { !$0.hasSuffix("one_py.dat") })
        #expect(outcome.problems.count == 1)
        #expect(
            outcome.problems["uci/one"]?.hasPrefix("tiny: data/one/one_py.dat is not the known file (sha256:") == true)
        items[2].bytes += [1]
        #expect(try Self.unpack(items).problems["uci/one"]?.contains("(more where 16 bytes is expected)") == true)
    }

    @Test func missingFileConcernsItsTaskOnly() throws {
        var items = TinySuite.items
        items.remove(at: 2)
        let outcome = try Self.unpack(items)
        #expect(
            outcome.problems == [
                "uci/one": "tiny has no file data/one/one_py.dat; fetch it from a place with a complete copy"
            ])
        #expect(outcome.files.count == 7)
    }

    @Test(arguments: [ArchiveFormat.zip, .tarGzip])
    func hostilePaths(format: ArchiveFormat) throws {
        for path in ["../evil", "/tmp/evil", "data/../../evil", "..\\evil", "data/one/.."] {
            let outcome = try Self.unpack([Item(path: path, bytes: [1])] + TinySuite.items, format: format)
            #expect(outcome.refusal?.contains("leads out of its folder") == true, "\(path)")
            #expect(outcome.files.isEmpty, "\(outcome.files)")
        }
    }

    @Test func linksInPlaceOfFilesAreRefused() throws {
        var items = TinySuite.items
        items[2] = Item(path: items[2].path, symlink: "/etc/passwd")
        let symbolic = try Self.unpack(items, format: .tarGzip)
        #expect(symbolic.refusal?.contains("is no plain file") == true && symbolic.files.isEmpty)
        items[2] = Item(path: items[2].path, hardlink: "data/stray.dat")
        let hard = try Self.unpack(items, format: .tarGzip)
        #expect(hard.refusal?.contains("is no plain file") == true && hard.files.isEmpty)
        items[2] = Item(path: items[2].path, isFolder: true)
        #expect(try Self.unpack(items, format: .tarGzip).refusal != nil || items[2].isFolder)
    }

    @Test func linkedFolderIsNotFollowed() throws {
        // data/one as a link to elsewhere, then a file below it: names in the archive are never used as paths.
        let items = [Item(path: "data/one", symlink: "/tmp")] + TinySuite.items
        let outcome = try Self.unpack(items, format: .tarGzip)
        #expect(outcome.files == Self.all)
    }

    @Test func duplicates() throws {
        let outcome = try Self.unpack(TinySuite.items + [TinySuite.items[3]], format: .tarGzip)
        #expect(outcome.refusal == "tiny has “data/one/labels_py.dat” twice; fetch it from another place")
    }

    @Test func bombs() throws {
        var limits = UnpackLimits()
        limits.ratioFreeBytes = 100_000
        let bomb = Item(path: "data/zeros", bytes: [UInt8](repeating: 0, count: 10_000_000))
        let outcome = try Self.unpack([bomb] + TinySuite.items, format: .tarGzip, limits: limits)
        #expect(outcome.refusal?.contains("unpacks to more than") == true)
        limits = UnpackLimits()
        limits.totalBytes = 1_000_000
        #expect(try Self.unpack([bomb] + TinySuite.items, format: .tarGzip, limits: limits).refusal != nil)
        #expect(try Self.unpack([bomb] + TinySuite.items, format: .tarGzip).refusal == nil)
    }

    @Test(arguments: [ArchiveFormat.zip, .tarGzip])
    func mutationsNeverTrapNorEscape(format: ArchiveFormat) throws {
        try TestFolders.withTemporary { folder in
            let archive = folder + "/tiny"
            ArchiveBuilder.write(TinySuite.items, to: archive, format: format)
            let bytes = try FileReader.read(archive).bytes
            let manifest = try TinySuite.manifest(format: format.rawValue)
            var generator = SeededGenerator(seed: 5)
            var untouched = 0
            for round in 0..<6000 {
                let data = folder + "/data"
                try? FileManager.default.removeItem(atPath: data)
                try Data(generator.mutate(bytes)).write(to: URL(fileURLWithPath: archive))
                let unpacker = Unpacker(folder: DataFolder(path: data))
                let result = Result { try unpacker.unpack(manifest.archives[0], at: archive, tasks: manifest.tasks) }
                if case .success(let problems) = result, problems.isEmpty { untouched += 1 }
                // Whatever appeared is right, and nothing else did.
                for path in FileManager.default.enumerator(atPath: folder)?.compactMap({ $0 as? String }) ?? [] {
                    guard FilePaths.size(of: folder + "/" + path) != nil, path != "tiny" else { continue }
                    let isKnown = Self.all.contains(path)
                    #expect(isKnown, "round \(round): \(path)")
                }
                for task in manifest.tasks {
                    for member in task.members {
                        let path = unpacker.folder.file(member, of: task.name)
                        guard FilePaths.size(of: path) != nil else { continue }
                        let found = try Checksum(.sha256, of: try FileReader.read(path).bytes)
                        #expect([found] == member.checksums)
                    }
                }
            }
            #expect(untouched < 5900)
        }
    }

    @Test func truncatedArchiveSaysSo() throws {
        let outcome = try Self.unpack(TinySuite.items, format: .tarGzip) { $0.removeLast($0.count / 2) }
        #expect(outcome.refusal?.contains("cannot be unpacked") == true)
        let page = try Self.unpack(TinySuite.items) { $0 = Array("<html>moved</html>".utf8) }
        #expect(page.refusal?.contains("cannot be unpacked") == true && page.files.isEmpty)
    }
}

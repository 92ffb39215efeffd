import Formats
import Foundation
import LoopbackServer
import Testing

@testable import Datasets

/// What is known of a file decides, whatever is here and whatever a server sends.
@Suite(.serialized) struct FetcherProofTests {
    private static let content = FetcherTests.content

    /// A server without validators that closes after some bytes, and knows ranges.
    private static func cutting(_ request: LoopbackServer.Request, after step: Int, count: Int = content.count)
        -> [LoopbackServer.Step]
    {
        let start = request.rangeStart ?? 0
        let range = "Content-Range: bytes \(start)-\(count - 1)/\(count)"
        return [
            .head(start > 0 ? 206 : 200, ["Content-Length: \(count - start)"] + (start > 0 ? [range] : [])),
            .send(Array(content[start..<min(start + step, count)])), .pause(0.02),
        ]
    }

    @Test func aServerWithoutValidatorsThatCutsCompletes() throws {
        let step = Self.content.count / 9
        let (outcome, server) = try FetcherTests.fetch { Self.cutting($0, after: step) }
        #expect(outcome.bytes == Self.content && outcome.leftovers == [])
        #expect(
            server.all.allSatisfy { $0.headers["if-range"] == nil }
                && server.all.dropFirst().allSatisfy { $0.rangeStart != nil })
        // Also where the files within decide about an archive: its own hash proves the pieces.
        let archive: [UInt8] = [0x50, 0x4B, 3, 4] + Self.content
        let (packed, other) = try FetcherTests.fetch(content: archive, mustMatch: false, format: .zip) { request in
            let start = request.rangeStart ?? 0
            let range = "Content-Range: bytes \(start)-\(archive.count - 1)/\(archive.count)"
            return [
                .head(start > 0 ? 206 : 200, ["Content-Length: \(archive.count - start)"] + (start > 0 ? [range] : [])),
                .send(Array(archive[start..<min(start + step, archive.count)])), .pause(0.02),
            ]
        }
        #expect(packed.bytes == archive && other.count("/x") == 10)
    }

    /// Pieces of two versions that no validator tells apart are found by the hash, and the whole is fetched anew.
    @Test func piecesThatDoNotFitAreFetchedAgain() throws {
        let (outcome, server) = try FetcherTests.fetch { request in
            guard request.number == 1 else {
                return request.rangeStart == nil
                    ? [.head(200, ["Content-Length: \(Self.content.count)"]), .send(Self.content)]
                    : Self.cutting(request, after: Self.content.count)
            }
            return [
                .head(200, ["Content-Length: \(Self.content.count)"]), .send([UInt8](repeating: 7, count: 1000)),
                .pause(0.02),
            ]
        }
        #expect(outcome.bytes == Self.content && server.all.map(\.rangeStart) == [nil, 1000, nil])
    }

    @Test func aDownloadByItsNameIsProven() throws {
        try DataLibraryTests.withLibrary { library, options, folder in
            let original = try FileReader.read(folder + "/mirror/host.example/tiny.zip").bytes
            let manifest = try TinySuite.manifest(checksum: Checksum(.sha256, of: original))
            let library = try DataLibrary(manifest: manifest, folder: library.folder)
            let path = library.folder.download(manifest.archives[0])
            try FilePaths.makeFolder(FilePaths.parent(of: path))
            try Data(original[..<(original.count / 2)]).write(to: URL(fileURLWithPath: path))
            #expect(try library.fetch(["tiny"], options: options).downloads.count == 1)
            #expect(try FileReader.read(path).bytes == original)
            var verifying = options
            verifying.verifiesExisting = true
            #expect(try library.fetch(["tiny"], options: verifying).verifiedFiles == 1)
            // Cut in half and no server: it is not here.
            try Data(original[..<(original.count / 2)]).write(to: URL(fileURLWithPath: path))
            var alone = FetchOptions()
            alone.isOffline = true
            let report = try library.fetch(["tiny"], options: alone)
            #expect(report.downloads.allSatisfy { if case .failure = $0.result { true } else { false } })
        }
    }

    @Test func aFileOfKnownSizeDoesNotGrow() throws {
        let request = FetchRequest(
            name: "x", urls: [], destination: "x", format: .zip, byteCount: 1000, mustMatch: false)
        #expect(request.byteLimit(FetchOptions()) == 16_001_000)
        #expect(FetchRequest(name: "x", urls: [], destination: "x", byteCount: 1000).byteLimit(FetchOptions()) == 1000)
    }

    @Test func passwordsAreNotShown() {
        #expect(Address.shown("http://me:secret@host/x?y") == "http://***@host/x?y")
        #expect(Address.shown("http://host/a@b") == "http://host/a@b")
        let error = FetchError.notReachable(url: "https://u:p@w@host:1/x", reason: "no")
        #expect(error.description == "https://***@host:1/x: no")
        #expect(Address.shown("http://host/\u{9B}\u{202E}x") == #"http://host/\u{9b}\u{202e}x"#)
    }

    @Test func aDeadProxyIsNamed() throws {
        let settings = ProxySettings(environment: ["http_proxy": "u:p@127.0.0.1:1", "no_proxy": "localhost, .example"])
        #expect(settings.proxy(for: "http://host/x")?.address == "http://u:p@127.0.0.1:1")
        #expect(settings.proxy(for: "http://a.example:80/x") == nil && settings.proxy(for: "https://host/x") == nil)
        #expect(settings.proxy(for: "file:///x") == nil)
        var options = FetcherTests.options()
        options.proxies = settings
        options.attempts = 1
        try TestFolders.withTemporary { folder in
            // Nobody listens on port 1, as nobody does at a proxy that is gone.
            let result = try Fetcher(options: options).fetch([
                FetcherTests.request(["http://127.0.0.1:1/x"], folder)
            ])[0]
            let text = try FetcherTests.outcome(result, folder).error
            #expect(text.contains("through the proxy http://***@127.0.0.1:1 of http_proxy"), "\(text)")
        }
    }

    @Test func aFolderWithoutLocksIsUsed() throws {
        try TestFolders.withTemporary { folder in
            let lock = try FileLock(
                path: folder + "/.lock",
                lock: { _ in
                    errno = ENOLCK
                    return -1
                }, isCancelled: { false }, waiting: {})
            #expect(!lock.isHeld)
            #expect(throws: FetchError.self) {
                try FileLock(
                    path: folder + "/.lock",
                    lock: { _ in
                        errno = EIO
                        return -1
                    }, isCancelled: { false }, waiting: {})
            }
        }
    }

    /// Where the lock's place is no file, as in a folder that is read only, what is here is ready all the same.
    @Test func aFolderThatCannotBeWrittenServesWhatItHas() throws {
        try DataLibraryTests.withLibrary { library, options, _ in
            #expect(try library.fetch(["uci/one"], options: options).ready.count == 1)
            FilePaths.remove(library.folder.path + "/.lock")
            try FileManager.default.createDirectory(
                atPath: library.folder.path + "/.lock", withIntermediateDirectories: true)
            #expect(try library.fetch(["uci/one"], options: options).ready.count == 1)
            var verifying = options
            verifying.verifiesExisting = true
            #expect(try library.fetch(["uci/one"], options: verifying).verifiedFiles == 4)
            #expect(throws: LibraryError.self) { try library.fetch(["uci/three"], options: options) }
        }
    }

    /// What is wrong at the end of an archive is found before anything is taken from its beginning.
    @Test(arguments: [ArchiveFormat.zip, .tarGzip])
    func anArchiveIsRefusedAsAWhole(format: ArchiveFormat) throws {
        for item in [
            ArchiveBuilder.Item(path: "../evil", bytes: [1]),
            ArchiveBuilder.Item(path: TinySuite.files("one")[0].path, bytes: [1]),
        ] {
            let outcome = try UnpackerTests.unpack(TinySuite.items + [item], format: format)
            #expect(outcome.refusal != nil && outcome.files.isEmpty, "\(outcome)")
        }
        // A member that nobody asked for but that unpacks to far too much.
        var limits = UnpackLimits()
        limits.ratioFreeBytes = 100_000
        limits.ratio = 20
        let large = ArchiveBuilder.Item(path: "data/large", bytes: [UInt8](repeating: 0, count: 1_000_000))
        let outcome = try UnpackerTests.unpack(TinySuite.items + [large], format: format, limits: limits)
        #expect(outcome.refusal?.contains("unpacks to more than") == true && outcome.files.isEmpty)
    }
}

import Formats
import Foundation
import LoopbackServer
import Synchronization
import Testing

@testable import Datasets

@Suite("Fetcher", .serialized)
struct FetcherTests {
    static let content: [UInt8] = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
    static let half = content.count / 2

    /// What a fetch of one file gave.
    struct Outcome {
        let result: Result<Int, FetchError>
        let bytes: [UInt8]?
        let leftovers: [String]

        var error: String {
            if case .failure(let error) = result { return error.description }
            return "no error"
        }
    }

    static func options() -> FetchOptions {
        var options = FetchOptions()
        options.firstPause = 0.01
        options.longestPause = 2
        options.stallSeconds = 1
        options.attempts = 4
        return options
    }

    static func request(
        _ urls: [String], _ folder: String, content: [UInt8] = content, mustMatch: Bool = true,
        format: ArchiveFormat = .file
    ) throws -> FetchRequest {
        FetchRequest(
            name: "x.bin", urls: urls, destination: folder + "/x.bin", format: format,
            byteCount: mustMatch ? content.count : nil, checksums: [try Checksum(.sha256, of: content)],
            mustMatch: mustMatch)
    }

    /// Fetches one file with one server.
    static func fetch(
        content: [UInt8] = content, mustMatch: Bool = true, format: ArchiveFormat = .file,
        options: FetchOptions = options(), prepare: (String, String) throws -> Void = { _, _ in },
        paths: [String] = ["/x"], _ handler: @escaping @Sendable (LoopbackServer.Request) -> [LoopbackServer.Step]
    ) throws -> (Outcome, LoopbackServer) {
        let server = try LoopbackServer(handler)
        defer { server.stop() }
        return try TestFolders.withTemporary { folder in
            try prepare(folder, server.base)
            let request = try request(
                paths.map { server.base + $0 }, folder, content: content, mustMatch: mustMatch, format: format)
            let result = try Fetcher(options: options).fetch([request])[0]
            return (try outcome(result, folder), server)
        }
    }

    static func outcome(_ result: Result<Int, FetchError>, _ folder: String) throws -> Outcome {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        return Outcome(
            result: result, bytes: (try? FileReader.read(folder + "/x.bin"))?.bytes,
            leftovers: names.filter { $0 != "x.bin" })
    }

    static func leavePart(_ bytes: some Collection<UInt8>, tag: String = "\"1\"") -> (String, String) throws -> Void {
        { folder, base in
            try Data(bytes).write(to: URL(fileURLWithPath: folder + "/x.bin.part"))
            try Data("\(base)/x\n\(tag)\n".utf8).write(to: URL(fileURLWithPath: folder + "/x.bin.part.validator"))
        }
    }

    @Test func plain() throws {
        let (outcome, server) = try Self.fetch { LoopbackServer.Step.file(Self.content, $0) }
        #expect(outcome.bytes == Self.content)
        #expect(outcome.leftovers == [])
        #expect(server.count("/x") == 1)
    }

    @Test func slowStartIsNoStall() throws {
        var options = Self.options()
        options.stallSeconds = 3
        let (outcome, server) = try Self.fetch(options: options) {
            [.pause(1.2)] + LoopbackServer.Step.file(Self.content, $0)
        }
        #expect(outcome.bytes == Self.content)
        #expect(server.count("/x") == 1)
    }

    @Test func notFoundGoesToTheNextAddressAtOnce() throws {
        let (outcome, server) = try Self.fetch(paths: ["/gone", "/x"]) { request in
            request.path == "/gone"
                ? [.head(404), .send(Array("<html>no such page</html>".utf8))]
                : LoopbackServer.Step.file(Self.content, request)
        }
        #expect(try outcome.result.get() == 1)
        #expect(outcome.bytes == Self.content)
        #expect(server.count("/gone") == 1 && server.count("/x") == 1)
    }

    @Test func notFoundSaysWhatCame() throws {
        let (outcome, server) = try Self.fetch { _ in [.head(404), .send(Array("<html>no such page</html>".utf8))] }
        #expect(outcome.bytes == nil)
        #expect(server.count("/x") == 1)
        #expect(
            outcome.error
                == "cannot fetch x.bin: \(server.base)/x: the server answered 404 with an HTML page of 25 bytes that "
                + "begins “<html>no such page</html>”; try again later, or use --mirror BASE or --from DIR")
    }

    @Test func unavailableIsRetriedAfterTheTimeAskedFor() throws {
        let start = FilePaths.now()
        let (outcome, server) = try Self.fetch { request in
            request.number < 3
                ? [.head(503, ["Retry-After: 1", "Content-Length: 0"])]
                : LoopbackServer.Step.file(Self.content, request)
        }
        #expect(outcome.bytes == Self.content)
        #expect(server.count("/x") == 3)
        #expect(FilePaths.now() - start >= 2)
    }

    @Test func tooLongATimeIsNotWaitedFor() throws {
        let (outcome, server) = try Self.fetch { _ in [.head(503, ["Retry-After: 3600", "Content-Length: 0"])] }
        #expect(outcome.error.contains("the server asks to come back in 3600 s"))
        #expect(server.count("/x") == 1)
    }

    @Test func attemptsEnd() throws {
        let (outcome, server) = try Self.fetch { _ in [.head(500, ["Content-Length: 0"])] }
        #expect(outcome.error.contains("the server answered 500"))
        #expect(server.count("/x") == 4)
    }

    @Test func neverAnsweringServerIsGivenUp() throws {
        var options = Self.options()
        options.attempts = 2
        let (outcome, server) = try Self.fetch(options: options) { _ in [.pause(3)] }
        #expect(outcome.error.contains("no data for 1 s"))
        #expect(server.count("/x") == 2)
    }

    @Test func wrongContentNamesItselfAndIsNotKept() throws {
        let page = Array("<!DOCTYPE html><html>\n<b>Moved</b>".utf8)
        let (outcome, server) = try Self.fetch { LoopbackServer.Step.file(page, $0) }
        #expect(outcome.bytes == nil)
        #expect(outcome.leftovers == [])
        #expect(server.count("/x") == 1)
        #expect(
            outcome.error.contains(
                "expected 300000 bytes, got 34 bytes: an HTML page of 34 bytes that begins “<!DOCTYPE html><html> <b>Moved</b>”"
            ))
        let (other, _) = try Self.fetch(mustMatch: false, format: .zip) { LoopbackServer.Step.file(page, $0) }
        #expect(other.bytes == nil && other.error.contains("an HTML page"))
    }

    @Test func wrongBytesOfTheRightSizeAreRefused() throws {
        var wrong = Self.content
        wrong[77] ^= 1
        let (outcome, _) = try Self.fetch { [wrong] in LoopbackServer.Step.file(wrong, $0) }
        #expect(outcome.bytes == nil)
        #expect(outcome.error.contains("expected sha256:"))
    }

    @Test func repackedArchiveIsKeptForTheMembersToDecide() throws {
        let archive: [UInt8] = [0x50, 0x4B, 3, 4] + Self.content
        let (outcome, _) = try Self.fetch(mustMatch: false, format: .zip) { LoopbackServer.Step.file(archive, $0) }
        #expect(outcome.bytes == archive)
    }

    @Test func endlessBodyIsCutOff() throws {
        let (outcome, _) = try Self.fetch { _ in [.head(200), .send(Self.content + Self.content)] }
        #expect(outcome.bytes == nil)
        #expect(outcome.error.contains("more than 300000 bytes came"))
    }

    @Test func redirectsAreFollowed() throws {
        let (outcome, server) = try Self.fetch(paths: ["/a"]) { request in
            switch request.path {
            case "/a": [.head(301, ["Location: /b", "Content-Length: 0"])]
            case "/b": [.head(302, ["Location: x", "Content-Length: 0"])]
            default:
                request.number == 1
                    ? [
                        .head(200, ["ETag: \"1\"", "Content-Length: \(Self.content.count)"]),
                        .send(Array(Self.content[..<Self.half])),
                    ]
                    : LoopbackServer.Step.file(Self.content, request)
            }
        }
        #expect(outcome.bytes == Self.content)
        #expect(server.all.map(\.path) == ["/a", "/b", "/x", "/a", "/b", "/x"])
        #expect(server.all.last?.rangeStart == Self.half)
    }

    @Test func redirectLoopEnds() throws {
        let (outcome, server) = try Self.fetch { _ in [.head(302, ["Location: /x", "Content-Length: 0"])] }
        #expect(outcome.error.contains("it is redirect number 11"))
        #expect(server.count("/x") == 11)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher://127.0.0.1/"])
    func redirectsToOtherSchemesAreRefused(target: String) throws {
        let (outcome, server) = try Self.fetch { _ in [.head(302, ["Location: \(target)", "Content-Length: 0"])] }
        #expect(outcome.bytes == nil)
        #expect(outcome.error.contains("only http and https are followed"))
        #expect(server.all.count == 1)
    }

    @Test func redirectPolicy() {
        #expect(
            RedirectPolicy.refusal(from: "https://a/x", to: "http://a/x", count: 0) == "it leads from https to http")
        #expect(
            RedirectPolicy.refusal(from: "HTTPS://a/x", to: "HTTP://a/x", count: 0) == "it leads from https to http")
        #expect(RedirectPolicy.refusal(from: "https://a/x", to: "https://b/x", count: 0) == nil)
        #expect(RedirectPolicy.refusal(from: "http://a/x", to: "https://b/x", count: 9) == nil)
        #expect(RedirectPolicy.refusal(from: "http://a/x", to: "https://b/x", count: 10) != nil)
        #expect(RedirectPolicy.refusal(from: "http://a/x", to: "file:///x", count: 0) != nil)
        #expect(RedirectPolicy.refusal(from: "http://a/x", to: "", count: 0) != nil)
    }

    @Test func nobodyListens() throws {
        let server = try LoopbackServer { _ in [] }
        server.stop()
        try TestFolders.withTemporary { folder in
            let result = try Fetcher(options: Self.options()).fetch([try Self.request(["http://127.0.0.1:1/x"], folder)]
            )[0]
            let outcome = try Self.outcome(result, folder)
            #expect(outcome.error.hasPrefix("cannot fetch x.bin: http://127.0.0.1:1/x: "))
        }
    }

    @Test func mirrorsComeFirstAndOfflineUsesOnlyTheDisk() throws {
        try TestFolders.withTemporary { folder in
            let copies = folder + "/copies with blank/host.example/a"
            try FileManager.default.createDirectory(atPath: copies, withIntermediateDirectories: true)
            try Data(Self.content).write(to: URL(fileURLWithPath: copies + "/x"))
            var options = Self.options()
            options.isOffline = true
            let out = folder + "/out"
            try FilePaths.makeFolder(out)
            let request = try Self.request(["http://host.example/a/x"], out)
            #expect(try Fetcher(options: options).fetch([request])[0] == .failure(.offline(name: "x.bin")))
            options.mirrors = [folder + "/nowhere", folder + "/copies with blank/"]
            #expect(try Fetcher(options: options).fetch([request])[0] == .success(1))
            #expect(try FileReader.read(out + "/x.bin").bytes == Self.content)
            #expect(
                Address.onMirror("http://127.0.0.1:8000/", of: "https://www.cs.toronto.edu/~kriz/a.tar.gz")
                    == "http://127.0.0.1:8000/www.cs.toronto.edu/~kriz/a.tar.gz")
        }
    }

    @Test func severalAtATimeWithACapPerHost() throws {
        let counts = Mutex((now: 0, most: 0))
        let server = try LoopbackServer { request in
            counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            Thread.sleep(forTimeInterval: 0.1)
            counts.withLock { $0.now -= 1 }
            return LoopbackServer.Step.file(Self.content, request)
        }
        defer { server.stop() }
        try TestFolders.withTemporary { folder in
            let checksum = try Checksum(.sha256, of: Self.content)
            let requests = (0..<8).map {
                FetchRequest(
                    name: "\($0)", urls: [server.base + "/\($0)"], destination: folder + "/\($0)", checksums: [checksum]
                )
            }
            var options = Self.options()
            options.transfersPerHost = 3
            #expect(try Fetcher(options: options).fetch(requests).allSatisfy { $0 == .success(0) })
            #expect(counts.withLock { $0.most } == 3)
        }
    }

    /// What is here is taken for the file only where its known size and hash say so; without them it stays unread.
    @Test func existingFilesStayUnlessTheyAreWrong() throws {
        let server = try LoopbackServer { LoopbackServer.Step.file(Self.content, $0) }
        defer { server.stop() }
        try TestFolders.withTemporary { folder in
            let request = try Self.request([server.base + "/x"], folder)
            try Data([1, 2, 3]).write(to: URL(fileURLWithPath: folder + "/x.bin"))
            let unknown = try Self.request([server.base + "/x"], folder, mustMatch: false)
            _ = try Fetcher(options: Self.options()).fetch([unknown])
            #expect(server.all.isEmpty)
            _ = try Fetcher(options: Self.options()).fetch([request])
            #expect(server.all.count == 1)
            #expect(try FileReader.read(folder + "/x.bin").bytes == Self.content)
            var options = Self.options()
            options.verifiesExisting = true
            _ = try Fetcher(options: options).fetch([request])
            #expect(server.all.count == 1)
            #expect(try FileReader.read(folder + "/x.bin").bytes == Self.content)
            _ = try Fetcher(options: options).fetch([request])
            #expect(server.all.count == 1)
        }
    }

    @Test func otherChecksums() throws {
        let abc = Array("abc".utf8)
        // `printf abc | git hash-object --stdin`
        #expect(try Checksum(.gitBlobSHA1, of: abc).hexadecimal == "f2ba8f84ab5c1bce84a7b441cb1959cfc7093b7f")
        #expect(try Checksum(.md5, of: abc).description == "md5:900150983cd24fb0d6963f7d28e17f72")
        #expect(Checksum("sha256:abcd") == nil)
        #expect(Checksum("crc32:abcd") == nil)
        try TestFolders.withTemporary { folder in
            try Data(abc).write(to: URL(fileURLWithPath: folder + "/x"))
            for kind in Checksum.Kind.allCases {
                #expect(try ChecksumReader.checksums(of: folder + "/x", kinds: [kind]) == [Checksum(kind, of: abc)])
            }
        }
    }

    @Test func locksExclude() throws {
        try TestFolders.withTemporary { folder in
            let path = folder + "/.lock"
            var lock: FileLock? = try FileLock(path: path, isCancelled: { false }, waiting: {})
            var waits = 0
            #expect(throws: FetchError.cancelled) {
                try FileLock(path: path, isCancelled: { true }, waiting: { waits += 1 })
            }
            #expect(waits == 1 && lock != nil)
            lock = nil
            _ = try FileLock(path: path, isCancelled: { true }, waiting: { waits += 1 })
            #expect(waits == 1)
        }
    }
}

import Foundation
import LoopbackServer
import Synchronization
import Testing

@testable import Datasets

@Suite("Resumed downloads", .serialized)
struct FetcherResumeTests {
    @Test(arguments: [false, true])
    func truncatedBodyIsContinued(isReset: Bool) throws {
        let (outcome, server) = try FetcherTests.fetch { request in
            if request.number == 1 {
                return [
                    .head(200, ["ETag: \"1\"", "Content-Length: \(FetcherTests.content.count)"]),
                    .send(Array(FetcherTests.content[..<FetcherTests.half])), .pause(0.2),
                ] + (isReset ? [.reset] : [])
            }
            return LoopbackServer.Step.file(FetcherTests.content, request)
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.all.map(\.rangeStart) == [nil, FetcherTests.half])
        #expect(server.all.last?.headers["if-range"] == "\"1\"")
        #expect(outcome.leftovers == [])
    }

    @Test func manyCutsAreAllContinued() throws {
        // More cuts than attempts: each brings something, so none counts.
        let step = FetcherTests.content.count / 12
        let (outcome, server) = try FetcherTests.fetch { request in
            let start = request.rangeStart ?? 0
            let end = min(start + step + 1, FetcherTests.content.count)
            let range = "Content-Range: bytes \(start)-\(FetcherTests.content.count - 1)/\(FetcherTests.content.count)"
            return [
                .head(
                    start > 0 ? 206 : 200,
                    ["ETag: \"1\"", "Content-Length: \(FetcherTests.content.count - start)"]
                        + (start > 0 ? [range] : [])),
                .send(Array(FetcherTests.content[start..<end])), .pause(0.05),
            ]
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.count("/x") == 12)
    }

    @Test func stalledBodyIsContinued() throws {
        let (outcome, server) = try FetcherTests.fetch { request in
            if request.number == 1 {
                return [
                    .head(
                        200,
                        [
                            "Last-Modified: Wed, 01 Jun 2016 10:00:00 GMT",
                            "Content-Length: \(FetcherTests.content.count)",
                        ]),
                    .send(Array(FetcherTests.content[..<FetcherTests.half])), .pause(4),
                ]
            }
            return LoopbackServer.Step.file(FetcherTests.content, request, tag: "Wed, 01 Jun 2016 10:00:00 GMT")
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.all.map(\.rangeStart) == [nil, FetcherTests.half])
    }

    @Test func ignoredRangeStartsAgain() throws {
        let (outcome, server) = try FetcherTests.fetch(prepare: FetcherTests.leavePart(FetcherTests.content[..<1000])) {
            _ in
            [.head(200, ["Content-Length: \(FetcherTests.content.count)"]), .send(FetcherTests.content)]
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.all.map(\.rangeStart) == [1000])
    }

    @Test func changedFileStartsAgain() throws {
        // The part is of an older version: If-Range makes the server send the whole new one.
        let old = [UInt8](repeating: 9, count: 1000)
        let (outcome, server) = try FetcherTests.fetch(prepare: FetcherTests.leavePart(old, tag: "\"0\"")) {
            LoopbackServer.Step.file(FetcherTests.content, $0)
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.count("/x") == 1)
    }

    @Test func wrongContentRangeIsNotAppended() throws {
        let (outcome, server) = try FetcherTests.fetch(prepare: FetcherTests.leavePart(FetcherTests.content[..<1000])) {
            request in
            guard request.rangeStart != nil else { return LoopbackServer.Step.file(FetcherTests.content, request) }
            let count = FetcherTests.content.count
            return [
                .head(
                    206,
                    ["ETag: \"1\"", "Content-Range: bytes 500-\(count - 1)/\(count)", "Content-Length: \(count - 500)"]),
                .send(Array(FetcherTests.content[500...])),
            ]
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.all.map(\.rangeStart) == [1000, nil])
    }

    @Test func restThatDoesNotFitIsFetchedWhole() throws {
        // A server that claims the same version but has other bytes: the checksum tells, one download in a piece
        // follows.
        let wrong = [UInt8](repeating: 1, count: 1000)
        let (outcome, server) = try FetcherTests.fetch(prepare: FetcherTests.leavePart(wrong)) {
            LoopbackServer.Step.file(FetcherTests.content, $0)
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.all.map(\.rangeStart) == [1000, nil])
    }

    @Test func refusedRangeOfACompletePartIsAccepted() throws {
        let (outcome, server) = try FetcherTests.fetch(prepare: FetcherTests.leavePart(FetcherTests.content)) {
            LoopbackServer.Step.file(FetcherTests.content, $0)
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.count("/x") == 1)
    }

    @Test func refusedRangeIsNotTrustedWithoutAChecksum() throws {
        // Nothing but the size tells that this part is not the file, which is shorter now.
        let archive: [UInt8] = [0x50, 0x4B, 3, 4] + FetcherTests.content
        let (outcome, server) = try FetcherTests.fetch(
            mustMatch: false, format: .zip, prepare: FetcherTests.leavePart(archive + [1, 2, 3])
        ) { LoopbackServer.Step.file(archive, $0) }
        #expect(outcome.bytes == archive)
        #expect(server.all.map(\.rangeStart) == [archive.count + 3, nil])
    }

    @Test func refusedRangeOfALongerPartStartsAgain() throws {
        let (outcome, server) = try FetcherTests.fetch(
            prepare: FetcherTests.leavePart(FetcherTests.content + [1, 2, 3])
        ) {
            LoopbackServer.Step.file(FetcherTests.content, $0)
        }
        #expect(outcome.bytes == FetcherTests.content)
        #expect(server.all.map(\.rangeStart) == [FetcherTests.content.count + 3, nil])
    }

    @Test func cancelledFetchContinuesLater() throws {
        let server = try LoopbackServer { request in
            guard request.number == 1 else { return LoopbackServer.Step.file(FetcherTests.content, request) }
            return [
                .head(200, ["ETag: \"1\"", "Content-Length: \(FetcherTests.content.count)"]),
                .send(Array(FetcherTests.content[..<FetcherTests.half])), .pause(2),
            ]
        }
        defer { server.stop() }
        try TestFolders.withTemporary { folder in
            let request = try FetcherTests.request([server.base + "/x"], folder)
            let cancelled = Mutex(false)
            let first = try Fetcher(
                options: FetcherTests.options(),
                progress: { _ in cancelled.withLock { $0 = true } }, isCancelled: { cancelled.withLock { $0 } }
            ).fetch([request])[0]
            #expect(first == .failure(.cancelled))
            #expect(FilePaths.size(of: folder + "/x.bin.part") == FetcherTests.half)
            let second = try Fetcher(options: FetcherTests.options()).fetch([request])[0]
            #expect(try FetcherTests.outcome(second, folder).bytes == FetcherTests.content)
            #expect(server.all.map(\.rangeStart) == [nil, FetcherTests.half])
        }
    }
}

import Foundation
import LoopbackServer
import Testing

@testable import Datasets

/// Servers with TLS, which OpenSSL's own test server plays.
@Suite(
    "Secure servers", .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: SecureServer.tool),
        Comment(rawValue: "install openssl to run these tests")))
struct FetcherSecureTests {
    /// Fetches from a server whose answer is given, trusting its certificate or not.
    private func fetch(
        _ answer: [UInt8], isTrusted: Bool = true
    ) throws -> FetcherTests.Outcome {
        try TestFolders.withTemporary { folder in
            let server = try SecureServer(answer: answer, folder: folder)
            defer { server.stop() }
            var options = FetcherTests.options()
            options.attempts = 2
            if isTrusted { options.certificates = folder + "/certificate.pem" }
            let out = folder + "/out"
            try FilePaths.makeFolder(out)
            let request = try FetcherTests.request(["https://localhost:\(server.port)/x"], out)
            return try FetcherTests.outcome(try Fetcher(options: options).fetch([request])[0], out)
        }
    }

    private func head(_ lines: [String]) -> [UInt8] { Array((lines + ["", ""]).joined(separator: "\r\n").utf8) }

    @Test func certificatesOfTheEnvironmentAreTrusted() throws {
        let whole = head(["HTTP/1.0 200 OK", "Content-Length: \(FetcherTests.content.count)"]) + FetcherTests.content
        #expect(try fetch(whole).bytes == FetcherTests.content)
        let stranger = try fetch(whole, isTrusted: false)
        #expect(stranger.bytes == nil && stranger.error.lowercased().contains("certificate"))
        #expect(stranger.error.contains("CURL_CA_BUNDLE"))
        #expect(FetchOptions(environment: ["SSL_CERT_FILE": "a"]).certificates == "a")
        #expect(FetchOptions(environment: ["SSL_CERT_FILE": "a", "CURL_CA_BUNDLE": "b"]).certificates == "b")
        #expect(FetchOptions(environment: ["CURL_CA_BUNDLE": ""]).certificates == nil)
    }

    @Test func redirectFromHTTPSToHTTPIsRefused() throws {
        let plain = try LoopbackServer { LoopbackServer.Step.file(FetcherTests.content, $0) }
        defer { plain.stop() }
        let outcome = try fetch(head(["HTTP/1.0 302 Found", "Location: \(plain.base)/x", "Content-Length: 0"]))
        #expect(outcome.bytes == nil)
        #expect(outcome.error.contains("it leads from https to http"))
        #expect(plain.all.isEmpty)
    }

    @Test func redirectFromHTTPToHTTPSIsFollowed() throws {
        try TestFolders.withTemporary { folder in
            let whole =
                head(["HTTP/1.0 200 OK", "Content-Length: \(FetcherTests.content.count)"]) + FetcherTests.content
            let secure = try SecureServer(answer: whole, folder: folder)
            defer { secure.stop() }
            let target = "https://localhost:\(secure.port)/x"
            let plain = try LoopbackServer { _ in [.head(302, ["Location: \(target)", "Content-Length: 0"])] }
            defer { plain.stop() }
            var options = FetcherTests.options()
            options.certificates = folder + "/certificate.pem"
            let out = folder + "/out"
            try FilePaths.makeFolder(out)
            let request = try FetcherTests.request([plain.base + "/a"], out)
            let outcome = try FetcherTests.outcome(try Fetcher(options: options).fetch([request])[0], out)
            #expect(outcome.bytes == FetcherTests.content && plain.all.count == 1)
        }
    }
}

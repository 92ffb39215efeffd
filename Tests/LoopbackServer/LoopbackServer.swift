import Foundation
import Synchronization

/// An HTTP server on this machine that answers as a test tells it, also wrongly.
package final class LoopbackServer: Sendable {
    /// What came from a client.
    package struct Request: Sendable {
        package let path: String
        /// Values by lower-case name.
        package let headers: [String: String]
        /// How many requests for this path there were, this one included.
        package let number: Int

        /// The first byte that was asked for.
        package var rangeStart: Int? {
            headers["range"].flatMap { $0.hasPrefix("bytes=") ? Int($0.dropFirst(6).dropLast()) : nil }
        }
    }

    /// One step of an answer.
    package enum Step: Sendable {
        case send([UInt8])
        case pause(Double)
        /// Ends the connection with a reset in place of an orderly close.
        case reset
    }

    private let descriptor: Int32
    package let port: Int
    private let handler: @Sendable (Request) -> [Step]
    private let requests = Mutex<[Request]>([])
    private let isStopped = Atomic(false)

    package init(_ handler: @escaping @Sendable (Request) -> [Step]) throws {
        self.handler = handler
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard descriptor >= 0, isBound else { throw POSIXError(.EADDRINUSE) }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread { [self] in serve() }.start()
    }

    package var base: String { "http://127.0.0.1:\(port)" }
    package var all: [Request] { requests.withLock { $0 } }
    package func count(_ path: String) -> Int { all.count { $0.path == path } }

    package func stop() {
        isStopped.store(true, ordering: .relaxed)
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private func serve() {
        while !isStopped.load(ordering: .relaxed) {
            let client = accept(descriptor, nil, nil)
            guard client >= 0 else { break }
            Thread { [self] in answer(client) }.start()
        }
        close(descriptor)
    }

    private func answer(_ client: Int32) {
        defer { close(client) }
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !String(decoding: head, as: UTF8.self).contains("\r\n\r\n") {
            let got = recv(client, &buffer, buffer.count, 0)
            guard got > 0 else { return }
            head += buffer.prefix(got)
        }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        let path = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? ""
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces) }
        }
        let request = requests.withLock { all in
            let request = Request(path: path, headers: headers, number: all.count { $0.path == path } + 1)
            all.append(request)
            return request
        }
        for step in handler(request) {
            switch step {
            case .send(let bytes):
                var rest = bytes[...]
                while !rest.isEmpty {
                    let sent = rest.withUnsafeBytes {
                        send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard sent > 0 else { return }
                    rest = rest.dropFirst(sent)
                }
            case .pause(let seconds): Thread.sleep(forTimeInterval: seconds)
            case .reset:
                var option = linger(l_onoff: 1, l_linger: 0)
                setsockopt(client, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
                return
            }
        }
    }
}

extension LoopbackServer.Step {
    /// An answer's head.
    package static func head(_ status: Int, _ headers: [String] = []) -> Self {
        .send(
            Array((["HTTP/1.1 \(status) X", "Connection: close"] + headers + ["", ""]).joined(separator: "\r\n").utf8))
    }

    /// A whole answer as a well-behaved server gives it, ranges and `If-Range` included.
    package static func file(_ content: [UInt8], _ request: LoopbackServer.Request, tag: String = "\"1\"") -> [Self] {
        let isSame = request.headers["if-range"].map { $0 == tag } ?? true
        if let start = request.rangeStart, isSame {
            guard start < content.count else {
                return [.head(416, ["Content-Range: bytes */\(content.count)", "Content-Length: 0"])]
            }
            let range = "Content-Range: bytes \(start)-\(content.count - 1)/\(content.count)"
            return [
                .head(206, [range, "ETag: \(tag)", "Content-Length: \(content.count - start)"]),
                .send(Array(content[start...])),
            ]
        }
        return [.head(200, ["ETag: \(tag)", "Content-Length: \(content.count)"]), .send(content)]
    }
}

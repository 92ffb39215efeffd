import Foundation
import LoopbackServer

/// `openssl s_server` with a certificate of its own for `localhost`, which answers every request for `/x` with the same
/// bytes.
final class SecureServer {
    static let tool = "/usr/bin/openssl"

    let port: Int
    private let process = Process()

    init(answer: [UInt8], folder: String) throws {
        let name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        try Self.run(
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-keyout", "key.pem", "-out",
                "certificate.pem",
            ]
                + name, in: folder)
        try Data(answer).write(to: URL(fileURLWithPath: folder + "/x"))
        // A port that was free a moment ago.
        let probe = try LoopbackServer { _ in [] }
        port = probe.port
        probe.stop()
        process.executableURL = URL(fileURLWithPath: Self.tool)
        process.arguments = [
            "s_server", "-quiet", "-HTTP", "-accept", "127.0.0.1:\(port)", "-cert", "certificate.pem", "-key",
            "key.pem",
        ]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        for _ in 0..<200 where !isListening { Thread.sleep(forTimeInterval: 0.05) }
    }

    /// Tells whether the server takes connections.
    private var isListening: Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        address.sin_port = UInt16(port).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    func stop() {
        // A process started from here inherits a blocked SIGTERM.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    private static func run(_ arguments: [String], in folder: String) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tool)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }
}

import Formats
import Foundation

/// Who writes a results file: what a second writer is told.
public struct WriterIdentity: Equatable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The process's id.
    public let process: Int32
    /// The host's name.
    public let host: String
    /// When the process began to write, ISO 8601 in UTC.
    public let since: String
    /// What the process does, for example its command line.
    public let program: String

    /// Creates an identity.
    ///
    /// - Parameters:
    ///   - process: The process's id.
    ///   - host: The host's name.
    ///   - since: When it began to write.
    ///   - program: What the process does.
    public init(process: Int32, host: String, since: Date = Date(), program: String) {
        self.process = process
        self.host = host
        self.since = Timestamp.text(since)
        self.program = program
    }

    /// The identity of this process, from now on.
    ///
    /// - Parameter program: What the process does.
    public static func thisProcess(program: String = "snnbench") -> WriterIdentity {
        WriterIdentity(
            process: ProcessInfo.processInfo.processIdentifier, host: ProcessInfo.processInfo.hostName,
            program: program)
    }

    /// A phrase such as `process 4711 (snnbench run) on node7 since 2026-11-21T09:30:00.000Z`.
    public var description: String { "process \(process) (\(program)) on \(host) since \(since)" }
}

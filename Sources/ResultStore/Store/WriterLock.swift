import Formats
import Foundation

/// Who writes a results file: what a second writer is told.
public struct WriterIdentity: Equatable, Hashable, Sendable, CustomStringConvertible {
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

    /// The identity as lock files hold it.
    var json: CanonicalJSON {
        .object([
            "host": .string(host), "process": .integer(Int64(process)), "program": .string(program),
            "since": .string(since),
        ])
    }

    /// Reads what a lock file holds; nil for anything else.
    init?(_ json: CanonicalJSON) {
        guard let host = json["host"]?.stringValue, let program = json["program"]?.stringValue,
            let since = json["since"]?.stringValue,
            let process = json["process"]?.integerValue.flatMap({ Int32(exactly: $0) })
        else { return nil }
        self.host = host
        self.program = program
        self.since = since
        self.process = process
    }

    /// A phrase such as `process 4711 (snnbench run) on node7 since 2026-11-21T09:30:00.000Z`.
    public var description: String { "process \(process) (\(program)) on \(host) since \(since)" }
}

/// The lock that makes a process the only writer of a results file.
///
/// It is `flock` on FILE.lock, which the system releases when the process ends however it ends; the lock file holds
/// who took it. It is removed on release, so one that is left behind tells of a writer that was killed.
final class WriterLock: Sendable {
    /// The path of the lock file.
    let path: String
    /// Who held the lock last and never gave it back, where the lock file was left behind.
    let abandonedBy: WriterIdentity?
    private let descriptor: Int32

    private init(path: String, descriptor: Int32, abandonedBy: WriterIdentity?) {
        self.path = path
        self.descriptor = descriptor
        self.abandonedBy = abandonedBy
    }

    deinit {
        // Removed while it is still locked: whoever opened it meanwhile sees that it is no longer the named file.
        unlink(path)
        close(descriptor)
    }

    /// Takes the lock, or says who has it.
    ///
    /// - Parameters:
    ///   - file: The results file.
    ///   - identity: Who takes it.
    ///   - patience: How long to wait for another writer, in seconds.
    /// - Throws: `ResultStoreError.locked` or `.noAccess`.
    static func acquire(file: String, identity: WriterIdentity, patience: Double) throws(ResultStoreError)
        -> WriterLock
    {
        let path = file + ".lock"
        // A moment of patience always, since a glance of `isHeld` locks the file too.
        let deadline = Date().addingTimeInterval(patience.isFinite ? max(0.1, patience) : 0.1)
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
            guard descriptor >= 0 else { throw .noAccess(file: path, reason: systemMessage(errno)) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 {
                guard isStillNamed(path, descriptor) else {
                    close(descriptor)
                    continue
                }
                let previous = readIdentity(descriptor)
                guard write(identity, to: descriptor) else {
                    let reason = errno
                    unlink(path)
                    close(descriptor)
                    throw reason == ENOSPC
                        ? .diskFull(file: path) : .noAccess(file: path, reason: systemMessage(reason))
                }
                return WriterLock(path: path, descriptor: descriptor, abandonedBy: previous)
            }
            let reason = errno
            let holder = readIdentity(descriptor)
            close(descriptor)
            guard reason == EWOULDBLOCK || reason == EINTR else {
                throw .noAccess(file: path, reason: systemMessage(reason))
            }
            guard Date() < deadline else { throw .locked(file: file, holder: holder) }
            usleep(20_000)
        }
    }

    /// Whether a writer has the lock of a results file at the moment.
    ///
    /// - Parameter file: The results file.
    static func isHeld(file: String) -> Bool {
        let descriptor = open(file + ".lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }

    private static func isStillNamed(_ path: String, _ descriptor: Int32) -> Bool {
        var named = stat()
        var opened = stat()
        return stat(path, &named) == 0 && fstat(descriptor, &opened) == 0 && named.st_ino == opened.st_ino
            && named.st_dev == opened.st_dev
    }

    private static func readIdentity(_ descriptor: Int32) -> WriterIdentity? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        return (try? CanonicalJSON(parsing: Array(buffer.prefix(count)))).flatMap { WriterIdentity($0) }
    }

    private static func write(_ identity: WriterIdentity, to descriptor: Int32) -> Bool {
        guard ftruncate(descriptor, 0) == 0 else { return false }
        let text = identity.json.text + "\n"
        let bytes = Array(text.utf8)
        return pwrite(descriptor, bytes, bytes.count, 0) == bytes.count
    }
}

extension ResultStore {
    /// Whether a process writes a results file at the moment.
    ///
    /// - Parameter path: The results file.
    public static func isBeingWritten(_ path: String) -> Bool {
        WriterLock.isHeld(file: absolutePath(path))
    }
}

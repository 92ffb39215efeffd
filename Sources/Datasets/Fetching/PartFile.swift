import Formats
import Foundation

/// A download that is not complete: its bytes so far and what the rest must be tied to.
///
/// Beside `FILE.part` stands `FILE.part.validator` with the address and the server's validator, one a line.
final class PartFile {
    let path: String
    private let validatorPath: String
    private let descriptor: Int32
    private var hasher: MessageHasher
    /// The number of bytes so far.
    private(set) var size: Int

    /// Opens what an earlier attempt left, or an empty file.
    init(destination: String) throws(FetchError) {
        path = destination + ".part"
        validatorPath = path + ".validator"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage(errno)) }
        let hasher: MessageHasher
        do {
            hasher = try MessageHasher(.sha256)
        } catch {
            close(descriptor)
            throw .file(path: path, reason: error.description)
        }
        self.descriptor = descriptor
        self.hasher = hasher
        size = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        while true {
            let got = read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { break }
            buffer.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<got])) }
            size += got
        }
    }

    deinit {
        close(descriptor)
    }

    /// What stands in the note where a server sends no validator but the hash of the whole is known.
    static let provenByHash = "-"

    /// The validator with which the rest can be asked of an address; nil where the download must start again.
    func validator(for url: String) -> String? {
        guard size > 0, let file = try? FileReader.read(validatorPath) else { return nil }
        let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.count == 2, lines[0] == url else { return nil }
        return lines[1]
    }

    /// Notes what the bytes that follow are tied to.
    func note(validator: String?, for url: String) {
        FilePaths.remove(validatorPath)
        guard let validator, !validator.contains("\n") else { return }
        let note = open(validatorPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard note >= 0 else { return }
        let text = Array("\(url)\n\(validator)\n".utf8)
        // A note that is cut short is no valid note: then the download merely starts again.
        _ = write(note, text, text.count)
        close(note)
    }

    /// Drops the bytes so far.
    func restart() throws(FetchError) {
        FilePaths.remove(validatorPath)
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw .file(path: path, reason: systemMessage(errno))
        }
        do {
            hasher = try MessageHasher(.sha256)
        } catch {
            throw .file(path: path, reason: error.description)
        }
        size = 0
    }

    /// Appends bytes.
    func append(_ bytes: UnsafeRawBufferPointer) throws(FetchError) {
        var offset = 0
        while offset < bytes.count {
            let written = write(descriptor, bytes.baseAddress.map { $0 + offset }, bytes.count - offset)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw .file(path: path, reason: systemMessage(errno)) }
            offset += written
        }
        hasher.update(bytes)
        size += bytes.count
    }

    /// Ends the download and returns the SHA-256 of its bytes; nothing may be appended afterwards.
    func finish() -> Checksum {
        Checksum(kind: .sha256, bytes: hasher.finish())
    }

    /// Makes what came so far durable.
    func synchronize() { fsync(descriptor) }

    /// Gives the file its name.
    func place(at destination: String) throws(FetchError) {
        try FilePaths.place(path, at: destination)
        FilePaths.remove(validatorPath)
    }

    /// Removes the file and its note.
    func discard() {
        FilePaths.remove(path)
        FilePaths.remove(validatorPath)
    }
}

/// A lock between processes, held on a file until it is released.
final class FileLock {
    private let descriptor: Int32
    /// Whether the lock is held; false on file systems that have none.
    let isHeld: Bool

    /// Waits for the lock, calling `waiting` once and `isCancelled` ten times a second.
    ///
    /// - Parameters:
    ///   - path: the file, which is made.
    ///   - lock: the system's call, which tests replace.
    ///   - isCancelled: tells whether the wait is to end.
    ///   - waiting: is told that another process holds it.
    /// - Throws: ``FetchError/cancelled`` and ``FetchError/file(path:reason:)``.
    init(
        path: String, lock: (Int32) -> Int32 = { flock($0, LOCK_EX | LOCK_NB) }, isCancelled: () -> Bool,
        waiting: () -> Void
    ) throws(FetchError) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage(errno)) }
        var isTold = false
        while lock(descriptor) != 0 {
            let code = errno
            // A network's file system may have no locks, or no service for them: then there is nothing to wait for.
            if [ENOLCK, ENOSYS, EOPNOTSUPP, EINVAL].contains(code) {
                isHeld = false
                return
            }
            guard code == EWOULDBLOCK || code == EINTR else {
                close(descriptor)
                throw .file(path: path, reason: systemMessage(code))
            }
            if !isTold { waiting() }
            isTold = true
            guard !isCancelled() else { throw .cancelled }
            usleep(100_000)
        }
        isHeld = true
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }
}

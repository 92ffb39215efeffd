import Formats
import Foundation

/// Checksums of a file on disk.
enum ChecksumReader {
    /// Reads a file once and returns its checksums of some kinds.
    ///
    /// - Throws: ``FetchError/file(path:reason:)``, also where libcrypto lacks an algorithm.
    static func checksums(
        of path: String, kinds: [Checksum.Kind], isCancelled: () -> Bool = { false }
    ) throws(FetchError) -> [Checksum] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage(errno)) }
        defer { close(descriptor) }
        let size = FilePaths.size(of: path) ?? 0
        var hashers: [(kind: Checksum.Kind, hasher: MessageHasher)] = []
        for kind in kinds {
            do {
                let hasher = try MessageHasher(kind.algorithm)
                hasher.update(kind.prefix(byteCount: size))
                hashers.append((kind, hasher))
            } catch {
                throw .file(path: path, reason: error.description)
            }
        }
        var buffer = [UInt8](repeating: 0, count: 1 << 17)
        while true {
            let got = read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw .file(path: path, reason: systemMessage(errno)) }
            guard got > 0 else { break }
            guard !isCancelled() else { throw .cancelled }
            buffer.withUnsafeBytes { bytes in
                for (_, hasher) in hashers { hasher.update(UnsafeRawBufferPointer(rebasing: bytes[..<got])) }
            }
        }
        return hashers.map { Checksum(kind: $0.kind, bytes: $0.hasher.finish()) }
    }

    /// What distinguishes a file from what is expected, as `sha256:...`, or nil where nothing does.
    ///
    /// `known` are checksums of the file that are computed already.
    static func mismatch(
        of path: String, byteCount: Int?, checksums: [Checksum], known: [Checksum] = [],
        isCancelled: () -> Bool = { false }
    ) throws(FetchError) -> (expected: String, found: String)? {
        let size = FilePaths.size(of: path) ?? 0
        if let byteCount, size != byteCount { return ("\(byteCount) bytes", "\(size) bytes") }
        let missing = checksums.map(\.kind).filter { kind in !known.contains { $0.kind == kind } }
        let all =
            known + (missing.isEmpty ? [] : try self.checksums(of: path, kinds: missing, isCancelled: isCancelled))
        for expected in checksums {
            if let found = all.first(where: { $0.kind == expected.kind }), found != expected {
                return (expected.description, found.description)
            }
        }
        return nil
    }
}

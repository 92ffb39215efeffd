import Formats
import Foundation

/// The taking of tasks' files out of an archive.
///
/// Only files that the manifest names are written, each to a place that the manifest determines; what the archive says
/// of names is compared, never used. A file appears under its name only when its content is the known one.
struct Unpacker {
    /// A file that a task needs.
    private struct Wanted {
        let task: TaskName
        let member: MemberEntry
    }

    let folder: DataFolder
    let limits: UnpackLimits
    let isCancelled: () -> Bool

    init(folder: DataFolder, limits: UnpackLimits = UnpackLimits(), isCancelled: @escaping () -> Bool = { false }) {
        self.folder = folder
        self.limits = limits
        self.isCancelled = isCancelled
    }

    /// Unpacks the files that some tasks need from an archive; the result has the tasks that lack a file, with the
    /// reason.
    ///
    /// - Throws: an ``UnpackError`` where the archive as a whole is refused; then nothing is taken from it, but where it
    ///   is found damaged only in a file's content, files placed before stay, as each was right.
    func unpack(
        _ archive: ArchiveEntry, at path: String, tasks: [TaskEntry]
    ) throws(UnpackError) -> [TaskName: UnpackError] {
        var wanted: [String: [Wanted]] = [:]
        for task in tasks {
            for member in task.members where member.archive == archive.id {
                wanted[member.path, default: []].append(Wanted(task: task.name, member: member))
            }
        }
        var problems: [TaskName: UnpackError] = [:]
        guard archive.format.hasMembers else {
            for each in wanted.values.joined() { try copy(path, to: each, archive: archive) }
            return problems
        }
        let name = path.split(separator: "/").last.map(String.init) ?? path
        // All of it is looked at before anything is taken: what is wrong at its end makes the beginning no better.
        try look(at: path, name: name, archive.format, wanted: Set(wanted.keys))
        let reader = try ArchiveReader(path: path, name: name, format: archive.format, limits: limits)
        var seen: Set<String> = []
        while let entry = try reader.next() {
            guard !isCancelled() else { throw .cancelled }
            let path = try safePath(entry.path, archive: name)
            guard let takers = wanted[path] else { continue }
            guard entry.isFile else { throw .notAFile(archive: name, path: path) }
            guard seen.insert(path).inserted else { throw .duplicate(archive: name, path: path) }
            for (index, taker) in takers.enumerated() {
                do {
                    // Two tasks may share a file: the second copies what the first wrote.
                    if index == 0 {
                        try take(taker, from: reader, archive: name)
                    } else {
                        try copy(folder.file(takers[0].member, of: takers[0].task), to: taker, archive: archive)
                    }
                } catch .mismatch(let archive, let path, let expected, let found) {
                    problems[taker.task] = .mismatch(archive: archive, path: path, expected: expected, found: found)
                }
            }
        }
        for (path, takers) in wanted where !seen.contains(path) {
            for taker in takers where problems[taker.task] == nil {
                problems[taker.task] = .missing(archive: name, path: path)
            }
        }
        return problems
    }

    /// Goes through an archive and refuses one that has an entry of no good.
    private func look(
        at path: String, name: String, _ format: ArchiveFormat, wanted: Set<String>
    ) throws(UnpackError) {
        let reader = try ArchiveReader(path: path, name: name, format: format, limits: limits)
        var seen: Set<String> = []
        while let entry = try reader.next() {
            guard !isCancelled() else { throw .cancelled }
            let path = try safePath(entry.path, archive: name)
            guard wanted.contains(path) else { continue }
            guard entry.isFile else { throw .notAFile(archive: name, path: path) }
            guard seen.insert(path).inserted else { throw .duplicate(archive: name, path: path) }
        }
    }

    /// An entry's path without leading `./` and a trailing slash; throws where it leads out of the folder.
    private func safePath(_ path: String, archive: String) throws(UnpackError) -> String {
        guard !path.hasPrefix("/") else { throw .unsafePath(archive: archive, path: path) }
        let parts = path.split(whereSeparator: { $0 == "/" || $0 == "\\" })
        guard !parts.contains("..") else { throw .unsafePath(archive: archive, path: path) }
        return path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
    }

    /// Writes the current entry to a file of its own and gives it its name when its content is right.
    private func take(_ wanted: Wanted, from reader: ArchiveReader, archive: String) throws(UnpackError) {
        let destination = try prepare(wanted)
        let staging = destination + ".unpacking"
        let limit = wanted.member.byteCount ?? limits.entryBytes
        let checksum = try write(to: staging) { write throws(UnpackError) in
            var buffer = [UInt8](repeating: 0, count: 1 << 17)
            var total = 0
            while true {
                guard !isCancelled() else { throw .cancelled }
                let got = try fill(&buffer, from: reader)
                guard got > 0 else { return }
                total += got
                guard total <= limit else {
                    if wanted.member.byteCount == nil { throw .tooLarge(archive: archive, limit: limit) }
                    throw .mismatch(
                        archive: archive, path: wanted.member.path, expected: "\(limit) bytes", found: "more")
                }
                try write(buffer[..<got])
            }
        }
        try place(staging, at: destination, wanted: wanted, archive: archive, known: [checksum])
    }

    private func fill(_ buffer: inout [UInt8], from reader: ArchiveReader) throws(UnpackError) -> Int {
        let result = buffer.withUnsafeMutableBytes { bytes -> Result<Int, UnpackError> in
            do throws(UnpackError) { return .success(try reader.read(into: bytes)) } catch { return .failure(error) }
        }
        return try result.get()
    }

    /// Copies a file that is no archive, or that another task has already, to a task's folder.
    private func copy(_ source: String, to wanted: Wanted, archive: ArchiveEntry) throws(UnpackError) {
        try copy(source, to: wanted.task, member: wanted.member, archive: archive.fileName)
    }

    /// Copies a file to the place of a task's member when its content is right.
    func copy(_ source: String, to task: TaskName, member: MemberEntry, archive: String) throws(UnpackError) {
        let wanted = Wanted(task: task, member: member)
        let destination = try prepare(wanted)
        let staging = destination + ".unpacking"
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .file(path: source, reason: systemMessage(errno)) }
        defer { close(input) }
        let checksum = try write(to: staging) { write throws(UnpackError) in
            var buffer = [UInt8](repeating: 0, count: 1 << 17)
            while true {
                guard !isCancelled() else { throw .cancelled }
                let got = read(input, &buffer, buffer.count)
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else { throw .file(path: source, reason: systemMessage(errno)) }
                guard got > 0 else { return }
                try write(buffer[..<got])
            }
        }
        try place(staging, at: destination, wanted: wanted, archive: archive, known: [checksum])
    }

    private func prepare(_ wanted: Wanted) throws(UnpackError) -> String {
        let destination = folder.file(wanted.member, of: wanted.task)
        do {
            try FilePaths.makeFolder(FilePaths.parent(of: destination))
        } catch {
            throw .file(path: destination, reason: "its folder cannot be made")
        }
        return destination
    }

    /// Writes a new file through `body` and returns the SHA-256 of what was written; after an error nothing is left.
    private func write(
        to path: String, _ body: ((ArraySlice<UInt8>) throws(UnpackError) -> Void) throws(UnpackError) -> Void
    ) throws(UnpackError) -> Checksum {
        FilePaths.remove(path)
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw .file(path: path, reason: systemMessage(errno)) }
        defer { close(descriptor) }
        let hasher: MessageHasher
        do throws(DigestError) { hasher = try MessageHasher(.sha256) } catch {
            throw .file(path: path, reason: error.description)
        }
        do {
            try body { bytes throws(UnpackError) in
                bytes.withUnsafeBytes { hasher.update($0) }
                var rest = bytes
                while !rest.isEmpty {
                    let written = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
                    if written < 0, errno == EINTR { continue }
                    guard written > 0 else { throw .file(path: path, reason: systemMessage(errno)) }
                    rest = rest.dropFirst(written)
                }
            }
        } catch {
            FilePaths.remove(path)
            throw error
        }
        return Checksum(kind: .sha256, bytes: hasher.finish())
    }

    private func place(
        _ staging: String, at destination: String, wanted: Wanted, archive: String, known: [Checksum]
    ) throws(UnpackError) {
        let mismatch: (expected: String, found: String)?
        do throws(FetchError) {
            mismatch = try ChecksumReader.mismatch(
                of: staging, byteCount: wanted.member.byteCount, checksums: wanted.member.checksums, known: known)
            if mismatch == nil { try FilePaths.place(staging, at: destination) }
        } catch {
            FilePaths.remove(staging)
            throw .file(path: destination, reason: error.description)
        }
        if let mismatch {
            FilePaths.remove(staging)
            throw .mismatch(
                archive: archive, path: wanted.member.path, expected: mismatch.expected, found: mismatch.found)
        }
    }
}

/// Bounds on what an archive may unpack to.
public struct UnpackLimits: Sendable {
    /// The largest sum of all entries in bytes.
    public var totalBytes = 8_000_000_000
    /// The largest entry in bytes whose size the manifest does not tell.
    public var entryBytes = 2_000_000_000
    /// The largest ratio of unpacked to packed bytes, applied from ``ratioFreeBytes`` on.
    public var ratio = 200
    /// The number of unpacked bytes up to which any ratio is let pass; tables of folds compress very well.
    public var ratioFreeBytes = 64_000_000

    /// Makes the defaults.
    public init() {}
}

/// Why an archive, or a task's file in it, was not taken.
public enum UnpackError: ClassifiedError, Equatable, Sendable {
    /// The archive is cut off, no archive, or otherwise unreadable.
    case damaged(archive: String, reason: String)
    /// An entry that leads out of the folder, as `../x` or `/x`.
    case unsafePath(archive: String, path: String)
    /// A wanted entry that is a link, a folder or a device.
    case notAFile(archive: String, path: String)
    /// A wanted entry that is there twice.
    case duplicate(archive: String, path: String)
    /// More bytes than allowed, or than the size of the archive makes credible.
    case tooLarge(archive: String, limit: Int)
    /// A file that a task needs is not in the archive.
    case missing(archive: String, path: String)
    /// A file whose content is not the one that is known.
    case mismatch(archive: String, path: String, expected: String, found: String)
    /// A file could not be written or read.
    case file(path: String, reason: String)
    /// The user stopped it.
    case cancelled

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .file: .inputOutput
        case .cancelled: .tryAgain
        default: .badData
        }
    }

    /// What failed, where, and what to do, in one line.
    public var description: String {
        switch self {
        case .damaged(let archive, let reason): "\(archive) cannot be unpacked: \(quoted(reason)); fetch it again"
        case .unsafePath(let archive, let path):
            "\(archive) has an entry “\(quoted(path))” that leads out of its folder; it is refused, fetch it from another place"
        case .notAFile(let archive, let path):
            "\(archive): “\(quoted(path))” is no plain file; fetch it from another place"
        case .duplicate(let archive, let path): "\(archive) has “\(quoted(path))” twice; fetch it from another place"
        case .tooLarge(let archive, let limit):
            "\(archive) unpacks to more than \(limit) bytes; fetch it from another place"
        case .missing(let archive, let path):
            "\(archive) has no file \(path); fetch it from a place with a complete copy"
        case .mismatch(let archive, let path, let expected, let found):
            "\(archive): \(path) is not the known file (\(found) where \(expected) is expected); fetch it from another place"
        case .file(let path, let reason): "\(path): \(reason); choose another folder with --data DIR or make room"
        case .cancelled: "stopped; the same command continues"
        }
    }
}

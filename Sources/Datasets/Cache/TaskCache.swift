import Formats
import Foundation

/// Parsed tasks kept beside the data, so that the next load need not parse.
///
/// An entry holds only while the manifest says the same of the task and its files have the same content. That they do
/// is known from size, times and inode where those are as they were, else from SHA-256. Whatever is wrong with an
/// entry, it is passed over and written anew; a folder that can't be written to has no cache.
struct TaskCache {
    let folder: DataFolder
    /// The age in nanoseconds from which a file's times are trusted.
    var settledAge: UInt64 = 2_000_000_000

    /// A task, from the cache or else from its files.
    ///
    /// `key` names all that `parse` depends on beside the files. `parse` gets the files and their SHA-256, both in
    /// order.
    func task(
        _ name: TaskName, key: Digest, paths: [String],
        parse: ([NamedBytes], [Digest]) throws(LibraryError) -> LearningTask
    ) throws(LibraryError) -> LearningTask {
        let entry = path(of: name)
        let stamps = paths.map { FileStamp(path: $0) }
        let cached = CachedTask.read(entry, name: name, key: key)
        if let cached, cached.sources.map({ Optional($0.stamp) }) == stamps { return cached.task }
        var files: [NamedBytes] = []
        for path in paths {
            do { files.append(try FileReader.read(path)) } catch { throw .data(error) }
        }
        let digests = files.map { SHA256.digest(of: $0.bytes) }
        let task: LearningTask
        if let cached, cached.sources.map(\.digest) == digests {
            task = cached.task
        } else {
            task = try parse(files, digests)
        }
        // A file that changed a moment ago may change again without a trace in its times: that is left to a later load.
        guard !stamps.contains(where: { $0?.isFresh(within: settledAge) ?? true }) else { return task }
        let sources = zip(stamps, digests).compactMap { stamp, digest in
            stamp.map { CachedSource(stamp: $0, digest: digest) }
        }
        if (try? FilePaths.makeFolder(FilePaths.parent(of: entry))) != nil {
            _ = CachedTask(task: task, key: key, sources: sources).write(to: entry)
        }
        return task
    }

    /// The path of a task's entry.
    func path(of name: TaskName) -> String { "\(folder.path)/.cache/\(name.suite)/\(name.shortName).task" }

    /// The key of a task of the manifest.
    static func key(of task: TaskEntry) -> Digest {
        var text = "\(task.name)\n\(task.layout.rawValue)\n\(task.split.rawValue)\n"
        text += "\(task.shape.rows) \(task.shape.features) \(task.shape.outputs)\n"
        for member in task.members {
            text += "\(member.path) \(member.byteCount ?? 0) \(member.checksums.map(\.description))\n"
        }
        return SHA256.digest(of: text)
    }
}

/// A file that a cached task was made from.
struct CachedSource: Hashable, Sendable {
    /// What the system told of it before it was read.
    let stamp: FileStamp
    /// The SHA-256 of its content.
    let digest: Digest
}

/// What the system tells of a file without reading it: while none of it changes, its content hasn't either.
struct FileStamp: Hashable, Sendable {
    /// Size in bytes, times of the last change of content and of anything in nanoseconds, inode and device.
    let numbers: [UInt64]

    /// The number of numbers.
    static let count = 5

    init?(numbers: [UInt64]) {
        guard numbers.count == Self.count else { return nil }
        self.numbers = numbers
    }

    /// Asks about a file; nil where there is none.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        numbers = [
            UInt64(truncatingIfNeeded: status.st_size), Self.nanoseconds(status.st_mtim),
            Self.nanoseconds(status.st_ctim), UInt64(truncatingIfNeeded: status.st_ino),
            UInt64(truncatingIfNeeded: status.st_dev),
        ]
    }

    /// Tells whether the file changed within some nanoseconds, so lately that its times might not tell the next change
    /// apart.
    func isFresh(within nanoseconds: UInt64) -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let (age, isFuture) = Self.nanoseconds(now).subtractingReportingOverflow(numbers[2])
        return isFuture || age < nanoseconds
    }

    private static func nanoseconds(_ time: timespec) -> UInt64 {
        UInt64(truncatingIfNeeded: time.tv_sec) &* 1_000_000_000 &+ UInt64(truncatingIfNeeded: time.tv_nsec)
    }
}

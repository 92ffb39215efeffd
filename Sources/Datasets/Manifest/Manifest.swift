/// The data sets that can be fetched: downloads and the tasks made of them.
///
/// Its text has one fact a line and reads well in a diff. `#` starts a comment where it begins a line or follows a blank. A line
/// that starts with `archive` or `task` outside of a block's fields opens a block, which an empty line ends:
/// ```
/// archive data-py
///     format     zip
///     url        http://host/path/data_py.zip
///     checksum   git-blob-sha1:18ed...
///     licence    ...
///     citation   ...
///
/// task uci/abalone
///     layout     data_py
///     rows       4177
///     features   8
///     classes    3
///     split      4-fold
///     from       data-py
///     member     data/abalone/abalone_py.dat 305177 sha256:de73...
/// ```
/// `url` and `checksum` may stand several times, the preferred URL first. `from` names the archive of the members after it.
/// A member has its path, its size in bytes or `-`, and any number of checksums. `also` after a member names a download of format
/// `file` that is the same file; it is asked for where the archive does not bring the member.
public struct Manifest: Hashable, Sendable {
    /// The downloads, in order of the file.
    public let archives: [ArchiveEntry]
    /// The tasks, in order of the file.
    public let tasks: [TaskEntry]

    /// Reads a manifest from a file.
    ///
    /// Throws a ``ManifestError`` that names the file, the line and the field.
    public init(path: String) throws(ManifestError) {
        let file: NamedBytes
        do {
            file = try FileReader.read(path)
        } catch .unreadable(_, let reason) {
            throw .unreadable(file: path, reason: reason)
        } catch {
            throw .unreadable(file: path, reason: "\(error)")
        }
        try self.init(file)
    }

    /// Reads a manifest from bytes.
    ///
    /// Throws a ``ManifestError`` that names the file, the line and the field.
    public init(_ file: NamedBytes) throws(ManifestError) {
        var parser = ManifestParser(file: file.name)
        let (archives, tasks) = try parser.parse(String(decoding: file.bytes, as: UTF8.self))
        self.archives = archives
        self.tasks = tasks
    }

    /// The download of some name.
    public func archive(_ id: String) -> ArchiveEntry? {
        archives.first { $0.id == id }
    }

    /// The task of some name.
    public func task(_ name: TaskName) -> TaskEntry? {
        tasks.first { $0.name == name }
    }
}

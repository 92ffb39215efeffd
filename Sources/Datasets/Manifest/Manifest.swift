/// The data sets that can be fetched: downloads and the tasks made of them.
///
/// Its text has one fact a line and reads well in a diff. `#` starts a comment where it begins a line or follows a
/// blank. A line that starts with `archive` or `task` outside of a block's fields opens a block, which an empty line
/// ends:
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
/// `url` and `checksum` may stand several times, the preferred URL first. `from` names the archive of the members after
/// it. A member has its path, its size in bytes or `-`, and any number of checksums. `also` after a member names a
/// download of format
/// `file` that is the same file; it is asked for where the archive does not bring the member.
public struct Manifest: Hashable, Sendable {
    /// The downloads, in order of the file.
    public let archives: [ArchiveEntry]
    /// The tasks, in order of the file.
    public let tasks: [TaskEntry]

    /// Reads a manifest from a file.
    ///
    /// - Throws: a ``ManifestError`` that names the file, the line and the field.
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
    /// - Throws: a ``ManifestError`` that names the file, the line and the field.
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

/// A task that the manifest names.
public struct TaskEntry: Hashable, Sendable {
    /// The name, as `uci/abalone`.
    public let name: TaskName
    /// How its files are to be read.
    public let layout: TaskLayout
    /// Its samples, features and outputs.
    public let shape: TaskShape
    /// How its rows are partitioned.
    public let split: SplitKind
    /// The files it needs.
    public let members: [MemberEntry]
}

/// How the files of a task are to be read.
public enum TaskLayout: String, CaseIterable, Sendable {
    /// Four files a task, as the paper's authors released the UCI sets; see ``DataPyLoader``.
    case dataPy = "data_py"
    /// The files of Fernandez-Delgado et al. 2014.
    case fernandezDelgado = "fernandez-delgado"
    /// The table of HTRU2.
    case htru2
    /// The files of the DeepTox page, dense and sparse features.
    case tox21
    /// The files of the DeepTox page, dense features only.
    case tox21Dense = "tox21-dense"
    /// The files of the DeepTox page, sparse features only.
    case tox21Sparse = "tox21-sparse"
    /// The four files of MNIST.
    case mnist
    /// The binary batches of CIFAR-10.
    case cifar10 = "cifar-10"
}

/// How the rows of a task are partitioned.
public enum SplitKind: String, CaseIterable, Sendable {
    /// Four released random splits.
    case fourFold = "4-fold"
    /// Ten parts, each once the test part.
    case tenFold = "10-fold"
    /// A predefined test set.
    case fixed
}

/// A download that the manifest names.
public struct ArchiveEntry: Hashable, Sendable {
    /// The name within the manifest, as `data-py`.
    public let id: String
    /// The form of the download.
    public let format: ArchiveFormat
    /// Where it can be had, in order of preference.
    public let urls: [String]
    /// The size of the original in bytes, where it is known.
    public let byteCount: Int?
    /// The checksums of the original, as far as they are known.
    public let checksums: [Checksum]
    /// The licence or terms as far as they are known.
    public let licence: String
    /// What to cite.
    public let citation: String

    /// The last part of the first URL's path, as `data_py.zip`.
    public var fileName: String {
        urls.first?.split(separator: "/").last.map(String.init) ?? id
    }
}

/// The form of a download.
public enum ArchiveFormat: String, CaseIterable, Sendable {
    /// A ZIP archive.
    case zip
    /// A tar archive compressed with gzip.
    case tarGzip = "tar.gz"
    /// A single file that is kept as it comes.
    case file

    /// Tells whether members are taken out of it.
    public var hasMembers: Bool { self != .file }
}

/// A file that a task needs out of an archive.
public struct MemberEntry: Hashable, Sendable {
    /// The archive's name within the manifest.
    public let archive: String
    /// The path within the archive; for a download that is a single file, its name.
    public let path: String
    /// The size in bytes, where it is known.
    public let byteCount: Int?
    /// The checksums of the content; at least one unless the archive itself has one.
    public let checksums: [Checksum]
    /// The names of downloads that are this very file, asked for where the archive does not bring it.
    public internal(set) var alternatives: [String]

    /// The last part of the path, which is the file's name in the task's folder.
    public var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }
}

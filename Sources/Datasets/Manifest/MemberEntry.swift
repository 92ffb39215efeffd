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

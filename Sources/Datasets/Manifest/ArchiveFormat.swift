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

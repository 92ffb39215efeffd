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

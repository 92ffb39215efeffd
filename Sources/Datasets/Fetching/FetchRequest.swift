/// A file to be had.
struct FetchRequest: Sendable {
    /// The name for messages, as `data_py.zip`.
    let name: String
    /// Where it can be had, in order of preference.
    let urls: [String]
    /// The path it is to have.
    let destination: String
    /// The form it must have.
    let format: ArchiveFormat
    /// The size of the original, where it is known.
    let byteCount: Int?
    /// The checksums of the original.
    let checksums: [Checksum]
    /// Whether size and checksums decide; otherwise those of the members do, after unpacking.
    let mustMatch: Bool
    /// The number of addresses, mirrors included, that are known to have the wrong file.
    var skippedAddresses = 0
    /// Whether a file that is there already is fetched again; it stays until the new one is complete.
    var replacesExisting = false

    init(
        name: String, urls: [String], destination: String, format: ArchiveFormat = .file, byteCount: Int? = nil,
        checksums: [Checksum] = [], mustMatch: Bool = true
    ) {
        self.name = name
        self.urls = urls
        self.destination = destination
        self.format = format
        self.byteCount = byteCount
        self.checksums = checksums
        self.mustMatch = mustMatch
    }
}

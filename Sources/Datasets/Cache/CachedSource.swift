import Formats

/// A file that a cached task was made from.
struct CachedSource: Hashable, Sendable {
    /// What the system told of it before it was read.
    let stamp: FileStamp
    /// The SHA-256 of its content.
    let digest: Digest
}

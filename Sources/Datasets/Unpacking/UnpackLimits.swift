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

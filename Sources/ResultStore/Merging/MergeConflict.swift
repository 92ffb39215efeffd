/// Two different results of one unit.
public struct MergeConflict: Equatable, Hashable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The digest of the result this file has.
    public let ours: String
    /// The digest of the result the other file has.
    public let theirs: String
}

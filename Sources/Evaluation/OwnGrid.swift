/// The grid of a method that has one of its own, as programs and predictions from elsewhere have.
///
/// Selections of such a method are stored under a name that says so, and stand beside those of any grid of networks.
package enum OwnGrid {
    private static let prefix = "own@"

    /// The name of a grid by the digest of its configurations.
    package static func name(digest: String) -> String { prefix + digest.prefix(8) }

    /// Whether a grid is one method's own.
    package static func isOwn(_ grid: String) -> Bool { grid.hasPrefix(prefix) }
}

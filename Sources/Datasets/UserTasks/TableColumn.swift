/// What became of one column of a user's table.
public struct TableColumn: Hashable, Sendable {
    /// What a column is for.
    public enum Role: String, Sendable {
        /// Numbers: one feature.
        case number
        /// Words: a feature of 0 and 1 for each.
        case category
        /// The classes.
        case target
        /// Left out.
        case ignored
    }

    /// Its title in the table.
    public let title: String
    /// What it is for.
    public let role: Role
    /// The number of features that were made of it.
    public let features: Int
    /// The number of cells that were missing and filled.
    public let filled: Int
    /// The words of a category or the target, in the order of features or classes; empty for others.
    public let values: [String]
}

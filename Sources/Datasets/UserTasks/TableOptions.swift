/// How a user's table becomes a task.
public struct TableOptions: Hashable, Sendable {
    /// What becomes of cells that are empty, `?`, `NA`, `NaN` or `null`.
    public enum Missing: String, CaseIterable, Sendable {
        /// A number becomes the mean of its column, a category one of its own.
        case fill
        /// The row is left out.
        case drop
        /// It is an error.
        case refuse
    }

    /// The column that is to be predicted; nil for the last.
    public var target: String?
    /// The columns that are left out, as identifiers.
    public var ignored: [String] = []
    /// The columns that are categories although they hold numbers.
    public var categories: [String] = []
    /// What becomes of missing cells.
    public var missing = Missing.fill
    /// What separates cells.
    public var separator = UInt8(ascii: ",")
    /// The number of splits, each drawn anew.
    public var splits = 4
    /// The share of the rows that is for testing.
    public var test = 0.25
    /// The share of the other rows that is for validation.
    public var validation = 0.15
    /// The seed of the splits.
    public var seed: UInt64 = 0

    /// Makes the defaults.
    public init() {}
}

/// A task made of a user's table, with what became of its columns.
public struct UserTable: Sendable {
    /// The task.
    public let task: LearningTask
    /// The columns in order of the table.
    public let columns: [TableColumn]
    /// The number of rows that were left out as a cell was missing.
    public let droppedRows: Int

    /// The classes' names in the table, in order.
    public var classes: [String] { columns.first { $0.role == .target }?.values ?? [] }
}

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

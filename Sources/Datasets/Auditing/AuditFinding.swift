/// Something about a task's data that a reader of its results should know.
public struct AuditFinding: Hashable, Sendable {
    /// The kinds of findings, the gravest first.
    public enum Kind: String, CaseIterable, Sendable {
        /// Training and test rows are in different scales.
        case misScaled = "mis-scaled"
        /// Test rows that equal a training row in all features.
        case leak = "training-test-overlap"
        /// A part of a split with very few rows, or with a class that has no training row.
        case tinySplit = "tiny-split"
        /// Rows that equal an earlier row in all features.
        case duplicates = "duplicate-rows"
        /// Columns whose mean is not 0 or whose standard deviation is not 1.
        case notStandardized = "not-standardised"
        /// Columns with one value only.
        case constantColumns = "constant-columns"
    }

    /// What kind it is.
    public let kind: Kind
    /// The task.
    public let task: TaskName
    /// Numbers, in one line.
    public let details: String
}

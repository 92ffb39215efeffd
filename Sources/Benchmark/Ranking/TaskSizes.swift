/// The groups of tasks by size that the paper parts.
public enum TaskSizes: String, CaseIterable, Sendable {
    /// Every task.
    case all
    /// Tasks with fewer than 1000 rows.
    case small
    /// Tasks with 1000 rows and more.
    case large

    /// Whether a task of so many rows, training, validation and test together, belongs to the group.
    public func contain(rows: Int) -> Bool {
        switch self {
        case .all: true
        case .small: rows < 1000
        case .large: rows >= 1000
        }
    }
}

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

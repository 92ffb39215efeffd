/// One partition of a task's rows into training, validation and test rows.
public struct SplitRecord: Equatable, Hashable, Sendable {
    /// The task that is split.
    public let task: TaskRecord
    /// Which of the task's splits this is, counted from 0.
    public let index: Int
    /// The digest of which rows fall where.
    public let digest: String
    /// The number of training rows.
    public let trainingRows: Int
    /// The number of validation rows.
    public let validationRows: Int
    /// The number of test rows.
    public let testRows: Int

    /// Creates a split.
    ///
    /// - Parameters:
    ///   - task: The task that is split.
    ///   - index: Which of the task's splits this is, counted from 0.
    ///   - digest: The digest of which rows fall where, not empty.
    ///   - trainingRows: The number of training rows.
    ///   - validationRows: The number of validation rows.
    ///   - testRows: The number of test rows.
    public init(
        task: TaskRecord, index: Int, digest: String, trainingRows: Int, validationRows: Int, testRows: Int
    ) {
        self.task = task
        self.index = index
        self.digest = digest
        self.trainingRows = trainingRows
        self.validationRows = validationRows
        self.testRows = testRows
    }
}

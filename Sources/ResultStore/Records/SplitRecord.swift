/// One partition of a task's rows into training, validation and test rows.
public struct SplitRecord: Equatable, Hashable, Sendable {
    /// The task that is split.
    public internal(set) var task: TaskRecord
    /// Which of the task's splits this is, counted from 0.
    public internal(set) var index: Int
    /// The digest of which rows fall where.
    public internal(set) var digest: String
    /// The number of training rows.
    public internal(set) var trainingRows: Int
    /// The number of validation rows.
    public internal(set) var validationRows: Int
    /// The number of test rows.
    public internal(set) var testRows: Int

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

extension SplitRecord: StoredRecord {
    static let table = FactTable.splits
    static let blank = SplitRecord(
        task: .blank, index: 0, digest: "", trainingRows: 0, validationRows: 0, testRows: 0)
    static let fields: [StoredField<SplitRecord>] = [
        .reference(.tasks), .integer("split_index", \.index), .text("split_digest", \.digest),
        .integer("training_rows", \.trainingRows), .integer("validation_rows", \.validationRows),
        .integer("test_rows", \.testRows),
    ]
}

/// A task: a data set whose content has a digest.
public struct TaskRecord: Equatable, Hashable, Sendable {
    /// The full name, `suite/name`, for example `uci/abalone`.
    public internal(set) var name: String
    /// The suite the task belongs to, for example `uci`.
    public internal(set) var suite: String
    /// The digest of the features and labels: any change of the data is another task.
    public internal(set) var contentDigest: String
    /// The number of rows.
    public internal(set) var rows: Int
    /// The number of features of a row.
    public internal(set) var features: Int
    /// The number of classes, or of binary labels where a row has several.
    public internal(set) var classes: Int

    /// Creates a task.
    ///
    /// - Parameters:
    ///   - name: The full name, `suite/name`.
    ///   - suite: The suite.
    ///   - contentDigest: The digest of the features and labels, not empty.
    ///   - rows: The number of rows, at least 0.
    ///   - features: The number of features, at least 0.
    ///   - classes: The number of classes or labels, at least 0.
    public init(name: String, suite: String, contentDigest: String, rows: Int, features: Int, classes: Int) {
        self.name = name
        self.suite = suite
        self.contentDigest = contentDigest
        self.rows = rows
        self.features = features
        self.classes = classes
    }
}

extension TaskRecord: StoredRecord {
    static let table = FactTable.tasks
    static let blank = TaskRecord(name: "", suite: "", contentDigest: "", rows: 0, features: 0, classes: 0)
    static let fields: [StoredField<TaskRecord>] = [
        .text("name", \.name), .text("suite", \.suite), .text("content_digest", \.contentDigest),
        .integer("rows", \.rows), .integer("features", \.features), .integer("classes", \.classes),
    ]
}

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

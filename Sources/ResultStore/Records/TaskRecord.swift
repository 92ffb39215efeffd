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

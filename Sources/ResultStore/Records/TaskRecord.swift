/// A task: a data set whose content has a digest.
public struct TaskRecord: Equatable, Hashable, Sendable {
    /// The full name, `suite/name`, for example `uci/abalone`.
    public let name: String
    /// The suite the task belongs to, for example `uci`.
    public let suite: String
    /// The digest of the features and labels: any change of the data is another task.
    public let contentDigest: String
    /// The number of rows.
    public let rows: Int
    /// The number of features of a row.
    public let features: Int
    /// The number of classes, or of binary labels where a row has several.
    public let classes: Int

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

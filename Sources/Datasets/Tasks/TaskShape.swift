/// The numbers that a task is known to have, against which its files are checked.
public struct TaskShape: Hashable, Sendable {
    /// The number of samples.
    public let rows: Int
    /// The number of features.
    public let features: Int
    /// The number of classes, or of labels a sample.
    public let outputs: Int

    /// Makes a shape.
    public init(rows: Int, features: Int, outputs: Int) {
        self.rows = rows
        self.features = features
        self.outputs = outputs
    }
}

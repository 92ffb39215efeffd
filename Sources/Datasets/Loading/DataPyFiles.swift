/// The four files of a task in the layout of `data_py`.
public struct DataPyFiles: Sendable {
    /// One sample a line, features separated by commas.
    public let features: NamedBytes
    /// One class a line, counted from 0.
    public let labels: NamedBytes
    /// One sample a line, one column a split: 1 marks a test row.
    public let folds: NamedBytes
    /// One sample a line, one column a split: 1 marks a validation row.
    public let validationFolds: NamedBytes

    /// Makes the four files of a task.
    public init(features: NamedBytes, labels: NamedBytes, folds: NamedBytes, validationFolds: NamedBytes) {
        self.features = features
        self.labels = labels
        self.folds = folds
        self.validationFolds = validationFolds
    }
}

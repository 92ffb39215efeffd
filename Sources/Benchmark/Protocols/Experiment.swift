import Datasets

/// The three experiments of the paper, which differ in grid, splits, repeats and metric.
public enum Experiment: String, Sendable, CaseIterable {
    /// Accuracy on one split of each of many tasks (Section "Experiments", A4.2); tasks of one's own too.
    case uci
    /// Mean area under the ROC curve over twelve assays, five repeats, L2 penalty (A4.3).
    case tox21
    /// Area under the ROC curve over ten nested folds (A4.4).
    case htru2

    /// The experiment that a task belongs to; `tox21-sparse` is one of Tox21 too.
    public init(_ task: TaskName) {
        self = Self.allCases.first { task.suite == $0.rawValue || task.suite.hasPrefix($0.rawValue + "-") } ?? .uci
    }

    /// The metric that selects and that is reported.
    public var metric: SelectionRule.Metric { self == .uci ? .accuracy : .auc }

    /// The splits that belong to the experiment: the first of four, the only one, all ten.
    public var splitIndices: [Int] { self == .htru2 ? Array(0..<10) : [0] }

    /// How often the whole procedure is repeated with another seed.
    public var repeats: Int { self == .tox21 ? 5 : 1 }
}

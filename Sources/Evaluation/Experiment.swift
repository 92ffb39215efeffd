/// The three experiments of the paper, which differ in grid, splits, repeats and metric.
public enum Experiment: String, Sendable, CaseIterable {
    /// Accuracy on one split of each of many tasks (Section "Experiments", A4.2); tasks of one's own too.
    case uci
    /// Mean area under the ROC curve over twelve assays, five repeats, L2 penalty (A4.3).
    case tox21
    /// Area under the ROC curve over ten nested folds (A4.4).
    case htru2

    /// The experiment of a suite; `tox21-sparse` is one of Tox21 too, and every suite of one's own one of UCI.
    public init(suite: String) {
        self = Self.allCases.first { suite == $0.rawValue || suite.hasPrefix($0.rawValue + "-") } ?? .uci
    }

    /// The experiment of a task by its full name, `suite/name`.
    public init(task: String) {
        self.init(suite: task.split(separator: "/", maxSplits: 1).first.map(String.init) ?? task)
    }

    /// The metric that selects and that is reported.
    public var metric: SelectionRule.Metric { self == .uci ? .accuracy : .auc }

    /// The splits that belong to the experiment: the first of four, the only one, all ten.
    public var splitIndices: [Int] { self == .htru2 ? Array(0..<10) : [0] }

    /// How often the whole procedure is repeated with another seed.
    public var repeats: Int { self == .tox21 ? 5 : 1 }

    /// The seeds of so many repeats as the experiment has, each counting up from the first; they wrap around rather than overflow.
    ///
    /// - Parameters:
    ///   - first: the seed of the first repeat.
    ///   - repeats: how many; nil for those of the experiment.
    public func seeds(from first: Int64 = 1, repeats: Int? = nil) -> [Int64] {
        (0..<max(1, repeats ?? self.repeats)).map { first &+ Int64($0) }
    }
}

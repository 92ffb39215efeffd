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

/// The methods of the paper under the names it prints, and the order in which methods stand.
public enum MethodName {
    /// The seven methods of the paper, in the order of its tables, with the names it prints.
    public static let paper: [(name: String, title: String)] = [
        ("snn", "SNN"), ("msra", "MSRAinit"), ("batchnorm", "BatchNorm"), ("weightnorm", "WeightNorm"),
        ("layernorm", "LayerNorm"), ("highway", "Highway"), ("resnet", "ResNet"),
    ]

    /// The names of the seven methods.
    public static let paperNames = paper.map(\.name)

    /// A method's name as the paper prints it; others are called what their makers call them.
    public static func title(_ name: String) -> String {
        paper.first { $0.name == name }?.title ?? name
    }

    /// Names in the order of the paper's tables, others behind them by the alphabet.
    public static func sorted(_ names: some Sequence<String>) -> [String] {
        let places = Dictionary(uniqueKeysWithValues: paperNames.enumerated().map { ($1, $0) })
        return names.sorted {
            (places[$0] ?? Int.max, $0) < (places[$1] ?? Int.max, $1)
        }
    }
}

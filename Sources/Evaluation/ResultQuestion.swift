import Formats
import Statistics

/// Which results are compared: the one thing that every table of results is an answer to.
///
/// What is left open is decided in one place, ``Results``, and said there: of several protocols the paper's, of several grids the one
/// that the most results are of, and so on. Nothing is ever mixed.
public struct ResultQuestion: Sendable {
    /// The tasks, by full names, each as `suite/name` or with the first letters of its content's digest, `suite/name@1f3a`.
    ///
    /// Nil for all that the file has of the UCI experiment, tasks of one's own included; where it has none, of another experiment.
    public var tasks: [String]?
    /// The one experiment that it is about; nil for those of the tasks that are named, else as ``tasks`` says.
    public var experiment: Experiment?
    /// The methods, by name, each also with the first letters of its definition's digest, `gelu@1f3a`; nil for all in the file.
    public var methods: [String]?
    /// Methods that are told of where they have no result, as those of files that were named; they narrow nothing.
    public var further: [String] = []
    /// The digest of the definition that is meant by a method's name where several are in the file.
    ///
    /// A name that is missing here, or a digest without results, means the definition with the most results.
    public var definitions: [String: String]
    /// The content that is meant by a task's name where several are in the file, by full name: digests of features and
    /// targets, and of each split by its index.
    ///
    /// A name that is missing here, or a digest without results, means the one with the most results.
    public var contents: [String: (digest: String, splits: [Int: String])] = [:]
    /// The grid, with the search in its name (`quick+halving`); nil for the one that the most results are of.
    public var grid: String?
    /// The grid that goes before of several with as many results.
    public var preferredGrid: String
    /// The protocol of each experiment that is asked for; nil for the paper's where there are results under it, else the only one, or
    /// the one with the most results.
    public var protocols: [Experiment: StudyProtocol]?
    /// The paper's protocols, which go before others and which the others are named after.
    public var paper: [Experiment: StudyProtocol]
    /// The splits, those that a task lacks left out; nil for those of its experiment, as the first of four or all ten folds.
    ///
    /// With several splits or seeds a method's score on a task is the mean over them.
    public var splitIndices: [Int]?
    /// The seeds; nil for those of a task's experiment, counted from the first one.
    public var seeds: [Int64]?
    /// The seed of the first repeat, where the seeds are not named.
    public var firstSeed: Int64 = 1
    /// How many repeats there are, where the seeds are not named; nil for those of a task's experiment.
    public var repeats: Int?
    /// The numerics version; nil for the one that the most results are of.
    public var numericsVersion: Int?
    /// What is compared.
    public var metric: ResultMetric
    /// The sizes of tasks.
    public var sizes: TaskSizes
    /// Whether the units trained so far count where not all candidates of a selection have been tried, as a live view wants it.
    public var includesUnfinished: Bool

    /// Whether methods under several protocols are set beside each other, a column each; never unless asked for.
    public var comparesProtocols = false

    /// Makes a question; what it does not name is open.
    public init(
        tasks: [String]? = nil, methods: [String]? = nil, definitions: [String: String] = [:], grid: String? = nil,
        preferredGrid: String = "quick", protocols: [Experiment: StudyProtocol]? = nil,
        paper: [Experiment: StudyProtocol] = [:], splitIndices: [Int]? = nil, seeds: [Int64]? = nil,
        numericsVersion: Int? = nil, metric: ResultMetric = .selected, sizes: TaskSizes = .all,
        includesUnfinished: Bool = false
    ) {
        self.tasks = tasks
        self.methods = methods
        self.definitions = definitions
        self.grid = grid
        self.preferredGrid = preferredGrid
        self.protocols = protocols
        self.paper = paper
        self.splitIndices = splitIndices
        self.seeds = seeds
        self.numericsVersion = numericsVersion
        self.metric = metric
        self.sizes = sizes
        self.includesUnfinished = includesUnfinished
    }
}

/// A protocol as results are stored under it: what determines the bits of a training, and the rule of selection.
public struct StudyProtocol: Sendable, Hashable {
    /// What determines the bits of a training, an object.
    public let definition: CanonicalJSON
    /// The digest of the definition.
    public let digest: String
    /// The rule of selection.
    public let rule: SelectionRule

    /// The words of some values in records, by the values' names, where people use others: what `data=rescaled` does was
    /// called `corrected` when the first results under it were stored, and ids are made of that.
    package static let recordedWords: [String: [String: String]] = [
        "data": ["rescaled": "corrected", "corrected": "corrected-apart"]
    ]

    /// A value of a definition as people write it.
    package static func text(_ value: CanonicalJSON, of name: String) -> String {
        let text = value.stringValue ?? value.text
        return recordedWords[name]?.first { $0.value == text }?.key ?? text
    }

    /// Makes a protocol.
    public init(definition: CanonicalJSON, rule: SelectionRule) {
        self.definition = definition
        digest = definition.digest
        self.rule = rule
    }
}

/// The groups of tasks by size that the paper parts.
public enum TaskSizes: String, CaseIterable, Sendable {
    /// Every task.
    case all
    /// Tasks with fewer than 1000 rows.
    case small
    /// Tasks with 1000 rows and more.
    case large

    /// Whether a task of so many rows, training, validation and test together, belongs to the group.
    public func contain(rows: Int) -> Bool {
        switch self {
        case .all: true
        case .small: rows < 1000
        case .large: rows >= 1000
        }
    }
}

/// A name with the first letters of a digest behind an `@`, as `gelu@1f3a`, or without.
package struct DigestedName: Hashable {
    /// The name.
    package let name: String
    /// The first letters of a digest, in lower case; nil without.
    package let digest: String?

    /// Parts a text; names may hold an `@` themselves, and what follows the last one counts only where it is hexadecimal.
    package init(_ text: String) {
        if let place = text.lastIndex(of: "@"), place != text.startIndex {
            let digest = text[text.index(after: place)...]
            if !digest.isEmpty, digest.allSatisfy({ $0.isHexDigit }) {
                (name, self.digest) = (String(text[..<place]), digest.lowercased())
                return
            }
        }
        (name, digest) = (text, nil)
    }

    /// Whether a name with a digest is meant.
    func means(_ name: String, digest: String) -> Bool {
        self.name == name && (self.digest.map { digest.hasPrefix($0) } ?? true)
    }
}

/// What of a selected result is compared.
public enum ResultMetric: Hashable, Sendable, CustomStringConvertible {
    /// The test metric that the selections were made for: accuracy, or the AUC for labels.
    case selected
    /// Test accuracy.
    case accuracy
    /// Test AUC.
    case auc
    /// Test loss; the smaller the better.
    case loss
    /// Validation accuracy, of the epoch that was chosen by it.
    case validationAccuracy
    /// Validation AUC, of the epoch that was chosen by it.
    case validationAUC
    /// Another metric of the test rows: one that was measured after each epoch, or that attempts recorded.
    case recorded(String)

    /// The names that people choose from; any other name is that of a recorded metric.
    public static let names =
        ["selected", "accuracy", "auc", "loss", "validation-accuracy", "validation-auc"]
        + PredictionMetric.allCases.map(\.rawValue).filter { $0 != "accuracy" && $0 != "auc" }

    /// The metric of a name.
    public init(_ name: String) {
        switch name {
        case "selected": self = .selected
        case "accuracy", "test-accuracy": self = .accuracy
        case "auc", "test-auc": self = .auc
        case "loss", "test-loss": self = .loss
        case "validation-accuracy": self = .validationAccuracy
        case "validation-auc": self = .validationAUC
        default: self = .recorded(name)
        }
    }

    /// The name.
    public var description: String {
        switch self {
        case .selected: "selected"
        case .accuracy: "accuracy"
        case .auc: "auc"
        case .loss: "loss"
        case .validationAccuracy: "validation-accuracy"
        case .validationAUC: "validation-auc"
        case .recorded(let name): name
        }
    }

    /// Which value is the better one; of what was selected by, that of the metric that it is.
    ///
    /// - Parameter selected: the names of the metrics of the selected results.
    func order(selected: Set<String>) -> RankOrder {
        switch self {
        case .loss, .recorded("loss"): .smallestFirst
        case .recorded(let name): PredictionMetric(rawValue: name)?.order ?? .largestFirst
        case .selected:
            selected.contains { PredictionMetric(rawValue: $0)?.order == .smallestFirst }
                ? .smallestFirst : .largestFirst
        default: .largestFirst
        }
    }
}

import Datasets
import Evaluation
import Networks
import ResultStore
import Statistics

/// Which stored selections are ranked against each other, and how.
public struct RankQuestion: Sendable {
    /// The suites or tasks, by full names; nil for all that the store has.
    public var tasks: [TaskName]?
    /// The methods, in the order of the table.
    public var methods: [MethodDefinition]
    /// The grid.
    public var grid: String
    /// The protocols, with their rules of selection; nil for any, and then for each task the one that the most methods have
    /// results under.
    public var protocols: StudyProtocols?
    /// The splits, those that a task lacks left out; nil for those of its experiment, as the first of four or all ten folds.
    ///
    /// With several splits or seeds a method's score on a task is the mean over them.
    public var splitIndices: [Int]?
    /// The seed of the first repeat.
    public var seed: Int64
    /// How many repeats there are, each with another seed; nil for those of a task's experiment.
    public var repeats: Int?
    /// What is compared.
    public var metric = ResultMetric.selected
    /// The sizes of tasks.
    public var sizes = TaskSizes.all
    /// What becomes of missing results, the tests, their adjustment and the reference.
    public var options = TableComparison.Options()
    /// Published accuracies of other classifiers to set beside our own; nil for none.
    public var classifiers: ClassifierResults?

    /// Makes a question; what it does not name is as the paper did, but that only tasks with all results count.
    public init(
        tasks: [TaskName]? = nil, methods: [MethodDefinition] = MethodDefinition.builtIn, grid: String,
        protocols: StudyProtocols? = nil, splitIndices: [Int]? = nil, seed: Int64 = 1, repeats: Int? = nil
    ) {
        self.tasks = tasks
        self.methods = methods
        self.grid = grid
        self.protocols = protocols
        self.splitIndices = splitIndices
        self.seed = seed
        self.repeats = repeats
    }

    /// The question about the grid that the most stored selections of its tasks and methods are of.
    ///
    /// Where two have as many the grid of the question goes before, then the name decides; without any it stays.
    ///
    /// - Parameter store: the store.
    /// - Throws: `ResultStoreError`.
    public func choosingGrid(in store: ResultStore) throws -> RankQuestion {
        let selections = try store.selectedResults(
            UnitFilter(tasks: tasks?.map(\.description), methods: methods.map(\.name)))
        let counts = Dictionary(
            grouping: selections.filter { $0.chosen != nil && isUnderProtocols($0) }, by: \.grid
        ).mapValues(\.count)
        var question = self
        question.grid =
            counts.max { ($0.value, $0.key == grid ? 1 : 0, $1.key) < ($1.value, $1.key == grid ? 1 : 0, $0.key) }?.key
            ?? grid
        return question
    }

    /// Whether a selection is one of those that are asked for; of the right task, method and grid it is already.
    func asks(for result: SelectedResult) -> Bool {
        let experiment = experiment(of: result)
        return isUnderProtocols(result) && sizes.contain(rows: result.rows)
            && (splitIndices ?? experiment.splitIndices).contains(result.splitIndex)
            && Study.seeds(from: seed, count: repeats ?? experiment.repeats).contains(result.seed)
    }

    /// Whether a selection's training and rule are those of the protocols; the rule is no part of a protocol's digest.
    private func isUnderProtocols(_ result: SelectedResult) -> Bool {
        guard let trainingProtocol = protocols?.trainingProtocol(in: experiment(of: result)) else { return true }
        return result.protocolDigest == trainingProtocol.record.digest
            && result.rule == trainingProtocol.selection.record.text
    }

    private func experiment(of result: SelectedResult) -> Experiment {
        TaskName(result.task).map { Experiment($0) } ?? .uci
    }
}

import Datasets
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
    /// The protocol; nil for any, and then for each task the one that the most methods have results under.
    public var trainingProtocol: TrainingProtocol?
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
        trainingProtocol: TrainingProtocol? = nil, splitIndices: [Int]? = nil, seed: Int64 = 1, repeats: Int? = nil
    ) {
        self.tasks = tasks
        self.methods = methods
        self.grid = grid
        self.trainingProtocol = trainingProtocol
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
        let counts = Dictionary(grouping: selections.filter { $0.chosen != nil }, by: \.grid).mapValues(\.count)
        var question = self
        question.grid =
            counts.max { ($0.value, $0.key == grid ? 1 : 0, $1.key) < ($1.value, $1.key == grid ? 1 : 0, $0.key) }?.key
            ?? grid
        return question
    }

    /// Whether a selection of some task is one of those that are asked for.
    func asks(task: String, splitIndex: Int, seed other: Int64) -> Bool {
        let experiment = TaskName(task).map { Experiment($0) } ?? .uci
        return (splitIndices ?? experiment.splitIndices).contains(splitIndex)
            && Study.seeds(from: seed, count: repeats ?? experiment.repeats).contains(other)
    }
}

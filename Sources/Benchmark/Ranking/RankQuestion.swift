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
    /// The split.
    public var splitIndex: Int
    /// The seed.
    public var seed: Int64
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
        trainingProtocol: TrainingProtocol? = nil, splitIndex: Int = 0, seed: Int64 = 1
    ) {
        self.tasks = tasks
        self.methods = methods
        self.grid = grid
        self.trainingProtocol = trainingProtocol
        self.splitIndex = splitIndex
        self.seed = seed
    }
}

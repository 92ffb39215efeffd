import Datasets
import Networks
import ResultStore

/// Which stored selections are ranked against each other.
public struct RankQuestion: Sendable {
    /// The suites or tasks, by full names; nil for all that the store has.
    public var tasks: [TaskName]?
    /// The methods, in the order of the table.
    public var methods: [MethodDefinition]
    /// The grid.
    public var grid: String
    /// The protocol.
    public var trainingProtocol: TrainingProtocol
    /// The split.
    public var splitIndex: Int
    /// The seed.
    public var seed: Int64

    /// Makes a question.
    public init(
        tasks: [TaskName]? = nil, methods: [MethodDefinition] = MethodDefinition.builtIn, grid: String,
        trainingProtocol: TrainingProtocol = .uci, splitIndex: Int = 0, seed: Int64 = 1
    ) {
        self.tasks = tasks
        self.methods = methods
        self.grid = grid
        self.trainingProtocol = trainingProtocol
        self.splitIndex = splitIndex
        self.seed = seed
    }
}

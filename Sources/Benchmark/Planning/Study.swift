import Datasets
import Networks
import ResultStore

/// What a run is to do: tasks, methods, a grid, splits and a seed.
public struct Study: Sendable {
    /// The tasks, loaded.
    public let tasks: [LearningTask]
    /// The methods.
    public let methods: [MethodDefinition]
    /// The grid.
    public let grid: Grid
    /// The splits of each task; those that a task lacks are left out.
    public let splitIndices: [Int]
    /// The protocol.
    public let trainingProtocol: TrainingProtocol
    /// The seed.
    public let seed: Int64

    /// Makes a study.
    public init(
        tasks: [LearningTask], methods: [MethodDefinition], grid: Grid, splitIndices: [Int] = [0],
        trainingProtocol: TrainingProtocol = .uci, seed: Int64 = 1
    ) {
        self.tasks = tasks
        self.methods = methods
        self.grid = grid
        self.splitIndices = splitIndices
        self.trainingProtocol = trainingProtocol
        self.seed = seed
    }

    /// The groups of the study: for each task, split and method the candidates of a selection.
    public var groups: [UnitGroup] {
        tasks.flatMap { task in
            task.splits.filter { splitIndices.contains($0.index) }.flatMap { split in
                methods.map { method in
                    UnitGroup(
                        task: task, split: split, method: method,
                        units: grid.configurations(of: method).map { hyperparameters in
                            Unit(
                                task: task, split: split, method: method, hyperparameters: hyperparameters,
                                trainingProtocol: trainingProtocol, seed: seed)
                        })
                }
            }
        }
    }
}

import Datasets
import Evaluation
import Networks
import ResultStore

/// What a run is to do: tasks, methods, a grid, splits, seeds, and what differs from the paper's protocols.
public struct Study: Sendable {
    /// The tasks, loaded.
    public let tasks: [LearningTask]
    /// What is trained: networks of the methods, and other learners.
    public let learners: [any Learner]
    /// The grid.
    public let grid: Grid
    /// The splits of each task, those that a task lacks left out; nil for those of its experiment.
    public let splitIndices: [Int]?
    /// The seed of the first repeat; each further one counts up.
    public let seed: Int64
    /// How often each unit is repeated with another seed; nil for as often as its experiment is.
    public let repeats: Int?
    /// The protocol of each task's experiment.
    public let protocols: StudyProtocols

    /// Makes a study.
    public init(
        tasks: [LearningTask], methods: [MethodDefinition], otherLearners: [any Learner] = [], grid: Grid,
        splitIndices: [Int]? = nil, protocols: StudyProtocols = StudyProtocols(), seed: Int64 = 1,
        repeats: Int? = nil
    ) {
        self.tasks = tasks
        learners = methods.map { NetworkLearner($0) } + otherLearners
        self.grid = grid
        self.splitIndices = splitIndices
        self.protocols = protocols
        self.seed = seed
        self.repeats = repeats
    }

    /// The groups of the study: for each task, split, method and seed the candidates of a selection.
    ///
    /// - Throws: `DatasetError` where a task has too few rows to draw the protocol's validation rows from.
    public func groups() throws(DatasetError) -> [UnitGroup] {
        var groups: [UnitGroup] = []
        for released in tasks {
            let frame = TaskFrame(released.name, protocols, splitIndices: splitIndices, seed: seed, repeats: repeats)
            for seed in frame.seeds {
                var task = released
                if case .drawn(let share) = frame.trainingProtocol.validation {
                    task = try released.redrawingValidation(fraction: share, seed: UInt64(bitPattern: seed))
                }
                for split in task.splits where frame.splitIndices.contains(split.index) {
                    for learner in learners {
                        groups.append(
                            UnitGroup(
                                task: task, split: split, learner: learner, grid: grid,
                                trainingProtocol: frame.trainingProtocol, seed: seed))
                    }
                }
            }
        }
        return groups
    }

    /// The seeds of some repeats, as many as there are up to the largest number; descriptions refuse more.
    public static func seeds(from first: Int64, count: Int) -> [Int64] {
        let count = min(max(1, count), StudyDescription.maximumRepeats)
        return (0..<Int64(count)).prefix { !first.addingReportingOverflow($0).overflow }.map { first + $0 }
    }
}

/// What of a study holds for one task: protocol, splits and seeds.
struct TaskFrame {
    let trainingProtocol: TrainingProtocol
    let splitIndices: [Int]
    let seeds: [Int64]

    init(_ task: TaskName, _ protocols: StudyProtocols, splitIndices: [Int]?, seed: Int64, repeats: Int?) {
        let experiment = Experiment(task)
        trainingProtocol = protocols.trainingProtocol(for: task)
        self.splitIndices = splitIndices ?? experiment.splitIndices
        seeds = Study.seeds(from: seed, count: repeats ?? experiment.repeats)
    }
}

import Datasets
import Evaluation
import Formats
import Networks

/// A study that can be written down: all that decides which units there are, and how their configurations are searched.
///
/// Its canonical JSON has whole definitions of methods, grid and protocols in it, not only names: a later version of the
/// program that reads it makes the same units.
public struct StudyDescription: Sendable {
    /// A task by name, with all its training rows or the first ones.
    public struct TaskChoice: Sendable, Hashable {
        /// The name.
        public var name: TaskName
        /// The number of training rows that are taken, the first ones; nil for all.
        public var trainingRows: Int?

        /// Makes a choice.
        public init(_ name: TaskName, trainingRows: Int? = nil) {
            self.name = name
            self.trainingRows = trainingRows
        }
    }

    /// Which splits of each task are meant; those that a task lacks are left out.
    public enum Splits: Sendable, Hashable {
        /// Those of the task's experiment: the first of four, of HTRU2 all ten.
        case ofExperiment
        /// Every split that a task has.
        case all
        /// Some by their index, ascending.
        case indices([Int])

        /// The largest number of splits of a task.
        public static let limit = 1000

        /// The indices; nil for those of the experiment.
        public var indices: [Int]? {
            switch self {
            case .ofExperiment: nil
            case .all: Array(0..<Self.limit)
            case .indices(let indices): indices
            }
        }
    }

    /// The most repeats of a study.
    public static let maximumRepeats = 10_000

    /// The suites that the tasks came from, for people; the tasks are what counts.
    public var suites: [String]
    /// The tasks.
    public var tasks: [TaskChoice]
    /// The methods.
    public var methods: [MethodDefinition]
    /// Methods that are programs, each with a grid of its own.
    public var programs: [ProgramMethod]
    /// The grid.
    public var grid: Grid
    /// The protocol of each task's experiment.
    public var protocols: StudyProtocols
    /// The splits of each task.
    public var splits: Splits
    /// The seed of the first repeat; each further one counts up.
    public var seed: Int64
    /// How often each unit is repeated with another seed; nil for as often as its experiment is.
    public var repeats: Int?
    /// How configurations are searched.
    public var search: Search

    /// Makes a description.
    ///
    /// - Throws: `StudyError` where a task or a method is there twice or none is, or seeds are no numbers that can be.
    public init(
        suites: [String] = [], tasks: [TaskChoice], methods: [MethodDefinition], programs: [ProgramMethod] = [],
        grid: Grid, protocols: StudyProtocols = StudyProtocols(), splits: Splits = .ofExperiment, seed: Int64 = 1,
        repeats: Int? = nil, search: Search = .full
    ) throws(StudyError) {
        self.suites = suites
        self.tasks = tasks
        self.methods = methods
        self.programs = programs
        self.grid = grid
        self.protocols = protocols
        self.splits = splits
        self.seed = seed
        self.repeats = repeats
        self.search = search
        guard !tasks.isEmpty else { throw StudyError(path: "tasks", problem: "there is no task") }
        guard !methods.isEmpty || !programs.isEmpty else {
            throw StudyError(path: "methods", problem: "there is no method")
        }
        if let twice = Self.twice(tasks.map(\.name.description)) {
            throw StudyError(path: "tasks", problem: "\(twice) is there twice")
        }
        if let twice = Self.twice(methods.map(\.name) + programs.map(\.name)) {
            throw StudyError(path: "methods", problem: "\(twice) is there twice")
        }
        let count = repeats ?? experiments.map(\.repeats).max() ?? 1
        guard (1...Self.maximumRepeats).contains(count) else {
            throw StudyError(path: "repeats", problem: "\(count) is not from 1 to \(Self.maximumRepeats)")
        }
        guard !seed.addingReportingOverflow(Int64(count - 1)).overflow else {
            throw StudyError(
                path: "seed", problem: "\(count) repeats count up from it, beyond the largest seed, \(Int64.max)")
        }
    }

    /// The experiments that the tasks belong to, in their order.
    public var experiments: [Experiment] {
        let found = Set(tasks.map { Experiment($0.name) })
        return Experiment.allCases.filter(found.contains)
    }

    /// The grid with the axes of the optimiser that an experiment is trained by.
    func grid(in experiment: Experiment) -> Grid {
        grid.under(protocols.trainingProtocol(in: experiment).optimizer.name)
    }

    /// The name under which selections are stored.
    public var selectionName: String { search.selectionName(grid: grid.name) }

    /// The study with its data.
    ///
    /// - Parameter load: gives a task with all its rows.
    /// - Throws: what loading throws, and `DatasetError` where a task has too few rows.
    public func study(loading load: (TaskName) throws -> LearningTask) throws -> Study {
        let loaded = try tasks.map { choice in
            let task = try load(choice.name)
            return try choice.trainingRows.map { try task.limited(trainingRows: $0) } ?? task
        }
        for task in loaded {
            try check(task.splits, task.name)
            try checkMetric(of: task.name, task.targets, task.splits)
        }
        for task in loaded {
            let shape = NetworkShape(
                inputs: task.features.columns, outputs: task.targets.outputs, image: task.image)
            for method in methods {
                do throws(ConvolutionError) {
                    _ = try method.images(shape)
                } catch {
                    throw StudyError(path: "", problem: "\(task.name): \(error)")
                }
            }
        }
        return Study(
            tasks: loaded, methods: methods, otherLearners: programs.map { ProgramLearner($0) }, grid: grid,
            splitIndices: splits.indices, protocols: protocols, seed: seed,
            repeats: repeats)
    }

    /// What is trained.
    var learners: [any Learner] { methods.map { NetworkLearner($0) } + programs.map { ProgramLearner($0) } }

    /// Checks that a task has the metric that its protocol selects by, on all rows of the splits that are asked for.
    func checkMetric(of task: TaskName, _ targets: TaskTargets, _ splits: [Split]) throws(StudyError) {
        let trainingProtocol = protocols.trainingProtocol(for: task)
        let indices = frame(of: task).splitIndices
        let chosen = splits.filter { indices.contains($0.index) }
        if let problem = trainingProtocol.metricProblem(for: task, targets)
            ?? chosen.lazy.compactMap({ trainingProtocol.metricProblem(for: task, targets, in: $0) }).first
        {
            throw StudyError(path: "", problem: problem)
        }
    }

    /// Checks that a task has some of the splits that are asked for.
    func check(_ splits: [Split], _ task: TaskName) throws(StudyError) {
        guard case .indices(let indices) = self.splits, !splits.contains(where: { indices.contains($0.index) }) else {
            return
        }
        throw StudyError(
            path: "",
            problem:
                "\(task) has no split \(indices.map(String.init).joined(separator: ",")); it has 0 to \(splits.count - 1)"
        )
    }

    /// The study with data that were loaded.
    func study(of tasks: [LearningTask]) throws -> Study {
        let loaded = Dictionary(tasks.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return try study { name in
            guard let task = loaded[name] else { throw StudyError(path: "tasks", problem: "\(name) is not loaded") }
            return task
        }
    }

    /// The tasks whose methods are ranked over; Tox21 and HTRU2 have tables of their own.
    public var rankedTasks: [TaskName] { tasks.map(\.name).filter { Experiment($0).isRanked } }

    /// The question that the study answers, about its own results.
    public var question: ResultQuestion {
        ResultQuestion(
            tasks: rankedTasks, methods: methods, programs: programs, grid: selectionName,
            protocols: protocols, splitIndices: splits.indices, seed: seed, repeats: repeats)
    }

    private static func twice(_ names: [String]) -> String? {
        var seen: Set<String> = []
        return names.first { !seen.insert($0).inserted }
    }
}

extension LearningTask {
    /// The task with the first rows of its first split's parts.
    ///
    /// - Parameter count: the training rows, at most those there are; validation and test rows are cut to an eighth of it where
    ///   training rows were, so that measuring does not cost more than training.
    /// - Throws: `DatasetError` where a part is left without rows.
    func limited(trainingRows count: Int) throws(DatasetError) -> LearningTask {
        guard let split = splits.first, count < split.training.count else { return self }
        let others = max(1, count / 8)
        return try LearningTask(
            name: name, features: features, targets: targets,
            splits: [
                Split(
                    index: split.index, training: Array(split.training.prefix(max(1, count))),
                    validation: Array(split.validation.prefix(others)), test: Array(split.test.prefix(others)))
            ], scale: scale, coding: coding, relation: relation)
    }
}

/// What is wrong with a study that was written down or asked for.
public struct StudyError: ClassifiedError, Equatable {
    /// Where the study stands: a file, or nothing for one that was asked for.
    public var source = ""
    /// The path of the value within: names and indices with slashes between.
    public var path: String
    /// What is wrong, and what is allowed.
    public var problem: String
    /// The kind of failure: what was asked for makes no sense, what was read is wrong, a file cannot be read.
    public var kind = FailureKind.usage

    /// One line that says where and what.
    public var description: String { [source, path, problem].filter { !$0.isEmpty }.joined(separator: ": ") }
}

extension Experiment {
    /// Whether its tasks are ranked over; the others have a table each, as in the paper.
    public var isRanked: Bool { self == .uci }
}

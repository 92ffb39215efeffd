import Datasets
import Evaluation
import Networks
import ResultStore

extension ResultQuestion {
    /// The open question, with the paper's protocols and the built-in methods as they are defined now going before others.
    public static var standard: ResultQuestion {
        ResultQuestion(
            definitions: Dictionary(
                MethodDefinition.builtIn.map { ($0.name, $0.record.digest) }, uniquingKeysWith: { first, _ in first }),
            preferredGrid: Grid.quick.name, paper: StudyProtocols().stored)
    }

    /// The question about a study's own results, where nothing is open.
    ///
    /// - Parameters:
    ///   - tasks: the tasks.
    ///   - methods: the methods as the study defines them.
    ///   - programs: those that are programs.
    ///   - grid: the name under which selections of its grid and search are stored.
    ///   - protocols: the study's protocols.
    ///   - splitIndices: the splits; nil for those of a task's experiment.
    ///   - seed: the seed of the first repeat.
    ///   - repeats: how many; nil for those of a task's experiment.
    public init(
        tasks: [TaskName], methods: [MethodDefinition], programs: [ProgramMethod] = [], grid: String,
        protocols: StudyProtocols,
        splitIndices: [Int]? = nil, seed: Int64 = 1, repeats: Int? = nil
    ) {
        self = .standard
        self.tasks = tasks.map(\.description)
        let records = methods.map(\.record) + programs.map(\.record)
        self.methods = records.map(\.name)
        for record in records { definitions[record.name] = record.digest }
        self.grid = grid
        self.protocols = protocols.stored
        self.splitIndices = splitIndices
        firstSeed = seed
        self.repeats = repeats
    }
}

extension StudyProtocols {
    /// The protocols as results are stored under them.
    public var stored: [Experiment: StudyProtocol] {
        Dictionary(
            Experiment.allCases.compactMap { experiment in
                trainingProtocol(in: experiment).studyProtocol.map { (experiment, $0) }
            }, uniquingKeysWith: { first, _ in first })
    }
}

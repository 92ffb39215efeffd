import ArgumentParser
import Benchmark
import Datasets
import Evaluation
import Formats
import Networks

/// What is trained or ranked.
struct StudyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("A suite: sample, uci, uci-small, uci-large (repeatable).", valueName: "name"),
        completion: .suites)
    var suite: [String] = []

    @Option(
        help: ArgumentHelp(
            "A task, as suite/name or by its name (repeatable); beside --suite of these suites only.", valueName: "name"
        ), completion: .tasks)
    var task: [String] = []

    @OptionGroup var methodOptions: MethodOptions

    @OptionGroup var gridOption: GridOption

    @Option(
        help: ArgumentHelp(
            "The splits of each task: all, or indices as 0 or 0,2 (default: 0; for htru2 all ten).",
            valueName: "indices"), completion: .list(["all", "0"]))
    var split: SplitChoice?

    @Option(help: "The seed of the first repeat; each further one counts up. (default: 1)")
    var seed: Int64?

    @Option(help: "How often all is repeated with another seed (default: 1; for tox21 5, as in the paper).")
    var repeats: Int?

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp(
            "A protocol value to change, or several with commas between: \(FieldRange.choice(TrainingProtocol.changeable.map(\.name)).words) (repeatable).",
            valueName: "key=value"), completion: .protocolValues)
    var protocolValues: [String] = []

    @Option(
        help: ArgumentHelp(
            "Draw a share of the training rows for validation, as 0.15: the same as --protocol validation=0.15.",
            valueName: "share"))
    var validation: String?

    @Option(
        help: """
            How configurations are searched: full as in the paper; exact, which leaves out what cannot be selected any more; \
            or halving, which leaves the worse ones early. (default: full)
            """)
    var search: SearchChoice?

    /// Checks that options and a file of a study are not given together.
    ///
    /// - Throws: `ValidationError`.
    func checkBeside(_ studyFile: String?) throws {
        guard studyFile == nil || isDefault else {
            throw ValidationError(
                "--study FILE says tasks, methods, grid, splits, seeds and protocol by itself; leave the other options out"
            )
        }
    }

    func validate() throws {
        if let repeats, !(1...StudyDescription.maximumRepeats).contains(repeats) {
            throw ValidationError("--repeats is from 1 to \(StudyDescription.maximumRepeats)")
        }
        let count = repeats ?? Experiment.allCases.map(\.repeats).max() ?? 1
        if let seed, seed.addingReportingOverflow(Int64(count - 1)).overflow {
            throw ValidationError(
                "--seed \(seed) is too large: \(counted(count, "repeat")) would count up beyond \(Int64.max)")
        }
    }

    /// Whether no option is given.
    var isDefault: Bool {
        suite.isEmpty && task.isEmpty && methodOptions.method.isEmpty && methodOptions.methodFile.isEmpty
            && gridOption.grid == nil && split == nil && seed == nil && repeats == nil && protocolValues.isEmpty
            && validation == nil && search == nil
    }

    /// The study that the options describe, and the tasks that are left out of it.
    ///
    /// - Parameter library: where the tasks are; of suites those that lack a file are left out.
    /// - Throws: `Failure` where no task is left, and the errors of names, files and values.
    func description(
        _ library: DataLibrary
    ) throws -> (study: StudyDescription, leftOut: [(name: TaskName, state: TaskState)]) {
        let named = try TaskSelection(suites: suite, tasks: task, in: library.catalog)
        let selection = try named ?? TaskSelection(suites: ["sample"], tasks: [], in: library.catalog)
        guard let available = selection?.available(in: library), !available.names.isEmpty else {
            throw Failure(kind: .unavailable, description: "none of the tasks is here; snnbench fetch gets them")
        }
        let study = try StudyDescription(
            suites: available.suites, tasks: available.names.map { StudyDescription.TaskChoice($0) },
            methods: methods(), programs: methodOptions.programs(), grid: gridDefinition(), protocols: protocols(),
            splits: split?.splits ?? .ofExperiment,
            seed: seed ?? 1, repeats: repeats, search: searchChoice.search)
        return (study, available.leftOut)
    }

    /// The study that the options describe, or that of a file where one is named; tells of the tasks that are left out.
    func described(file: String?, _ library: DataLibrary) throws -> StudyDescription {
        if let file { return try StudyDescription(file: file) }
        var (description, leftOut) = try description(library)
        // The version that a program reports is part of what it is.
        description.programs = try description.programs.map { try $0.asking() }
        for (name, state) in leftOut {
            Message.note("\(name) \(state) and is left out; snnbench fetch \(name) gets it")
        }
        return description
    }

    /// The protocols with what the options change.
    func protocols() throws(ProtocolError) -> StudyProtocols {
        try StudyProtocols(changes: protocolValues + (validation.map { ["validation=\($0)"] } ?? []))
    }

    /// The named methods; all seven and those of files where none is named.
    func methods() throws -> [MethodDefinition] { try methodOptions.networks() }

    /// The named grid, with the own axes of methods from files.
    func gridDefinition() throws -> Grid { try gridOption.definition(for: methodOptions) }

    /// How configurations are searched.
    var searchChoice: SearchChoice { search ?? .full }

    /// The name under which selections of the grid and the search are stored.
    func selectionGrid() throws -> String { searchChoice.search.selectionName(grid: try gridDefinition().name) }

    /// The named tasks, of the named suites where there are any; nil where nothing is named.
    func taskNames(_ library: DataLibrary) throws -> [TaskName]? {
        try TaskSelection(suites: suite, tasks: task, in: library.catalog)?.names
    }
}

/// Which splits of each task are meant, as an option's value.
struct SplitChoice: ExpressibleByArgument, Equatable {
    /// The splits.
    let splits: StudyDescription.Splits

    /// Reads `all`, or indices separated by commas.
    init?(argument: String) {
        if argument == "all" {
            splits = .all
            return
        }
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        let indices = parts.compactMap { Int($0) }.filter { (0..<StudyDescription.Splits.limit).contains($0) }
        guard indices.count == parts.count, Set(indices).count == indices.count else { return nil }
        splits = .indices(indices.sorted())
    }
}

/// How configurations are searched, as an option's value.
enum SearchChoice: String, ExpressibleByArgument, CaseIterable {
    case full
    case exact
    case halving

    /// The search.
    var search: Search {
        switch self {
        case .full: .full
        case .exact: .exact
        case .halving: .halving(.standard)
        }
    }
}

import ArgumentParser
import Benchmark
import Datasets
import Networks
import ResultStore

/// What is trained or ranked.
struct StudyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A suite: sample, uci, uci-small, uci-large (repeatable).", valueName: "name"))
    var suite: [String] = []

    @Option(help: ArgumentHelp("A task, as suite/name or by its name (repeatable).", valueName: "name"))
    var task: [String] = []

    @OptionGroup var methodOptions: MethodOptions

    @OptionGroup var gridOption: GridOption

    @Option(
        help: ArgumentHelp(
            "The splits of each task: all, or indices as 0 or 0,2 (default: 0; for htru2 all ten).",
            valueName: "indices"))
    var split: SplitChoice?

    @Option(help: "The seed of the first repeat; each further one counts up.")
    var seed: Int64 = 1

    @Option(help: "How often all is repeated with another seed (default: 1; for tox21 5, as in the paper).")
    var repeats: Int?

    @Option(
        name: .customLong("protocol"),
        help: ArgumentHelp(
            "A protocol value to change: epochs, batch_size, loss_reduction, data, validation, window or metric (repeatable).",
            valueName: "key=value"))
    var protocolValues: [String] = []

    @Option(
        help: ArgumentHelp(
            "Draw a share of the training rows for validation, as 0.15: the same as --protocol validation=0.15.",
            valueName: "share"))
    var validation: String?

    @Option(
        help: "How configurations are searched: full as in the paper, or halving, which leaves the worse ones early.")
    var search = SearchChoice.full

    func validate() throws {
        if let repeats, repeats < 1 { throw ValidationError("--repeats is at least 1") }
    }

    /// The protocols with what the options change.
    func protocols() throws(ProtocolError) -> StudyProtocols {
        try StudyProtocols(changes: protocolValues + (validation.map { ["validation=\($0)"] } ?? []))
    }

    /// The named methods; all seven and those of files where none is named.
    func methods() throws -> [MethodDefinition] { try methodOptions.methods() }

    /// The named grid, with the own axes of methods from files.
    func gridDefinition() throws -> Grid { try gridOption.definition(for: methodOptions) }

    /// The question that a ranking of the study answers, about all tasks that the results file has.
    func question() throws -> RankQuestion {
        let changed = try protocols()
        return RankQuestion(
            methods: try methods(), grid: try selectionGrid(),
            // Without a change any protocol counts: for each task the one that most methods have results under.
            protocols: changed.changes.isEmpty ? nil : changed,
            splitIndices: split?.indices, seed: seed, repeats: repeats)
    }

    /// The question about results: without a grid and a search by name about the grid that the most of them are of.
    func question(_ question: RankQuestion, in store: ResultStore) throws -> RankQuestion {
        gridOption.grid == nil && search == .full ? try question.choosingGrid(in: store) : question
    }

    /// The name under which selections of the grid and the search are stored.
    func selectionGrid() throws -> String { search.search.selectionName(grid: try gridDefinition().name) }

    /// The named tasks and those of the named suites; nil where nothing is named.
    func taskNames(_ library: DataLibrary) throws -> [TaskName]? {
        if suite.isEmpty, task.isEmpty { return nil }
        var names: [TaskName] = []
        for name in suite { names += try library.catalog.tasks(inSuite: name) }
        for name in task { names.append(try library.catalog.task(named: name)) }
        var seen: Set<TaskName> = []
        return names.filter { seen.insert($0).inserted }
    }
}

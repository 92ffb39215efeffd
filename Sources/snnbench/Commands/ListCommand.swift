import ArgumentParser
import Benchmark
import Datasets
import Evaluation
import Formats
import Networks
import Tables

/// `snnbench list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists tasks, suites, methods or grids.",
        examples: [
            "snnbench list tasks --suite sample", "snnbench list methods", "snnbench list tasks --audit --suite uci",
        ])

    /// What is listed.
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case tasks
        case suites
        case methods
        case grids
    }

    @Argument(help: "tasks, suites, methods or grids.")
    var subject: Subject

    @Option(help: ArgumentHelp("Only the tasks of a suite (repeatable).", valueName: "name"), completion: .suites)
    var suite: [String] = []

    @Option(
        help: ArgumentHelp("Only a task, as suite/name or by its name (repeatable).", valueName: "name"),
        completion: .tasks)
    var task: [String] = []

    @Flag(help: "Looks for what is odd in the data of the tasks that are here: duplicates, wrong scales, tiny splits.")
    var audit = false

    @OptionGroup var methodOptions: MethodOptions
    @OptionGroup var gridOption: GridOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard subject != .tasks, audit || !suite.isEmpty || !task.isEmpty else { return }
        throw ValidationError("--audit, --suite and --task go with list tasks")
    }

    func run() throws {
        switch subject {
        case .tasks where audit:
            let (table, notes) = try auditing()
            try output.print(table, notes: notes)
        case .tasks: try output.print(tasks())
        case .suites: try output.print(suites())
        case .methods: try output.print(methods())
        case .grids: try output.print(grids())
        }
    }

    private func tasks() throws -> Table {
        Table(
            columns: ["task", "rows", "features", "classes", "state"],
            rows: try summaries(data.library()).map { summary in
                [
                    .text(summary.name.description), .integer(summary.shape.rows), .integer(summary.shape.features),
                    .integer(summary.shape.outputs), .text(summary.state.description),
                ]
            })
    }

    /// The tasks that were named, all where none was.
    private func summaries(_ library: DataLibrary) throws -> [TaskSummary] {
        guard let chosen = try TaskSelection(suites: suite, tasks: task, in: library.catalog) else {
            return library.summaries()
        }
        return library.summaries().filter { chosen.names.contains($0.name) }
    }

    private func auditing() throws -> (table: Table, notes: [String]) {
        let library = try data.library()
        let summaries = try summaries(library)
        let here = summaries.filter { $0.state == .ready || $0.state == .embedded }
        let line = ProgressLine(isQuiet: output.quiet)
        var findings: [AuditFinding] = []
        var sound = 0
        for (index, summary) in here.enumerated() {
            line.show("\(index + 1)/\(here.count) \(summary.name)")
            let found = DataAudit.findings(in: try library.load(summary.name))
            if found.isEmpty { sound += 1 }
            findings += found
        }
        line.end()
        let table = Table(
            columns: ["finding", "task", "details"],
            rows: AuditFinding.Kind.allCases.flatMap { kind in
                findings.filter { $0.kind == kind }.map { finding in
                    [.text(kind.rawValue), .text(finding.task.description), .text(finding.details)]
                }
            })
        var notes = [
            "\(counted(here.count, "task")) looked at, \(sound) without a finding. Columns count from 1, splits from 0; data "
                + "as released.",
            "mis-scaled: in some column the means of training (with validation) and test rows differ by more than half "
                + "their common deviation and six standard errors; data=paper leaves that as it is, data=corrected standardises each of the two again.",
            "not-standardised: mean beyond 0.05 from 0 or deviation (n - 1) beyond 0.05 from 1 over all rows. tiny-split: "
                + "fewer than 10 rows in a part, or a class without a training row.",
            "telling-columns: in order of such a column's values the rows of a class lie together, so that it may be made from "
                + "the class. identifier-columns: another whole number in each row of a table that is not scaled.",
        ]
        let absent = summaries.count - here.count
        if absent > 0 { notes.append("\(counted(absent, "task")) not here; snnbench fetch gets them.") }
        return (table, notes)
    }

    private func suites() throws -> Table {
        let catalog = try data.library().catalog
        return Table(
            columns: ["suite", "tasks"],
            rows: try catalog.suites.map { [.text($0), .integer(try catalog.tasks(inSuite: $0).count)] })
    }

    private func methods() throws -> Table {
        let programs = try methodOptions.programs()
        var table = Table(
            columns: ["method"] + MethodDefinition.fields.map(\.name),
            rows: try methodOptions.networks().map { method in
                [.text(method.name)]
                    + MethodDefinition.fields.map { field in
                        let isMeant = field.name != "normalization_place" || method.hasNormalizationPlace
                        return isMeant ? field.text(of: method).map { .text($0) } ?? .none : .none
                    }
            })
        guard !programs.isEmpty else { return table }
        table.columns.append("command")
        for index in table.rows.indices { table.rows[index].append(.none) }
        for program in programs {
            table.rows.append(
                [.text(program.name)] + MethodDefinition.fields.map { _ in .none }
                    + [.text(program.command.joined(separator: " "))])
        }
        return table
    }

    /// The configurations of each method, a row a grid and experiment; two where optimisers have learning rates of their own.
    private func grids() throws -> Table {
        let methods = try methodOptions.networks()
        let programs = try methodOptions.programs()
        let own = try methodOptions.files()
        var grids = Grid.all.map { $0.replacingAxes(by: own) }
        if gridOption.isFile { grids.append(try gridOption.definition(for: methodOptions)) }
        var table = Table(
            columns: ["grid", "experiment", "configurations"] + methods.map(\.name) + programs.map(\.name)
                + ["optimizer", "learning_rates", "what"])
        for grid in grids {
            for experiment in Experiment.allCases {
                for (names, rates) in Self.optimizers(grid, methods, experiment) {
                    let counts =
                        methods.map { grid.under(names[0]).count(of: $0, in: experiment) }
                        + programs.map(\.grid.configurations.count)
                    let cells: [Cell] = ([counts.reduce(0, +)] + counts).map { .integer($0) }
                    table.rows.append(
                        [.text(grid.name), .text(experiment.rawValue)] + cells
                            + [.text(names.map(\.rawValue).joined(separator: " ")), .text(rates), .text(grid.summary)])
                }
            }
        }
        return table
    }

    /// The optimisers for which a grid has the same configurations, with the learning rates in them.
    private static func optimizers(
        _ grid: Grid, _ methods: [MethodDefinition], _ experiment: Experiment
    ) -> [(names: [Optimizer.Name], rates: String)] {
        var found: [(names: [Optimizer.Name], rates: String, configurations: [Hyperparameters])] = []
        for name in Optimizer.Name.allCases {
            let configurations = methods.flatMap { grid.under(name).configurations(of: $0, in: experiment) }
            if let index = found.firstIndex(where: { $0.configurations == configurations }) {
                found[index].names.append(name)
            } else {
                let rates = Set(configurations.map(\.learningRate)).sorted().map { NumberText.short($0) }
                found.append(([name], rates.joined(separator: " "), configurations))
            }
        }
        return found.map { ($0.names, $0.rates) }
    }
}

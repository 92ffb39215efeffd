import ArgumentParser
import Benchmark
import Networks

/// `snnbench list`.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Lists tasks, suites, methods or grids.")

    /// What is listed.
    enum Subject: String, CaseIterable, ExpressibleByArgument {
        case tasks
        case suites
        case methods
        case grids
    }

    @Argument(help: "tasks, suites, methods or grids.")
    var subject: Subject

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try reportingErrors {
            switch subject {
            case .tasks: try output.print(tasks())
            case .suites: try output.print(suites())
            case .methods: try output.print(methods())
            case .grids: try output.print(grids())
            }
        }
    }

    private func tasks() throws -> TextTable {
        TextTable(
            columns: ["task", "rows", "features", "classes", "state"],
            rows: try data.library().summaries().map { summary in
                [
                    .text(summary.name.description), .integer(summary.shape.rows), .integer(summary.shape.features),
                    .integer(summary.shape.outputs), .text(summary.state.description),
                ]
            })
    }

    private func suites() throws -> TextTable {
        let catalog = try data.library().catalog
        return TextTable(
            columns: ["suite", "tasks"],
            rows: try catalog.suites.map { [.text($0), .integer(try catalog.tasks(inSuite: $0).count)] })
    }

    private func methods() -> TextTable {
        TextTable(
            columns: ["method", "activation", "initialization", "normalization", "connection", "dropout"],
            rows: MethodDefinition.builtIn.map { method in
                [
                    .text(method.name), .text(method.activation.rawValue), .text(method.initialization.rawValue),
                    .text(method.normalization.rawValue), .text(method.connection.rawValue),
                    .text(method.dropout.rawValue),
                ]
            })
    }

    private func grids() -> TextTable {
        TextTable(
            columns: ["grid", "configurations"] + MethodDefinition.builtIn.map(\.name) + ["what"],
            rows: Grid.all.map { grid in
                let counts = MethodDefinition.builtIn.map { grid.configurations(of: $0).count }
                return [.text(grid.name), .integer(counts.reduce(0, +))] + counts.map { .integer($0) }
                    + [.text(grid.summary)]
            })
    }
}

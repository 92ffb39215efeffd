import ArgumentParser
import Benchmark
import Datasets
import Networks

/// What is trained or ranked.
struct StudyOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A suite: sample, uci, uci-small, uci-large (repeatable).", valueName: "name"))
    var suite: [String] = []

    @Option(help: ArgumentHelp("A task, as suite/name or by its name (repeatable).", valueName: "name"))
    var task: [String] = []

    @Option(
        help: ArgumentHelp(
            "A method (repeatable; default: all seven).", valueName: "name"))
    var method: [String] = []

    @Option(help: ArgumentHelp("The grid of configurations: small, quick or paper.", valueName: "name"))
    var grid = "quick"

    @Option(help: ArgumentHelp("The split of each task: 0, 1, 2 or 3.", valueName: "index"))
    var split = 0

    @Option(help: "The seed, which tells repeats apart.")
    var seed: Int64 = 1

    /// The named methods; all seven where none is named.
    func methods() throws -> [MethodDefinition] {
        if method.isEmpty { return MethodDefinition.builtIn }
        var chosen: [MethodDefinition] = []
        for name in method {
            guard let definition = MethodDefinition.builtIn.first(where: { $0.name == name }) else {
                throw unknown("method", name, among: MethodDefinition.builtIn.map(\.name))
            }
            if !chosen.contains(definition) { chosen.append(definition) }
        }
        return chosen
    }

    /// The named grid.
    func gridDefinition() throws -> Grid {
        guard let definition = Grid.named(grid) else { throw unknown("grid", grid, among: Grid.all.map(\.name)) }
        return definition
    }

    /// The named tasks and those of the named suites; nil where nothing is named.
    func taskNames(_ library: DataLibrary) throws -> [TaskName]? {
        if suite.isEmpty, task.isEmpty { return nil }
        var names: [TaskName] = []
        for name in suite { names += try library.catalog.tasks(inSuite: name) }
        for name in task { names.append(try library.catalog.task(named: name)) }
        var seen: Set<TaskName> = []
        return names.filter { seen.insert($0).inserted }
    }

    private func unknown(_ kind: String, _ name: String, among names: [String]) -> Failure {
        let near = EditDistance.nearest(to: name, among: names)
        let advice =
            near.isEmpty
            ? "there are \(names.joined(separator: ", "))" : "did you mean \(near.joined(separator: " or "))?"
        return Failure(code: .usage, description: "there is no \(kind) \"\(name)\"; \(advice)")
    }
}

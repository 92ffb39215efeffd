import Evaluation
import Formats
import Networks

/// A named grid: for each method, experiment and optimiser the configurations among which validation chooses.
///
/// Learning rates belong to the optimiser that takes the steps, so a grid has axes for each; `under(_:)` says which are meant.
public struct Grid: Sendable {
    /// The name, as `--grid` takes it and as selections are stored with.
    public let name: String
    /// One sentence for lists.
    public let summary: String
    /// Whose axes are meant.
    public private(set) var optimizer = Optimizer.Name.sgd
    private let blocks: Blocks

    /// The axes whose configurations together are those of a method in an experiment, trained by an optimiser.
    typealias Blocks = @Sendable (MethodDefinition, Experiment, Optimizer.Name) -> [GridAxes]

    /// Makes a grid.
    ///
    /// - Parameters:
    ///   - name: the name, as `--grid` takes it.
    ///   - summary: one sentence for lists.
    ///   - axes: the values of each hyperparameter, for a method and an experiment.
    public init(
        name: String, summary: String, axes: @escaping @Sendable (MethodDefinition, Experiment) -> GridAxes
    ) {
        self.init(name: name, summary: summary, blocksOf: { method, experiment, _ in [axes(method, experiment)] })
    }

    /// Makes a grid whose configurations are those of several axes together.
    init(name: String, summary: String, blocksOf blocks: @escaping Blocks) {
        self.name = name
        self.summary = summary
        self.blocks = blocks
    }

    /// Makes a grid that was written down.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - blocks: by the method's name and experiment the axes whose configurations together are the method's.
    init(name: String, blocks: [String: [Experiment: [GridAxes]]]) {
        self.init(
            name: name, summary: "of a study that was written down",
            blocksOf: { method, experiment, _ in blocks[method.name]?[experiment] ?? [] })
    }

    /// The grid under a name that no other configurations have: its own where that is of a grid of the program with these very
    /// configurations, or tells a digest; else with the first digits of the configurations' digest.
    ///
    /// A study that was written down may have been changed since; its selections must not pass as those among the grid that it
    /// was made of.
    ///
    /// - Parameters:
    ///   - methods: the methods that have configurations.
    ///   - experiments: the experiments that they are trained in, each with its optimiser.
    func tellingItsContent(
        _ methods: [MethodDefinition], _ experiments: [(experiment: Experiment, optimizer: Optimizer.Name)]
    ) -> Grid {
        func content(_ grid: Grid) -> CanonicalJSON {
            var members: [String: CanonicalJSON] = [:]
            for method in methods {
                for (experiment, optimizer) in experiments {
                    let configurations = grid.under(optimizer).configurations(of: method, in: experiment)
                    members["\(experiment.rawValue)/\(method.name)"] = .array(
                        configurations.map { CanonicalJSON.object($0.record).text }.sorted().map { .string($0) })
                }
            }
            return .object(members)
        }
        let own = content(self)
        if let program = Grid.named(name) {
            if content(program) == own { return self }
        } else if name.contains("@") {
            return self
        }
        return Grid(
            name: "\(name)@\(own.digest.prefix(8))", summary: summary, blocksOf: blocks
        ).under(optimizer)
    }

    /// The grid with the axes of an optimiser.
    public func under(_ optimizer: Optimizer.Name) -> Grid {
        var grid = self
        grid.optimizer = optimizer
        return grid
    }

    /// The axes whose configurations together are those of a method.
    func blocks(of method: MethodDefinition, in experiment: Experiment) -> [GridAxes] {
        blocks(method, experiment, optimizer)
    }

    /// The configurations of a method, in a fixed order.
    public func configurations(of method: MethodDefinition, in experiment: Experiment = .uci) -> [Hyperparameters] {
        blocks(of: method, in: experiment).flatMap(\.configurations)
    }

    /// The number of configurations of a method.
    public func count(of method: MethodDefinition, in experiment: Experiment = .uci) -> Int {
        blocks(of: method, in: experiment).reduce(0) { $0 + $1.count }
    }

    /// The grids of the program.
    public static let all: [Grid] = [small, quick, paper]

    /// The grid of a name, or nil.
    public static func named(_ name: String) -> Grid? {
        all.first { $0.name == name }
    }

    /// The grid with the own axes of some methods in place of its own.
    ///
    /// The name tells: `quick+my-gelu@1a2b3c4d`, with the first digits of the axes' digest, so that selections among
    /// other configurations are not taken for these.
    ///
    /// - Parameter files: methods of a user's own; those without axes change nothing.
    public func replacingAxes(by files: [MethodFile]) -> Grid {
        replacing(Dictionary(files.compactMap { file in file.grid.map { (file.definition.name, $0) } }) { $1 })
    }

    /// The grid with other axes for the methods of some names.
    func replacing(_ axes: [String: OptimizerAxes]) -> Grid {
        guard !axes.isEmpty else { return self }
        let names = axes.sorted { $0.key < $1.key }.map { "+\($0.key)@\($0.value.json.digest.prefix(8))" }
        let grid = self
        return Grid(
            name: name + names.joined(), summary: summary,
            blocksOf: { method, experiment, optimizer in
                axes[method.name].map { [$0.axes(under: optimizer)] }
                    ?? grid.under(optimizer).blocks(of: method, in: experiment)
            }
        ).under(optimizer)
    }
}

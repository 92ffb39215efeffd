import Evaluation
import Networks

/// A named grid: for each method and experiment the configurations among which validation chooses.
public struct Grid: Sendable {
    /// The name, as `--grid` takes it and as selections are stored with.
    public let name: String
    /// One sentence for lists.
    public let summary: String
    private let axes: @Sendable (MethodDefinition, Experiment) -> GridAxes

    /// Makes a grid.
    ///
    /// - Parameters:
    ///   - name: the name, as `--grid` takes it.
    ///   - summary: one sentence for lists.
    ///   - axes: the values of each hyperparameter, for a method and an experiment.
    public init(
        name: String, summary: String, axes: @escaping @Sendable (MethodDefinition, Experiment) -> GridAxes
    ) {
        self.name = name
        self.summary = summary
        self.axes = axes
    }

    /// The values of each hyperparameter.
    public func axes(of method: MethodDefinition, in experiment: Experiment = .uci) -> GridAxes {
        axes(method, experiment)
    }

    /// The configurations of a method, in a fixed order.
    public func configurations(of method: MethodDefinition, in experiment: Experiment = .uci) -> [Hyperparameters] {
        axes(method, experiment).configurations
    }

    /// The grids of the program.
    public static let all: [Grid] = [small, quick, paper]

    /// The grid of a name, or nil.
    public static func named(_ name: String) -> Grid? {
        all.first { $0.name == name }
    }
}

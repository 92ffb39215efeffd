import Networks

/// A named grid: for each method the configurations among which validation chooses.
public struct Grid: Sendable {
    /// The name, as `--grid` takes it.
    public let name: String
    /// One sentence for lists.
    public let summary: String
    private let axes: @Sendable (MethodDefinition) -> GridAxes

    /// The configurations of a method, in a fixed order.
    public func configurations(of method: MethodDefinition) -> [Hyperparameters] {
        axes(method).configurations
    }

    /// The grids of the program.
    public static let all: [Grid] = [small, quick, paper]

    /// The grid of a name, or nil.
    public static func named(_ name: String) -> Grid? {
        all.first { $0.name == name }
    }

    /// The grids of the paper for the UCI tasks (Tables A4 to A10).
    public static let paper = Grid(
        name: "paper", summary: "all 972 configurations of the paper's Tables A4 to A10"
    ) { method in
        axes(
            for: method, hiddenUnits: [1024, 512, 256], layers: [2, 3, 4, 8, 16, 32], blocks: [2, 3, 4, 8, 16],
            learningRates: [0.01, 0.1, 1], dropoutRates: paperDropoutRates(method), forms: [.rectangular, .conic],
            blockForms: [.rectangular, .diavolo])
    }

    /// A grid for one machine and a night.
    public static let quick = Grid(
        name: "quick", summary: "256 units, 2 to 16 layers, the paper's learning and dropout rates, rectangular"
    ) { method in
        axes(
            for: method, hiddenUnits: [256], layers: [2, 4, 8, 16], blocks: [2, 4, 8, 16],
            learningRates: [0.01, 0.1, 1], dropoutRates: paperDropoutRates(method), forms: [.rectangular],
            blockForms: [.rectangular])
    }

    /// A grid for the first minute.
    public static let small = Grid(
        name: "small", summary: "128 units, 2 and 8 layers, learning rates 0.01 and 0.1, no dropout, rectangular"
    ) { method in
        axes(
            for: method, hiddenUnits: [128], layers: [2, 8], blocks: [2, 8], learningRates: [0.01, 0.1],
            dropoutRates: [0], forms: [.rectangular], blockForms: [.rectangular], bottlenecks: [0.5])
    }

    /// Dropout as in the paper: 0.05 for alpha dropout, 0.5 for plain ReLU and highway networks, none beside a
    /// normalisation.
    private static func paperDropoutRates(_ method: MethodDefinition) -> [Double] {
        guard method.normalization == .none else { return [0] }
        return method.dropout == .alpha ? [0.05, 0] : [0.5, 0]
    }

    private static func axes(
        for method: MethodDefinition, hiddenUnits: [Int], layers: [Int], blocks: [Int], learningRates: [Double],
        dropoutRates: [Double], forms: [Hyperparameters.Form], blockForms: [Hyperparameters.Form],
        bottlenecks: [Double] = [0.25, 0.5]
    ) -> GridAxes {
        switch method.connection {
        case .plain:
            GridAxes(
                hiddenUnits: hiddenUnits, layers: layers, learningRates: learningRates,
                dropoutRates: dropoutRates, forms: forms)
        case .highway:
            // The paper lists no widths for highway networks: as wide as the input.
            GridAxes(
                hiddenUnits: [], layers: layers, learningRates: learningRates, dropoutRates: dropoutRates, forms: [])
        case .residual:
            GridAxes(
                hiddenUnits: hiddenUnits, layers: blocks, learningRates: learningRates,
                dropoutRates: dropoutRates, forms: blockForms, bottlenecks: bottlenecks)
        }
    }
}

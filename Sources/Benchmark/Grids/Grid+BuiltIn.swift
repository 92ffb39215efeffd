import Evaluation
import Networks

extension Grid {
    /// The grids of the paper: Tables A4 to A10 for UCI, A14 to A20 for Tox21, A21 to A27 for HTRU2.
    public static let paper = built(
        name: "paper", summary: "the paper's: 972 configurations for UCI, 2,826 for Tox21, 840 for HTRU2"
    ) { method, experiment, optimizer in
        switch experiment {
        case .uci:
            axes(
                for: method, hiddenUnits: [1024, 512, 256], layers: [2, 3, 4, 8, 16, 32], blocks: [2, 3, 4, 8, 16],
                learningRates: rates([0.01, 0.1, 1], optimizer), dropoutRates: dropoutRates(method), forms: bothForms,
                blockForms: bothBlockForms)
        case .tox21:
            axes(
                for: method, hiddenUnits: [1024, 2048], layers: [2, 3, 4, 6, 8, 16, 32],
                blocks: [2, 3, 4, 6, 8, 16], learningRates: rates([0.01, 0.05, 0.1], optimizer),
                dropoutRates: tox21DropoutRates(method), forms: bothForms, blockForms: bothBlockForms,
                l2Penalties: [0.001, 0.0001, 0.00001])
        case .htru2:
            axes(
                for: method, hiddenUnits: [256, 512, 1024], layers: [2, 4, 8, 16, 32], blocks: [2, 3, 4, 8, 16],
                learningRates: rates([0.1, 0.01, 1], optimizer), dropoutRates: dropoutRates(method).reversed(),
                forms: bothForms,
                blockForms: bothBlockForms)
        }
    }

    /// A grid for one machine and a night.
    public static let quick = built(
        name: "quick",
        summary: "256 units (Tox21: 1024), 2 to 16 layers, the paper's learning and dropout rates, rectangular"
    ) { method, experiment, optimizer in
        let layers = experiment == .tox21 ? [2, 8] : [2, 4, 8, 16]
        return axes(
            for: method, hiddenUnits: [experiment == .tox21 ? 1024 : 256], layers: layers, blocks: layers,
            learningRates: rates(experiment == .tox21 ? [0.01, 0.1] : [0.01, 0.1, 1], optimizer),
            dropoutRates: experiment == .tox21 ? tox21DropoutRates(method) : dropoutRates(method),
            forms: [.rectangular], blockForms: [.rectangular],
            l2Penalties: experiment == .tox21 ? [0.0001] : [0])
    }

    /// A grid for the first minute.
    public static let small = built(
        name: "small", summary: "128 units, 2 and 8 layers, learning rates 0.01 and 0.1, no dropout, rectangular"
    ) { method, _, optimizer in
        axes(
            for: method, hiddenUnits: [128], layers: [2, 8], blocks: [2, 8],
            learningRates: rates([0.01, 0.1], optimizer),
            dropoutRates: [0], forms: [.rectangular], blockForms: [.rectangular], bottlenecks: [0.5])
    }

    /// The learning rates of an optimiser: those of gradient descent, and as many for rules that divide by the size of gradients,
    /// so that all are searched equally far: 0.0001 to 0.01, of two the larger ones.
    private static func rates(_ descent: [Double], _ optimizer: Optimizer.Name) -> [Double] {
        optimizer == .sgd ? descent : Array([0.0001, 0.001, 0.01].suffix(descent.count))
    }

    private static func built(
        name: String, summary: String,
        axes: @escaping @Sendable (MethodDefinition, Experiment, Optimizer.Name) -> GridAxes
    ) -> Grid {
        Grid(name: name, summary: summary, blocksOf: { [axes($0, $1, $2)] })
    }

    private static let bothForms: [Hyperparameters.Form] = [.rectangular, .conic]
    private static let bothBlockForms: [Hyperparameters.Form] = [.rectangular, .diavolo]

    /// Dropout as in Tables A4 to A10: 0.05 for alpha dropout, 0.5 for plain ReLU and highway networks, none beside
    /// a normalisation.
    private static func dropoutRates(_ method: MethodDefinition) -> [Double] {
        guard method.normalization == .none else { return [0] }
        return method.dropout == .alpha ? [0.05, 0] : [0.5, 0]
    }

    /// Dropout as in Tables A14 to A20: alpha dropout always, none beside batch normalisation, else 0.5 or none.
    private static func tox21DropoutRates(_ method: MethodDefinition) -> [Double] {
        if method.normalization == .batch { return [0] }
        return method.dropout == .alpha ? [0.05, 0.1] : [0.5, 0]
    }

    private static func axes(
        for method: MethodDefinition, hiddenUnits: [Int], layers: [Int], blocks: [Int], learningRates: [Double],
        dropoutRates: [Double], forms: [Hyperparameters.Form], blockForms: [Hyperparameters.Form],
        bottlenecks: [Double] = [0.25, 0.5], l2Penalties: [Double] = [0]
    ) -> GridAxes {
        switch method.connection {
        case .plain:
            GridAxes(
                hiddenUnits: hiddenUnits, layers: layers, learningRates: learningRates,
                dropoutRates: dropoutRates, forms: forms, l2Penalties: l2Penalties)
        case .highway:
            // The paper lists no widths for highway networks: as wide as the input.
            GridAxes(
                hiddenUnits: [], layers: layers, learningRates: learningRates, dropoutRates: dropoutRates, forms: [],
                l2Penalties: l2Penalties)
        case .residual:
            GridAxes(
                hiddenUnits: hiddenUnits, layers: blocks, learningRates: learningRates,
                dropoutRates: dropoutRates, forms: blockForms, bottlenecks: bottlenecks, l2Penalties: l2Penalties)
        }
    }
}

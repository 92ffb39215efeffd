import Kernels

/// The layers that a method and its hyperparameters make: each method is a composition of the same few.
enum Architecture {
    /// The widths of the hidden layers of a plain network.
    ///
    /// Conic: `round(w (C / w)^(i / L))` for i = 0 ... L - 1, geometric from the first width to the outputs.
    static func widths(_ hyperparameters: Hyperparameters, units: Int, outputs: Int) -> [Int] {
        if let widths = hyperparameters.widths { return widths }
        return (0..<hyperparameters.layers).map { layer in
            guard hyperparameters.form == .conic else { return units }
            let ratio = Double(outputs) / Double(units)
            let share = Double(layer) / Double(hyperparameters.layers)
            return max(1, Int((Double(units) * power(ratio, share)).rounded()))
        }
    }

    /// The layers from the input to the last hidden one.
    static func hiddenLayers(
        _ method: MethodDefinition, _ hyperparameters: Hyperparameters, shape: NetworkShape, workspace: Workspace,
        hasGivenDropout: Bool = false
    ) -> [Layer] {
        let rate = hyperparameters.dropoutRate
        let builder = Builder(
            method: method, hyperparameters: hyperparameters, shape: shape, workspace: workspace,
            dropout: hasGivenDropout ? Dropout(method.dropout, exactRate: rate) : Dropout(method.dropout, rate: rate))
        switch method.connection {
        case .plain: return builder.plain()
        case .highway: return builder.highway()
        case .residual: return builder.residual()
        }
    }

    /// What all layers of a network share.
    private struct Builder {
        let method: MethodDefinition
        let hyperparameters: Hyperparameters
        let shape: NetworkShape
        let workspace: Workspace
        let dropout: Dropout

        /// The width of the first hidden layer; as wide as the input where none is given.
        var units: Int { hyperparameters.hiddenUnits ?? shape.inputs }

        /// The activation and dropout at the end of a hidden layer.
        var pass: ActivationPass {
            ActivationPass(method.activation, dropout: dropout)
        }

        /// Layer after layer.
        func plain() -> [Layer] {
            let widths = widths(hyperparameters, units: units, outputs: shape.outputs)
            return widths.indices.flatMap { index in
                dense(
                    "layers.\(index)", fanIn: index == 0 ? shape.inputs : widths[index - 1],
                    outputs: widths[index], pass: pass, hiddenLayer: index, isFirst: index == 0)
            }
        }

        /// A projection where the widths differ, then highway layers.
        func highway() -> [Layer] {
            let layers = (0..<hyperparameters.layers).map { index in
                HighwayLayer(
                    name: "layers.\(index)", width: units, pass: pass, hiddenLayer: index, workspace: workspace)
            }
            return units == shape.inputs ? layers : [projection()] + layers
        }

        /// A projection, then blocks of two layers (rectangular) or three (diavolo) with a bottleneck.
        func residual() -> [Layer] {
            let inner = max(1, Int((Double(units) * (hyperparameters.bottleneck ?? 1)).rounded(.toNearestOrEven)))
            let layersABlock = hyperparameters.form == .diavolo ? 3 : 2
            let dimensions = [units] + Array(repeating: inner, count: layersABlock - 1) + [units]
            let skipped = Matrix(rows: workspace.batchSize, columns: units)
            let blocks = (0..<hyperparameters.layers).map { block in
                ResidualBlock(
                    layers: (0..<layersABlock).flatMap { index in
                        dense(
                            "blocks.\(block).layers.\(index)", fanIn: dimensions[index],
                            outputs: dimensions[index + 1],
                            pass: ActivationPass(index + 1 < layersABlock ? method.activation : .identity),
                            hiddenLayer: block, isFirst: false)
                    }, width: units, pass: pass, hiddenLayer: block, skipped: skipped, workspace: workspace)
            }
            return [projection()] + blocks
        }

        /// A linear map from the input to the width of the layers.
        func projection() -> Layer {
            LinearLayer(
                name: "input", fanIn: shape.inputs, outputs: units, pass: ActivationPass(.identity), isFirst: true,
                workspace: workspace)
        }

        /// One layer: linear map, normalisation, activation, dropout.
        func dense(
            _ name: String, fanIn: Int, outputs: Int, pass: ActivationPass, hiddenLayer: Int, isFirst: Bool
        ) -> [Layer] {
            func linear(_ pass: ActivationPass) -> LinearLayer {
                LinearLayer(
                    name: name, fanIn: fanIn, outputs: outputs, pass: pass, hiddenLayer: hiddenLayer,
                    isFirst: isFirst, normalizesWeights: method.normalization == .weight, workspace: workspace)
            }
            func normalization(_ pass: ActivationPass, keepsInput: Bool) -> NormalizationLayer {
                let kind: NormalizationLayer.Kind =
                    method.normalization == .batch
                    ? .batch(BatchStatistics(columns: outputs))
                    : .layer(RowStatistics(rowCapacity: workspace.batchSize))
                return NormalizationLayer(
                    name: name + (method.normalization == .batch ? ".bn" : ".ln"), kind: kind, width: outputs,
                    pass: pass, hiddenLayer: hiddenLayer, keepsInput: keepsInput, workspace: workspace)
            }
            switch (method.normalization, method.normalizationPlace) {
            case (.none, _), (.weight, _):
                return [linear(pass)]
            case (_, .beforeActivation):
                return [linear(ActivationPass(.identity)), normalization(pass, keepsInput: false)]
            case (_, .afterActivation):
                let dropout = ActivationPass(.identity, dropout: pass.dropout)
                return [linear(ActivationPass(pass.activation)), normalization(dropout, keepsInput: true)]
            }
        }
    }
}

import Formats
import Kernels

extension Blueprint {
    /// The layers that a method and its hyperparameters make: each method is a composition of the same few.
    struct Composition {
        let method: MethodDefinition
        let hyperparameters: Hyperparameters
        let shape: NetworkShape
        let dropout: Dropout

        /// The layers from the input to the last hidden one.
        var hiddenLayers: [Layer] {
            switch method.connection {
            case .plain: plain
            case .highway: highway
            case .residual: residual
            }
        }

        /// The width of the first hidden layer; as wide as the input where none is given.
        private var units: Int { hyperparameters.hiddenUnits ?? shape.inputs }

        /// The activation and dropout at the end of a hidden layer.
        private var pass: ActivationPass { ActivationPass(method.activation, dropout: dropout) }

        /// The widths of the hidden layers of a plain network.
        ///
        /// Conic: `round(w (C / w)^(i / L))` for i = 0 ... L - 1, geometric from the first width to the outputs.
        private var widths: [Int] {
            if let widths = hyperparameters.widths { return widths }
            let units = units
            return (0..<hyperparameters.layers).map { layer in
                guard hyperparameters.form == .conic else { return units }
                let ratio = Double(shape.outputs) / Double(units)
                let share = Double(layer) / Double(hyperparameters.layers)
                return max(1, Int((Double(units) * power(ratio, share)).rounded()))
            }
        }

        /// Convolutions, then layer after layer.
        private var plain: [Layer] {
            let widths = widths
            let convolutions = convolutions
            let inputs = convolutions.last?.outputs ?? shape.inputs
            return convolutions
                + widths.indices.flatMap { index in
                    dense(
                        convolutions.isEmpty ? .layer(index) : .dense(index),
                        inputs: index == 0 ? inputs : widths[index - 1], outputs: widths[index],
                        pass: pass, hiddenLayer: index, isHiddenOutput: true)
                }
        }

        /// Convolutions and pooling, from rows of features to rows of features.
        private var convolutions: [Layer] {
            guard let sizes = try? method.images(shape), let first = sizes.first, let last = sizes.last else {
                return []
            }
            func images(_ image: ImageShape) -> Images {
                Images(channels: image.channels, positions: image.height * image.width)
            }
            var layers = [Layer.images(images(first))]
            var count = 0
            for (step, image) in zip(method.convolution, sizes) {
                if let shape = step.poolingShape(image) { layers.append(.pooling(shape)) }
                guard let shape = step.convolutionShape(image) else { continue }
                layers.append(
                    .convolution(
                        Convolution(
                            map: Map(
                                place: .convolution(count), inputs: shape.fanIn, outputs: shape.outputs,
                                gain: method.initialization.variance, handsGradientDown: count > 0,
                                convolution: shape), shape: shape, pass: ActivationPass(method.activation))))
                count += 1
            }
            return layers + [.flattening(images(last))]
        }

        /// A projection where the widths differ, then highway layers.
        private var highway: [Layer] {
            let layers = (0..<hyperparameters.layers).map { index in
                Layer.highway(
                    Highway(
                        transform: map(.layer(index), inputs: units, outputs: units),
                        gate: map(.gate(index), inputs: units, outputs: units), pass: pass, hiddenLayer: index))
            }
            return units == shape.inputs ? layers : [projection] + layers
        }

        /// A projection, then blocks of two layers (rectangular) or three (diavolo) with a bottleneck.
        private var residual: [Layer] {
            let inner = max(1, Int((Double(units) * (hyperparameters.bottleneck ?? 1)).rounded(.toNearestOrEven)))
            let layersABlock = hyperparameters.form == .diavolo ? 3 : 2
            let dimensions = [units] + Array(repeating: inner, count: layersABlock - 1) + [units]
            let blocks = (0..<hyperparameters.layers).map { block in
                Layer.block(
                    Block(
                        layers: (0..<layersABlock).flatMap { index in
                            dense(
                                .block(block, layer: index), inputs: dimensions[index], outputs: dimensions[index + 1],
                                pass: ActivationPass(index + 1 < layersABlock ? method.activation : .identity),
                                hiddenLayer: block, isHiddenOutput: false)
                        }, width: units, pass: pass, hiddenLayer: block))
            }
            return [projection] + blocks
        }

        /// A linear map from the input to the width of the layers.
        private var projection: Layer {
            .dense(
                Dense(
                    map: map(.input, inputs: shape.inputs, outputs: units), pass: ActivationPass(.identity),
                    hiddenLayer: 0))
        }

        private func map(
            _ place: Place, inputs: Int, outputs: Int, isNormalized: Bool = false,
            isBeforeBatchNormalization: Bool = false
        ) -> Map {
            // A highway layer carries its input, so even the first hands a gradient down.
            let isFirst = place == .input || (place == .layer(0) && method.connection == .plain)
            return Map(
                place: place, inputs: inputs, outputs: outputs, isNormalized: isNormalized,
                isBeforeBatchNormalization: isBeforeBatchNormalization,
                gain: method.initialization.variance, handsGradientDown: !isFirst)
        }

        /// One layer: linear map, normalisation, activation, dropout.
        private func dense(
            _ place: Place, inputs: Int, outputs: Int, pass: ActivationPass, hiddenLayer: Int, isHiddenOutput: Bool
        ) -> [Layer] {
            func linear(_ pass: ActivationPass, isHiddenOutput: Bool) -> Layer {
                .dense(
                    Dense(
                        map: map(
                            place, inputs: inputs, outputs: outputs, isNormalized: method.normalization == .weight,
                            isBeforeBatchNormalization: method.normalization == .batch
                                && method.normalizationPlace == .beforeActivation),
                        pass: pass, hiddenLayer: hiddenLayer, isHiddenOutput: isHiddenOutput))
            }
            func normalization(_ pass: ActivationPass, keepsInput: Bool) -> Layer {
                .normalization(
                    Normalization(
                        place: place, kind: method.normalization == .batch ? .batch : .layer, width: outputs,
                        pass: pass, hiddenLayer: hiddenLayer, keepsInput: keepsInput, isHiddenOutput: isHiddenOutput))
            }
            switch (method.normalization, method.normalizationPlace) {
            case (.none, _), (.weight, _):
                return [linear(pass, isHiddenOutput: isHiddenOutput)]
            case (_, .beforeActivation):
                return [
                    linear(ActivationPass(.identity), isHiddenOutput: false), normalization(pass, keepsInput: false),
                ]
            case (_, .afterActivation):
                let dropout = ActivationPass(.identity, dropout: pass.dropout)
                return [
                    linear(ActivationPass(pass.activation), isHiddenOutput: false),
                    normalization(dropout, keepsInput: true),
                ]
            }
        }
    }
}

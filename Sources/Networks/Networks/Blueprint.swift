import Formats
import Kernels

/// A network before it is made: its layers, its parameters, and what its training costs, from numbers alone.
///
/// `Network` is built from it, so nothing that it says can differ from what is there: names and shapes of the
/// parameters, the bytes that are allocated, the operations of the products that are executed.
public struct Blueprint: Sendable, Hashable {
    /// The kind of network.
    public let method: MethodDefinition
    /// Its hyperparameters.
    public let hyperparameters: Hyperparameters
    /// What it maps to what.
    public let shape: NetworkShape
    /// The layers from the input to the last hidden one.
    public let hidden: [Layer]
    /// The linear map to the outputs.
    public let output: Dense

    /// Draws the blueprint of a network.
    ///
    /// - Parameters:
    ///   - method: the kind of network.
    ///   - hyperparameters: its hyperparameters.
    ///   - shape: features, outputs and loss; where the method has convolutions, sizes of images that
    ///     `MethodDefinition.images(_:)` accepts: else they are left out.
    ///   - hasGivenDropout: whether dropout's decisions will be given; its constants are then those of the rate itself,
    ///     not of the nearest multiple of 1/65536 that random decisions have.
    public init(
        _ method: MethodDefinition, _ hyperparameters: Hyperparameters, shape: NetworkShape,
        hasGivenDropout: Bool = false
    ) {
        self.method = method
        self.hyperparameters = hyperparameters
        self.shape = shape
        let rate = hyperparameters.dropoutRate
        let composition = Composition(
            method: method, hyperparameters: hyperparameters, shape: shape,
            dropout: hasGivenDropout ? Dropout(method.dropout, exactRate: rate) : Dropout(method.dropout, rate: rate))
        hidden = composition.hiddenLayers
        output = Dense(
            map: Map(
                place: .output, inputs: hidden.last?.outputs ?? shape.inputs, outputs: shape.outputs,
                gain: method.initialization.variance, handsGradientDown: !hidden.isEmpty),
            pass: ActivationPass(.identity), hiddenLayer: 0, isLast: true)
    }

    /// The linear maps from the input to the output, in the order in which initial weights are drawn.
    public var maps: [Map] { hidden.flatMap(\.maps) + [output.map] }

    /// The parameters and running statistics, from the input to the output.
    public var parameters: [Parameter] { hidden.flatMap(\.parameters) + output.map.parameters }

    /// The width of each hidden layer's output, of residual networks of each block's, of convolutions the channels.
    public var hiddenWidths: [Int] { hidden.filter(\.isHiddenOutput).map(\.outputs) }

    /// The width of each hidden layer that dropout has decisions for: all but convolutions.
    public var droppedWidths: [Int] {
        hidden.filter { layer in
            if case .convolution = layer { return false }
            return layer.isHiddenOutput
        }.map(\.outputs)
    }
}

extension Blueprint {
    /// Where a linear map stands; its parameters' names begin with it.
    public enum Place: Sendable, Hashable, CustomStringConvertible {
        /// The projection of the input to the width of the layers.
        case input
        /// A hidden layer, counted from 0.
        case layer(Int)
        /// A convolution, counted from 0.
        case convolution(Int)
        /// A hidden layer after convolutions, counted from 0.
        case dense(Int)
        /// The gate of a highway layer, counted from 0.
        case gate(Int)
        /// A layer of a residual block, both counted from 0.
        case block(Int, layer: Int)
        /// The map to the outputs.
        case output

        /// The name, for example `blocks.0.layers.1`.
        public var description: String {
            switch self {
            case .input: "input"
            case .layer(let layer): "layers.\(layer)"
            case .convolution(let layer): "conv.\(layer)"
            case .dense(let layer): "dense.\(layer)"
            case .gate(let layer): "layers.\(layer).transform"
            case .block(let block, let layer): "blocks.\(block).layers.\(layer)"
            case .output: "output"
            }
        }
    }

    /// A linear map: weights and a bias.
    public struct Map: Sendable, Hashable {
        /// Where it stands.
        public let place: Place
        /// The width of its input.
        public let inputs: Int
        /// The width of its output.
        public let outputs: Int
        /// Whether its weights are directions with lengths (Salimans and Kingma 2016).
        public var isNormalized = false
        /// Whether its output is normalised over the batch, which takes a bias away: the gradient of the bias is 0 but for rounding.
        public var isBeforeBatchNormalization = false
        /// The variance of an initial weight times the fan-in.
        public let gain: Double
        /// Whether a step computes the gradient of its input: not where that is the batch itself.
        public let handsGradientDown: Bool
        /// The sizes of the convolution whose weights these are; nil for a map of whole rows.
        public var convolution: ConvolutionShape?

        /// The parameters: weights, or directions and lengths, then the bias.
        public var parameters: [Parameter] {
            let bias = Parameter(name: "\(place).bias", shape: [outputs], role: isGate ? .gateBias : .bias)
            guard isNormalized else {
                let shape = convolution.map { [outputs, $0.channels, $0.kernel, $0.kernel] } ?? [outputs, inputs]
                return [Parameter(name: "\(place).weight", shape: shape, role: .weight(gain: gain)), bias]
            }
            return [
                Parameter(name: "\(place).weight_v", shape: [outputs, inputs], role: .direction(gain: gain)),
                Parameter(name: "\(place).weight_g", shape: [outputs], role: .length), bias,
            ]
        }

        private var isGate: Bool {
            if case .gate = place { return true }
            return false
        }
    }

    /// A parameter or running statistic.
    public struct Parameter: Sendable, Hashable {
        /// What it is to the network.
        public enum Role: Sendable, Hashable {
            /// Weights of a linear map, drawn with variance gain / fan-in.
            case weight(gain: Double)
            /// Directions of normalised weights, drawn as weights are.
            case direction(gain: Double)
            /// Lengths of normalised weights, which begin as the norms of the directions.
            case length
            /// A bias, which begins at 0.
            case bias
            /// The bias of a gate, which begins at -2.
            case gateBias
            /// A scale after normalisation, which begins at 1.
            case scale
            /// A shift after normalisation, which begins at 0.
            case shift
            /// A running mean, which begins at 0.
            case runningMean
            /// A running variance, which begins at 1.
            case runningVariance
        }

        /// The name, for example `layers.0.weight`.
        public let name: String
        /// The shape: [outputs, inputs], of convolutions [outputs, channels, rows, columns], or [outputs].
        public let shape: [Int]
        /// What it is to the network.
        public let role: Role

        /// Whether the L2 penalty holds for it: for weights, directions and lengths, not for biases.
        public var isPenalized: Bool {
            switch role {
            case .weight, .direction, .length: true
            case .bias, .gateBias, .scale, .shift, .runningMean, .runningVariance: false
            }
        }

        /// Whether training sets it by statistics instead of gradients.
        public var isStatistic: Bool { role == .runningMean || role == .runningVariance }

        /// The value that all its elements begin with; nil for those that are drawn or computed from drawn ones.
        var initialValue: Float? {
            switch role {
            case .weight, .direction, .length: nil
            case .bias, .shift, .runningMean: 0
            // Mostly carrying, as in the paper and in Keras 1.
            case .gateBias: -2
            case .scale, .runningVariance: 1
            }
        }
    }

    /// A linear map, an activation function and dropout.
    public struct Dense: Sendable, Hashable {
        /// The map.
        public let map: Map
        /// The activation and the dropout after it.
        public let pass: ActivationPass
        /// The hidden layer whose dropout decisions it takes.
        let hiddenLayer: Int
        /// Whether its output is a hidden layer's.
        var isHiddenOutput = false
        /// Whether it computes the outputs of the network, which the loss overwrites with their gradient.
        var isLast = false
    }

    /// Batch or layer normalisation with scale and shift, an activation function and dropout.
    public struct Normalization: Sendable, Hashable {
        /// What is normalised.
        public enum Kind: Sendable, Hashable {
            /// Each unit over the batch.
            case batch
            /// Each row over its units.
            case layer
        }

        /// The linear map whose output is normalised.
        public let place: Place
        /// What is normalised.
        public let kind: Kind
        /// The number of units.
        public let width: Int
        /// The activation and the dropout after it.
        public let pass: ActivationPass
        /// The hidden layer whose dropout decisions it takes.
        let hiddenLayer: Int
        /// Whether the layer before still needs its output, so that it is not overwritten.
        let keepsInput: Bool
        /// Whether its output is a hidden layer's: not within a residual block.
        let isHiddenOutput: Bool

        /// Scale and shift, of batch normalisation also the running statistics.
        public var parameters: [Parameter] {
            let name = "\(place)" + (kind == .batch ? ".bn" : ".ln")
            let learned = [
                Parameter(name: name + ".gamma", shape: [width], role: .scale),
                Parameter(name: name + ".beta", shape: [width], role: .shift),
            ]
            guard kind == .batch else { return learned }
            return learned + [
                Parameter(name: name + ".running_mean", shape: [width], role: .runningMean),
                Parameter(name: name + ".running_var", shape: [width], role: .runningVariance),
            ]
        }
    }

    /// A highway layer: a gate mixes the transformed input with the input itself, then dropout.
    public struct Highway: Sendable, Hashable {
        /// The map whose output is transformed by the activation.
        public let transform: Map
        /// The map whose output is the gate.
        public let gate: Map
        /// The activation and the dropout after the mixing.
        public let pass: ActivationPass
        /// The hidden layer, counted from 0.
        let hiddenLayer: Int

        /// What follows the transforming map.
        var activation: ActivationPass { ActivationPass(pass.activation) }
        /// What follows the mixing.
        var dropout: ActivationPass { ActivationPass(.identity, dropout: pass.dropout) }
    }

    /// A residual block: some layers, the block's input added to their output, the activation, dropout.
    public struct Block: Sendable, Hashable {
        /// The layers within.
        public let layers: [Layer]
        /// The width of input and output.
        public let width: Int
        /// The activation and the dropout after the sum.
        public let pass: ActivationPass
        /// The block, counted from 0.
        let hiddenLayer: Int
    }

    /// Images as rows, one a position, in place of a row of features.
    public struct Images: Sendable, Hashable {
        /// The channels.
        public let channels: Int
        /// The positions of an image.
        public let positions: Int
    }

    /// A convolution and an activation function.
    public struct Convolution: Sendable, Hashable {
        /// Its weights and bias.
        public let map: Map
        /// Its sizes.
        public let shape: ConvolutionShape
        /// The activation after it.
        public let pass: ActivationPass
    }

    /// A part of a network that computes an output from an input.
    public indirect enum Layer: Sendable, Hashable {
        /// A linear map with its activation.
        case dense(Dense)
        /// Normalisation with its activation.
        case normalization(Normalization)
        /// A highway layer.
        case highway(Highway)
        /// A residual block.
        case block(Block)
        /// Images of rows of features.
        case images(Images)
        /// A convolution with its activation.
        case convolution(Convolution)
        /// The maxima of windows.
        case pooling(PoolingShape)
        /// Rows of features of images.
        case flattening(Images)

        /// The width of the output.
        public var outputs: Int {
            switch self {
            case .dense(let dense): dense.map.outputs
            case .normalization(let normalization): normalization.width
            case .highway(let highway): highway.transform.outputs
            case .block(let block): block.width
            case .images(let images): images.channels
            case .convolution(let convolution): convolution.shape.outputs
            case .pooling(let shape): shape.channels
            case .flattening(let images): images.channels * images.positions
            }
        }

        /// The linear maps, in the order in which initial weights are drawn.
        public var maps: [Map] {
            switch self {
            case .dense(let dense): [dense.map]
            case .normalization, .images, .pooling, .flattening: []
            case .convolution(let convolution): [convolution.map]
            case .highway(let highway): [highway.transform, highway.gate]
            case .block(let block): block.layers.flatMap(\.maps)
            }
        }

        /// The parameters and running statistics.
        public var parameters: [Parameter] {
            switch self {
            case .dense(let dense): dense.map.parameters
            case .normalization(let normalization): normalization.parameters
            case .highway(let highway): highway.transform.parameters + highway.gate.parameters
            case .block(let block): block.layers.flatMap(\.parameters)
            case .convolution(let convolution): convolution.map.parameters
            case .images, .pooling, .flattening: []
            }
        }

        /// Whether its output is that of a hidden layer or a block: not that of a projection, nor a map's before its
        /// normalisation.
        public var isHiddenOutput: Bool {
            switch self {
            case .dense(let dense): dense.isHiddenOutput
            case .normalization(let normalization): normalization.isHiddenOutput
            case .highway, .block, .convolution: true
            case .images, .pooling, .flattening: false
            }
        }
    }
}

/// What a network is asked to map to what.
public struct NetworkShape: Sendable, Hashable {
    /// What the outputs mean.
    public enum Loss: String, Sendable, CaseIterable, Codable {
        /// One of several classes: softmax cross entropy, mean over the batch.
        case softmax
        /// Several labels that are true, false or missing: sigmoid cross entropy, mean over batch x labels.
        case sigmoid
        /// A number: squared error, mean over the batch.
        case squaredError = "squared_error"
    }

    /// The number of features.
    public var inputs: Int
    /// The number of classes or labels; 1 for a number.
    public var outputs: Int
    /// What the outputs mean.
    public var loss: Loss
    /// The sizes of the images that the features are; nil where they are none.
    public var image: ImageShape?

    /// Makes a shape.
    public init(inputs: Int, outputs: Int, loss: Loss = .softmax, image: ImageShape? = nil) {
        self.image = image
        self.inputs = inputs
        self.outputs = outputs
        self.loss = loss
    }
}

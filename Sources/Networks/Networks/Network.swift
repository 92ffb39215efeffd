import Kernels

/// A network with its parameters and the memory to train it.
///
/// All memory is allocated here; a step allocates nothing. One thread uses a network at a time.
public final class Network {
    /// What the network maps to what.
    public let shape: NetworkShape
    let hidden: [Layer]
    private let output: LinearLayer
    private let workspace: Workspace
    private let method: MethodDefinition

    /// Builds a network whose parameters are zero until `initialize` or `setParameters`.
    ///
    /// - Parameters:
    ///   - method: the kind of network.
    ///   - hyperparameters: its hyperparameters.
    ///   - shape: features, outputs and loss.
    ///   - batchSize: the largest number of rows of a batch.
    ///   - hasGivenDropout: whether dropout's decisions will be given; its constants are then those of the rate itself,
    ///     not of the nearest multiple of 1/65536 that random decisions have.
    public init(
        method: MethodDefinition, hyperparameters: Hyperparameters, shape: NetworkShape, batchSize: Int,
        hasGivenDropout: Bool = false
    ) {
        self.method = method
        self.shape = shape
        workspace = Workspace(batchSize: batchSize)
        hidden = Architecture.hiddenLayers(
            method, hyperparameters, shape: shape, workspace: workspace, hasGivenDropout: hasGivenDropout)
        let width = hidden.last?.outputs ?? shape.inputs
        output = LinearLayer(
            name: "output", fanIn: width, outputs: shape.outputs, pass: ActivationPass(.identity),
            isFirst: hidden.isEmpty, isLast: true, workspace: workspace)
    }

    /// Draws initial parameters from a unit's random numbers.
    public func initialize(key: RandomKey) {
        var index = 0
        func stream() -> RandomStream {
            defer { index += 1 }
            return RandomStream(key: key, purpose: .initialWeights, layer: index)
        }
        for map in maps(of: hidden) {
            map.initialize(
                stream(), gain: method.initialization.gain,
                bias: map.name.hasSuffix(".transform") ? HighwayLayer.initialGateBias : 0)
        }
        output.map.initialize(stream(), gain: method.initialization.gain)
    }

    private func maps(of layers: [Layer]) -> [LinearMap] {
        layers.flatMap { layer -> [LinearMap] in
            switch layer {
            case let linear as LinearLayer: [linear.map]
            case let highway as HighwayLayer: [highway.transform, highway.gate]
            case let block as ResidualBlock: maps(of: block.layers)
            default: []
            }
        }
    }

    /// The parameters and running statistics, from the input to the output.
    public var parameters: [Parameter] { hidden.flatMap(\.parameters) + output.parameters }

    /// The number of floats of all parameters without running statistics.
    public var parameterCount: Int {
        parameters.lazy.filter { !$0.isStatistic }.reduce(0) { $0 + $1.shape.reduce(1, *) }
    }

    /// The bytes of parameters, activations and gradients.
    public var byteCount: Int {
        hidden.reduce(output.byteCount + workspace.byteCount) { $0 + $1.byteCount }
    }

    /// Sets parameters by name; those without a value stay.
    ///
    /// - Parameter values: for each name the values row by row of the parameter's shape.
    /// - Throws: `NetworkError` where a name is unknown or has another number of values.
    public func setParameters(_ values: [String: [Float]]) throws(NetworkError) {
        var known: Set<String> = []
        for parameter in parameters {
            known.insert(parameter.name)
            guard let value = values[parameter.name] else { continue }
            let count = parameter.shape.reduce(1, *)
            guard value.count == count else {
                throw .wrongParameterSize(name: parameter.name, expected: count, found: value.count)
            }
            parameter.set(value)
        }
        if let unknown = values.keys.filter({ !known.contains($0) }).min() {
            throw .unknownParameter(name: unknown)
        }
        for layer in hidden { layer.parametersChanged() }
        output.parametersChanged()
    }

    /// Computes the outputs for a batch in inference mode; valid until the next call.
    public func infer(_ input: Matrix) -> Matrix {
        output.forward(hidden.reduce(input) { $1.forward($0, mode: .inference) }, mode: .inference)
    }

    /// Computes the outputs for a batch in training mode; valid until the next call.
    ///
    /// - Parameters:
    ///   - input: rows x features.
    ///   - dropout: where the decisions of dropout come from.
    public func forward(_ input: Matrix, dropout: DropoutSource) -> Matrix {
        let mode = Mode.training(dropout: dropout)
        return output.forward(hidden.reduce(input) { $1.forward($0, mode: mode) }, mode: mode)
    }

    /// Takes one step of stochastic gradient descent.
    ///
    /// - Parameters:
    ///   - input: rows x features.
    ///   - targets: the classes or labels of the rows.
    ///   - dropout: where the decisions of dropout come from.
    ///   - learningRate: the learning rate.
    ///   - l2Penalty: the penalty on weights.
    ///   - recorder: takes the gradients, or none.
    /// - Returns: the loss of the batch before the step, summed over its rows.
    public func step(
        _ input: Matrix, targets: BatchTargets, dropout: DropoutSource, learningRate: Double, l2Penalty: Double,
        recorder: GradientRecorder? = nil
    ) -> BatchLoss {
        // The logits become the gradient of the loss.
        let gradient = forward(input, dropout: dropout)
        let loss = targets.loss(of: gradient, wantsGradient: true)
        let descent = Descent(
            learningRate: Float(learningRate), l2Penalty: Float(l2Penalty), recorder: recorder)
        var current = output.backward(gradient, descent: descent)
        for layer in hidden.reversed() {
            guard let gradient = current else { break }
            current = layer.backward(gradient, descent: descent)
        }
        return loss
    }
}

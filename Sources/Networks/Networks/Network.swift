import Kernels

/// A network with its parameters and the memory to train it.
///
/// All memory is allocated here; a step allocates nothing. One thread uses a network at a time.
public final class Network {
    /// What it was built from: layers, parameters, costs.
    public let blueprint: Blueprint
    let hidden: [Layer]
    private let output: LinearLayer
    private let workspace: Workspace

    /// Builds a network from its blueprint; parameters are zero until `initialize` or `setParameters`.
    ///
    /// - Parameters:
    ///   - blueprint: all that there is to know of it.
    ///   - batchSize: the largest number of rows of a batch.
    public init(_ blueprint: Blueprint, batchSize: Int) {
        self.blueprint = blueprint
        let workspace = Workspace(batchSize: batchSize)
        self.workspace = workspace
        hidden = blueprint.hidden.map { $0.layer(workspace: workspace) }
        output = LinearLayer(blueprint.output, workspace: workspace)
    }

    /// Builds a network whose parameters are zero until `initialize` or `setParameters`.
    ///
    /// - Parameters:
    ///   - method: the kind of network.
    ///   - hyperparameters: its hyperparameters.
    ///   - shape: features, outputs and loss.
    ///   - batchSize: the largest number of rows of a batch.
    ///   - hasGivenDropout: whether dropout's decisions will be given; its constants are then those of the rate itself,
    ///     not of the nearest multiple of 1/65536 that random decisions have.
    public convenience init(
        method: MethodDefinition, hyperparameters: Hyperparameters, shape: NetworkShape, batchSize: Int,
        hasGivenDropout: Bool = false
    ) {
        self.init(
            Blueprint(method, hyperparameters, shape: shape, hasGivenDropout: hasGivenDropout), batchSize: batchSize)
    }

    /// What the network maps to what.
    public var shape: NetworkShape { blueprint.shape }

    /// Draws initial parameters from a unit's random numbers.
    public func initialize(key: RandomKey) {
        for (index, map) in (hidden.flatMap(\.maps) + output.maps).enumerated() {
            map.initialize(RandomStream(key: key, purpose: .initialWeights, layer: index))
        }
    }

    /// The parameters and running statistics, from the input to the output.
    public var parameters: [Parameter] { hidden.flatMap(\.parameters) + output.parameters }

    /// The number of floats of all parameters without running statistics.
    public var parameterCount: Int { Int(blueprint.parameterCount) }

    /// The bytes of parameters, activations and gradients.
    public var byteCount: Int { Int(blueprint.byteCount(batchSize: workspace.batchSize)) }

    /// The floating-point operations of all products that the network has executed, a fused multiply-add counted as two.
    public var executedOperations: Int { workspace.scratch.operations }

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

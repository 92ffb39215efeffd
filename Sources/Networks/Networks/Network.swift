import Formats
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
    /// The steps that were taken.
    private var steps = 0

    /// Builds a network from its blueprint; parameters are zero until `initialize` or `setParameters`.
    ///
    /// - Parameters:
    ///   - blueprint: all that there is to know of it.
    ///   - batchSize: the largest number of rows of a batch.
    ///   - optimizer: what trains it.
    public init(_ blueprint: Blueprint, batchSize: Int, optimizer: Optimizer = .sgd) {
        self.blueprint = blueprint
        let workspace = Workspace(batchSize: batchSize, optimizer: optimizer)
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

    /// All numbers that steps change, from the input to the output; with `resume(afterSteps:)` they can be set.
    ///
    /// Everything else that a training step reads follows from them, the data and the plan.
    public var state: [StateTensor] { parameters.flatMap(\.state) }

    /// Takes over a state that was set from outside.
    ///
    /// - Parameter steps: the steps that had been taken when it was saved, at least 0.
    func resume(afterSteps steps: Int) {
        self.steps = steps
        parametersChanged()
    }

    /// The number of floats of all parameters without running statistics.
    public var parameterCount: Int { Int(blueprint.parameterCount) }

    /// The bytes of parameters, activations and gradients.
    public var byteCount: Int {
        Int(blueprint.byteCount(batchSize: workspace.batchSize, optimizer: workspace.optimizer))
    }

    /// The floating-point operations of all products that the network has executed; a fused multiply-add
    /// counts as two.
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
        parametersChanged()
    }

    private func parametersChanged() {
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

    /// Takes one step of the optimiser.
    ///
    /// - Parameters:
    ///   - input: rows x features.
    ///   - targets: the classes or labels of the rows.
    ///   - dropout: where the decisions of dropout come from.
    ///   - learningRate: the learning rate of this step.
    ///   - l2Penalty: the penalty on weights.
    ///   - lossScale: what the mean loss of the rows is multiplied with; the penalty is no part of it.
    ///   - recorder: takes the gradients, or none.
    /// - Returns: the loss of the batch before the step, summed over its rows.
    public func step(
        _ input: Matrix, targets: BatchTargets, dropout: DropoutSource, learningRate: Double, l2Penalty: Double,
        lossScale: Double = 1, recorder: GradientRecorder? = nil
    ) -> BatchLoss {
        // The logits become the gradient of the loss.
        let gradient = forward(input, dropout: dropout)
        let loss = targets.loss(of: gradient, wantsGradient: true)
        steps += 1
        let optimizer = workspace.optimizer
        // A rule that keeps nothing scales with the rate; the others need the scaled gradients themselves.
        let scalesRate = optimizer.momentCount == 0 && !optimizer.keepsGradients && optimizer.weightDecay == 0
        let rate = scalesRate ? learningRate * lossScale : learningRate
        let penalty = scalesRate ? l2Penalty / lossScale : l2Penalty
        if !scalesRate, lossScale != 1 { gradient.scale(by: Float(lossScale)) }
        let descent = Descent(
            weights: optimizer.update(rate: rate, penalty: penalty, decays: true, step: steps),
            others: optimizer.update(rate: rate, penalty: 0, decays: false, step: steps),
            keepsGradients: optimizer.keepsGradients, l2Penalty: Float(l2Penalty), recorder: recorder)
        var current = output.backward(gradient, descent: descent)
        for layer in hidden.reversed() {
            guard let gradient = current else { break }
            current = layer.backward(gradient, descent: descent)
        }
        if optimizer.keepsGradients { takeKept(descent, clipNorm: optimizer.clipNorm) }
        return loss
    }

    /// Takes the step for which the gradients were kept, scaled to a norm where they are longer.
    private func takeKept(_ descent: Descent, clipNorm: Double) {
        let squares = hidden.reduce(output.keptSquares) { $0 + $1.keptSquares }
        // The summand is that of PyTorch's clip_grad_norm_.
        let scale = Float(min(1, clipNorm / (squares.squareRoot() + 1e-6)))
        for layer in hidden { layer.takeKept(descent, scale: scale) }
        output.takeKept(descent, scale: scale)
    }
}

extension Network {
    /// The output of a hidden layer, or of a block of a residual network.
    public struct HiddenOutput {
        /// The layer, counted from 1 after the input.
        public let layer: Int
        /// Rows x units, valid until the next pass.
        public let values: Matrix
    }

    /// Computes the output of each hidden layer for a batch: after normalisation, activation and dropout, of residual
    /// networks after the block.
    ///
    /// In training mode the running statistics of batch normalisation move on, as in any step.
    ///
    /// - Parameters:
    ///   - input: rows x features.
    ///   - dropout: where the decisions of dropout come from in training mode; nil for inference mode.
    /// - Returns: one output a hidden layer; a projection of the input before the first layer is none.
    public func hiddenOutputs(_ input: Matrix, dropout: DropoutSource?) -> [HiddenOutput] {
        let mode: Mode = dropout.map { .training(dropout: $0) } ?? .inference
        var outputs: [HiddenOutput] = []
        var current = input
        for (layer, blueprint) in zip(hidden, blueprint.hidden) {
            current = layer.forward(current, mode: mode)
            guard blueprint.isHiddenOutput else { continue }
            outputs.append(HiddenOutput(layer: outputs.count + 1, values: current))
        }
        return outputs
    }
}

/// What is wrong with parameters that are set from outside.
public enum NetworkError: ClassifiedError, Equatable, Sendable {
    /// A parameter has another number of values than the network wants.
    case wrongParameterSize(name: String, expected: Int, found: Int)
    /// The network has no such parameter.
    case unknownParameter(name: String)

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .wrongParameterSize(let name, let expected, let found):
            "parameter \(name) has \(found) values, the network wants \(expected): another width or depth?"
        case .unknownParameter(let name):
            "the network has no parameter \(name): another method or depth?"
        }
    }
}

import Kernels

/// The weights and the bias of a linear map, with the gradient step of both.
final class LinearMap {
    /// How the weights are kept.
    enum Weights {
        case plain(Matrix)
        case normalized(NormalizedWeights)
    }

    let blueprint: Blueprint.Map
    let weights: Weights
    let bias: Vector
    let biasGradient: Vector
    private let scratch: ProductScratch

    init(_ blueprint: Blueprint.Map, workspace: Workspace) {
        self.blueprint = blueprint
        weights =
            blueprint.isNormalized
            ? .normalized(NormalizedWeights(fanIn: blueprint.inputs, outputs: blueprint.outputs))
            : .plain(Matrix(rows: blueprint.inputs, columns: blueprint.outputs))
        bias = Vector(count: blueprint.outputs)
        biasGradient = Vector(count: blueprint.outputs)
        scratch = workspace.scratch
    }

    /// The weights as the products read them: fan-in x outputs.
    var current: Matrix {
        switch weights {
        case .plain(let weights): weights
        case .normalized(let weights): weights.weights
        }
    }

    /// Computes an activation pass of the map's output; see `ActivationPass.applyLinear`.
    func apply(_ pass: ActivationPass, to input: Matrix, into output: Matrix, mask: DropoutMask, slope: Matrix?) {
        pass.applyLinear(input, current, bias: bias, into: output, mask: mask, slope: slope, scratch: scratch)
    }

    /// Sets a matrix to the gradient of the input, given that of the output.
    func setInputGradient(_ target: Matrix, _ gradient: Matrix) {
        target.setProduct(gradient, transposeOf: current, scratch: scratch)
    }

    /// Adds the gradient of the input, given that of the output, to a matrix.
    func addInputGradient(to target: Matrix, _ gradient: Matrix) {
        target.addProduct(gradient, transposeOf: current, scratch: scratch)
    }

    /// Takes a step, given the gradient of the output; `biasGradient` holds its column sums.
    func descend(input: Matrix, gradient: Matrix, descent: Descent) {
        if let recorder = descent.recorder {
            record(input: input, gradient: gradient, l2Penalty: descent.l2Penalty, into: recorder)
        }
        switch weights {
        case .plain(let weights):
            weights.descend(
                input: input, gradient: gradient, learningRate: descent.learningRate, l2Penalty: descent.l2Penalty,
                scratch: scratch)
        case .normalized(let weights):
            weights.descend(
                input: input, gradient: gradient, learningRate: descent.learningRate, l2Penalty: descent.l2Penalty,
                scratch: scratch)
        }
        bias.descend(gradient: biasGradient, learningRate: descent.learningRate)
    }

    private func record(input: Matrix, gradient: Matrix, l2Penalty: Float, into recorder: GradientRecorder) {
        let gradients: [Parameter.Storage]
        switch weights {
        case .plain(let weights):
            let result = Matrix(rows: weights.rows, columns: weights.columns)
            result.setTransposedProduct(input, gradient, scratch: scratch)
            gradients = [.weights(result), .vector(biasGradient)]
        case .normalized(let weights):
            let result = weights.gradients(input: input, gradient: gradient, scratch: scratch)
            gradients = [.weights(result.direction), .vector(result.length), .vector(biasGradient)]
        }
        for (parameter, gradient) in zip(parameters, gradients) {
            recorder.record(
                parameter.name,
                parameter.isPenalized
                    ? zip(gradient.values, parameter.values).map { $0 + l2Penalty * $1 } : gradient.values)
        }
    }

    var parameters: [Parameter] {
        switch weights {
        case .plain(let weights): blueprint.parameters(stored: [.weights(weights), .vector(bias)])
        case .normalized(let weights):
            blueprint.parameters(stored: [.weights(weights.direction), .vector(weights.length), .vector(bias)])
        }
    }

    func parametersChanged() {
        if case .normalized(let weights) = weights { weights.synchronize() }
    }

    /// Draws initial weights; normalised weights begin as the drawn directions.
    func initialize(_ stream: RandomStream) {
        for parameter in parameters { parameter.initialize(stream) }
        if case .normalized(let weights) = weights { weights.setLengthsToNorms() }
        parametersChanged()
    }
}

extension Blueprint.Map {
    /// The parameters where their values are kept.
    fileprivate func parameters(stored: [Parameter.Storage]) -> [Parameter] {
        zip(parameters, stored).map { Parameter($0, $1) }
    }
}

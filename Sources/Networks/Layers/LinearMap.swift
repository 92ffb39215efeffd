import Kernels

/// The weights and the bias of a linear map, with the gradient step of both.
final class LinearMap {
    /// How the weights are kept.
    enum Weights {
        case plain(LinearWeights)
        case normalized(NormalizedWeights)
    }

    let name: String
    let weights: Weights
    let bias: Vector
    let biasGradient: Vector
    private let scratch: ProductScratch

    init(
        name: String, fanIn: Int, outputs: Int, needsInputGradient: Bool, normalizesWeights: Bool = false,
        workspace: Workspace
    ) {
        self.name = name
        weights =
            normalizesWeights
            ? .normalized(
                NormalizedWeights(fanIn: fanIn, outputs: outputs, needsInputGradient: needsInputGradient))
            : .plain(LinearWeights(fanIn: fanIn, outputs: outputs, needsInputGradient: needsInputGradient))
        bias = Vector(count: outputs)
        biasGradient = Vector(count: outputs)
        scratch = workspace.scratch
    }

    /// The weights as the products read them.
    var current: LinearWeights {
        switch weights {
        case .plain(let weights): weights
        case .normalized(let weights): weights.weights
        }
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
        recorder.record(name + ".bias", biasGradient.values)
        func recordPenalized(_ parameter: Parameter, _ gradient: Parameter) {
            recorder.record(
                parameter.name, zip(gradient.values, parameter.values).map { $0 + l2Penalty * $1 })
        }
        switch weights {
        case .plain(let weights):
            let result = Matrix(rows: weights.forward.rows, columns: weights.forward.columns)
            result.setTransposedProduct(input, gradient, scratch: scratch)
            recordPenalized(
                Parameter(name + ".weight", .weights(weights.forward)), Parameter("", .weights(result)))
        case .normalized(let weights):
            let result = weights.gradients(input: input, gradient: gradient, scratch: scratch)
            recordPenalized(
                Parameter(name + ".weight_v", .weights(weights.direction)),
                Parameter("", .weights(result.direction)))
            recordPenalized(
                Parameter(name + ".weight_g", .vector(weights.length)), Parameter("", .vector(result.length)))
        }
    }

    var parameters: [Parameter] {
        let bias = Parameter(name + ".bias", .vector(bias))
        switch weights {
        case .plain(let weights):
            return [Parameter(name + ".weight", .weights(weights.forward), isPenalized: true), bias]
        case .normalized(let weights):
            return [
                Parameter(name + ".weight_v", .weights(weights.direction), isPenalized: true),
                Parameter(name + ".weight_g", .vector(weights.length), isPenalized: true), bias,
            ]
        }
    }

    func parametersChanged() {
        switch weights {
        case .plain(let weights): weights.synchronize(scratch: scratch)
        case .normalized(let weights): weights.synchronize(scratch: scratch)
        }
    }

    /// Draws initial weights; normalised weights begin as the drawn directions.
    func initialize(_ stream: RandomStream, gain: Double, bias value: Float = 0) {
        parameters.first?.fillNormal(stream, gain: gain)
        if case .normalized(let weights) = weights { weights.setLengthsToNorms() }
        bias.fill(value)
        parametersChanged()
    }

    var byteCount: Int {
        let current = current
        let products = current.forward.byteCount + (current.backward?.byteCount ?? 0) + 2 * bias.byteCount
        switch weights {
        case .plain: return products
        case .normalized(let weights): return products + 2 * weights.direction.byteCount
        }
    }
}

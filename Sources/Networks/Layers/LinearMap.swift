import Kernels

/// The weights and the bias of a linear map, with the gradient step of both.
final class LinearMap {
    /// How the weights are kept.
    enum Weights {
        case plain(Matrix)
        case normalized(NormalizedWeights)
    }

    let name: String
    let weights: Weights
    let bias: Vector
    let biasGradient: Vector
    private let scratch: ProductScratch

    init(
        name: String, fanIn: Int, outputs: Int, normalizesWeights: Bool = false, workspace: Workspace
    ) {
        self.name = name
        weights =
            normalizesWeights
            ? .normalized(NormalizedWeights(fanIn: fanIn, outputs: outputs))
            : .plain(Matrix(rows: fanIn, columns: outputs))
        bias = Vector(count: outputs)
        biasGradient = Vector(count: outputs)
        scratch = workspace.scratch
    }

    /// The weights as the products read them: fan-in x outputs.
    var current: Matrix {
        switch weights {
        case .plain(let weights): weights
        case .normalized(let weights): weights.weights
        }
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
        recorder.record(name + ".bias", biasGradient.values)
        func recordPenalized(_ parameter: Parameter, _ gradient: Parameter) {
            recorder.record(
                parameter.name, zip(gradient.values, parameter.values).map { $0 + l2Penalty * $1 })
        }
        switch weights {
        case .plain(let weights):
            let result = Matrix(rows: weights.rows, columns: weights.columns)
            result.setTransposedProduct(input, gradient, scratch: scratch)
            recordPenalized(
                Parameter(name + ".weight", .weights(weights)), Parameter("", .weights(result)))
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
            return [Parameter(name + ".weight", .weights(weights), isPenalized: true), bias]
        case .normalized(let weights):
            return [
                Parameter(name + ".weight_v", .weights(weights.direction), isPenalized: true),
                Parameter(name + ".weight_g", .vector(weights.length), isPenalized: true), bias,
            ]
        }
    }

    func parametersChanged() {
        if case .normalized(let weights) = weights { weights.synchronize() }
    }

    /// Draws initial weights; normalised weights begin as the drawn directions.
    func initialize(_ stream: RandomStream, gain: Double, bias value: Float = 0) {
        parameters.first?.fillNormal(stream, gain: gain)
        if case .normalized(let weights) = weights { weights.setLengthsToNorms() }
        bias.fill(value)
        parametersChanged()
    }

    var byteCount: Int {
        let products = current.byteCount + 2 * bias.byteCount
        switch weights {
        case .plain: return products
        case .normalized(let weights): return products + 2 * weights.direction.byteCount
        }
    }
}

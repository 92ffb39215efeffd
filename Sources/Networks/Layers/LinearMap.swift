import Kernels

/// The weights and the bias of a linear map, with the step of an optimiser on both.
final class LinearMap {
    /// How the weights are kept, with what an optimiser keeps of their former gradients.
    enum Weights {
        case plain(Matrix, Moments?)
        case normalized(NormalizedWeights, (direction: Moments, length: Moments)?)
    }

    let blueprint: Blueprint.Map
    let weights: Weights
    let bias: LearnedVector
    /// Takes the gradient of plain weights where gradients are kept.
    private let kept: Matrix?
    private let scratch: ProductScratch
    /// Whether the bias stays as it is: a rule that divides by the size of gradients would make steps of rounding errors.
    private let keepsBias: Bool

    init(_ blueprint: Blueprint.Map, workspace: Workspace) {
        self.blueprint = blueprint
        if blueprint.isNormalized {
            let weights = NormalizedWeights(fanIn: blueprint.inputs, outputs: blueprint.outputs)
            var moments: (direction: Moments, length: Moments)?
            if let direction = workspace.moments(of: weights.direction),
                let length = workspace.moments(of: weights.length)
            {
                moments = (direction, length)
            }
            self.weights = .normalized(weights, moments)
            kept = nil
        } else {
            let weights = Matrix(rows: blueprint.inputs, columns: blueprint.outputs)
            self.weights = .plain(weights, workspace.moments(of: weights))
            kept =
                workspace.optimizer.keepsGradients || blueprint.convolution != nil
                ? Matrix(rows: blueprint.inputs, columns: blueprint.outputs) : nil
        }
        bias = LearnedVector(count: blueprint.outputs, workspace: workspace)
        scratch = workspace.scratch
        // Plain descent takes the rounding errors, as it always did.
        keepsBias = blueprint.isBeforeBatchNormalization && workspace.optimizer.momentCount > 0
    }

    /// The weights as the products read them: fan-in x outputs.
    var current: Matrix {
        switch weights {
        case .plain(let weights, _): weights
        case .normalized(let weights, _): weights.weights
        }
    }

    /// Computes an activation pass of the map's output; see `ActivationPass.applyLinear`.
    func apply(_ pass: ActivationPass, to input: Matrix, into output: Matrix, mask: DropoutMask, slope: Matrix?) {
        pass.applyLinear(input, current, bias: bias.values, into: output, mask: mask, slope: slope, scratch: scratch)
    }

    /// Sets a matrix to the gradient of the input, given that of the output.
    func setInputGradient(_ target: Matrix, _ gradient: Matrix) {
        target.setProduct(gradient, transposeOf: current, scratch: scratch)
    }

    /// Adds the gradient of the input, given that of the output, to a matrix.
    func addInputGradient(to target: Matrix, _ gradient: Matrix) {
        target.addProduct(gradient, transposeOf: current, scratch: scratch)
    }

    /// Takes a step, given the gradient of the output; the bias's gradient holds its column sums.
    func descend(input: Matrix, gradient: Matrix, descent: Descent) {
        if keepsBias { bias.gradient.fill(0) }
        if let recorder = descent.recorder {
            record(input: input, gradient: gradient, l2Penalty: descent.l2Penalty, into: recorder)
        }
        switch weights {
        case .plain(let weights, let moments):
            if let kept, descent.keepsGradients {
                kept.setTransposedProduct(input, gradient, scratch: scratch)
            } else {
                weights.take(descent.weights, input: input, gradient: gradient, moments: moments, scratch: scratch)
            }
        case .normalized(let weights, let moments):
            let gradients = weights.gradients(input: input, gradient: gradient, scratch: scratch)
            if !descent.keepsGradients { weights.take(descent.weights, gradients: gradients, moments: moments) }
        }
        bias.take(descent)
    }

    /// Takes a step with gradients that are computed elsewhere, of weights that keep theirs.
    ///
    /// - Parameters:
    ///   - descent: the step.
    ///   - compute: sets the gradients of the weights and of the bias.
    func descend(_ descent: Descent, _ compute: (_ weights: Matrix, _ bias: Vector) -> Void) {
        guard case .plain(let weights, let moments) = weights, let kept else {
            preconditionFailure("plain weights with memory for their gradient")
        }
        compute(kept, bias.gradient)
        if let recorder = descent.recorder {
            for (parameter, gradient) in zip(parameters, [storage(kept), .vector(bias.gradient)]) {
                record(parameter, gradient, l2Penalty: descent.l2Penalty, into: recorder)
            }
        }
        if !descent.keepsGradients { weights.take(descent.weights, gradient: kept, moments: moments) }
        bias.take(descent)
    }

    /// How plain weights, or their gradient, are kept.
    private func storage(_ matrix: Matrix) -> Parameter.Storage {
        if let shape = blueprint.convolution { return .kernels(matrix, shape) }
        return .weights(matrix)
    }

    /// The sum of the squares of the gradients that were kept.
    var keptSquares: Double {
        let squares: Double
        switch weights {
        case .plain: squares = kept?.sumOfSquares ?? 0
        case .normalized(let weights, _):
            squares = weights.lastGradients.direction.sumOfSquares + weights.lastGradients.length.sumOfSquares
        }
        return squares + bias.gradient.sumOfSquares
    }

    /// Takes a step with the gradients that were kept.
    func takeKept(_ descent: Descent, scale: Float) {
        switch weights {
        case .plain(let weights, let moments):
            if let kept { weights.take(descent.weights, gradient: kept, scale: scale, moments: moments) }
        case .normalized(let weights, let moments):
            weights.take(descent.weights, gradients: weights.lastGradients, scale: scale, moments: moments)
        }
        bias.takeKept(descent, scale: scale)
    }

    private func record(input: Matrix, gradient: Matrix, l2Penalty: Float, into recorder: GradientRecorder) {
        let gradients: [Parameter.Storage]
        switch weights {
        case .plain(let weights, _):
            let result = Matrix(rows: weights.rows, columns: weights.columns)
            result.setTransposedProduct(input, gradient, scratch: scratch)
            gradients = [.weights(result), .vector(bias.gradient)]
        case .normalized(let weights, _):
            let result = weights.gradients(input: input, gradient: gradient, scratch: scratch)
            gradients = [.weights(result.direction), .vector(result.length), .vector(bias.gradient)]
        }
        for (parameter, gradient) in zip(parameters, gradients) {
            record(parameter, gradient, l2Penalty: l2Penalty, into: recorder)
        }
    }

    private func record(
        _ parameter: Parameter, _ gradient: Parameter.Storage, l2Penalty: Float, into recorder: GradientRecorder
    ) {
        recorder.record(
            parameter.name,
            parameter.isPenalized
                ? zip(gradient.values, parameter.values).map { $0 + l2Penalty * $1 } : gradient.values)
    }

    var parameters: [Parameter] {
        switch weights {
        case .plain(let weights, let moments):
            blueprint.parameters(stored: [(storage(weights), moments), (.vector(bias.values), bias.moments)])
        case .normalized(let weights, let moments):
            blueprint.parameters(
                stored: [
                    (.weights(weights.direction), moments?.direction), (.vector(weights.length), moments?.length),
                    (.vector(bias.values), bias.moments),
                ])
        }
    }

    func parametersChanged() {
        if case .normalized(let weights, _) = weights { weights.synchronize() }
    }

    /// Draws initial weights; normalised weights begin as the drawn directions.
    func initialize(_ stream: RandomStream) {
        for parameter in parameters { parameter.initialize(stream) }
        if case .normalized(let weights, _) = weights { weights.setLengthsToNorms() }
        parametersChanged()
    }
}

extension Blueprint.Map {
    /// The parameters where their values are kept.
    fileprivate func parameters(stored: [(Parameter.Storage, Moments?)]) -> [Parameter] {
        zip(parameters, stored).map { Parameter($0, $1.0, moments: $1.1) }
    }
}

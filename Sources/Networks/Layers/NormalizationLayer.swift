import Kernels

/// Batch or layer normalisation with scale and shift, an activation function and dropout.
final class NormalizationLayer: Layer {
    /// What is kept of what is normalised.
    private enum Statistics {
        case batch(BatchStatistics)
        case layer(RowStatistics)
    }

    private let blueprint: Blueprint.Normalization
    private let statistics: Statistics
    private let scale: Vector
    private let shift: Vector
    private let scaleGradient: Vector
    private let shiftGradient: Vector
    /// What the last forward pass did.
    private var effectivePass: ActivationPass
    /// Holds the normalised input; none where the input may be overwritten by it.
    private let copy: Matrix?
    private var normalized: Matrix?
    private let output: Matrix
    private let slope: Matrix?

    /// Makes a layer with scale 1 and shift 0.
    init(_ blueprint: Blueprint.Normalization, workspace: Workspace) {
        self.blueprint = blueprint
        effectivePass = blueprint.pass
        let width = blueprint.width
        switch blueprint.kind {
        case .batch: statistics = .batch(BatchStatistics(columns: width))
        case .layer: statistics = .layer(RowStatistics(rowCapacity: workspace.batchSize))
        }
        scale = Vector(count: width, repeating: 1)
        shift = Vector(count: width)
        scaleGradient = Vector(count: width)
        shiftGradient = Vector(count: width)
        copy = blueprint.keepsInput ? Matrix(rows: workspace.batchSize, columns: width) : nil
        output = Matrix(rows: workspace.batchSize, columns: width)
        slope = blueprint.pass.needsSlope ? Matrix(rows: workspace.batchSize, columns: width) : nil
    }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        let values = copy ?? input
        copy?.copy(from: input)
        switch statistics {
        case .batch(let statistics):
            if mode.isTraining { statistics.normalize(values) } else { statistics.normalizeForInference(values) }
        case .layer(let statistics): statistics.normalize(values)
        }
        normalized = values
        let mask = mode.mask(hiddenLayer: blueprint.hiddenLayer)
        effectivePass = blueprint.pass.effective(mask)
        blueprint.pass.apply(
            to: values, into: output, scale: scale, shift: shift, mask: mask,
            slope: mode.isTraining ? slope : nil)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        guard let normalized else { preconditionFailure("backward follows forward") }
        effectivePass.propagate(gradient, output: output, slope: slope, columnSums: shiftGradient)
        switch statistics {
        case .batch(let statistics):
            statistics.propagate(
                gradient, normalized: normalized, scale: scale, scaleGradient: scaleGradient,
                shiftGradient: shiftGradient)
        case .layer(let statistics):
            statistics.propagate(gradient, normalized: normalized, scale: scale, scaleGradient: scaleGradient)
        }
        if let recorder = descent.recorder {
            for (parameter, gradient) in zip(parameters, [scaleGradient, shiftGradient]) {
                recorder.record(parameter.name, gradient.values)
            }
        }
        scale.descend(gradient: scaleGradient, learningRate: descent.learningRate)
        shift.descend(gradient: shiftGradient, learningRate: descent.learningRate)
        return gradient
    }

    override var parameters: [Parameter] {
        var stored = [scale, shift]
        if case .batch(let statistics) = statistics { stored += [statistics.runningMean, statistics.runningVariance] }
        return zip(blueprint.parameters, stored).map { Parameter($0, .vector($1)) }
    }
}

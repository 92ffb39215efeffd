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
    private let scale: LearnedVector
    private let shift: LearnedVector
    /// What the last forward pass did.
    private var effectivePass: ActivationPass
    /// Holds the normalised input; none where the input may be overwritten by it.
    private let copy: Matrix?
    private var normalized: Matrix?
    private let output: Matrix
    private let slope: Matrix?
    private let scratch: ProductScratch

    /// Makes a layer with scale 1 and shift 0.
    init(_ blueprint: Blueprint.Normalization, workspace: Workspace) {
        scratch = workspace.scratch
        self.blueprint = blueprint
        effectivePass = blueprint.pass
        let width = blueprint.width
        switch blueprint.kind {
        case .batch: statistics = .batch(BatchStatistics(columns: width))
        case .layer: statistics = .layer(RowStatistics(rowCapacity: workspace.batchSize))
        }
        scale = LearnedVector(count: width, repeating: 1, workspace: workspace)
        shift = LearnedVector(count: width, workspace: workspace)
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
            to: values, into: output, scale: scale.values, shift: shift.values, mask: mask,
            slope: mode.isTraining ? slope : nil,
            scratch: scratch)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        guard let normalized else { preconditionFailure("backward follows forward") }
        effectivePass.propagate(gradient, output: output, slope: slope, columnSums: shift.gradient)
        switch statistics {
        case .batch(let statistics):
            statistics.propagate(
                gradient, normalized: normalized, scale: scale.values, scaleGradient: scale.gradient,
                shiftGradient: shift.gradient)
        case .layer(let statistics):
            statistics.propagate(
                gradient, normalized: normalized, scale: scale.values, scaleGradient: scale.gradient)
        }
        if let recorder = descent.recorder {
            for (parameter, gradient) in zip(parameters, [scale.gradient, shift.gradient]) {
                recorder.record(parameter.name, gradient.values)
            }
        }
        scale.take(descent)
        shift.take(descent)
        return gradient
    }

    override var keptSquares: Double { scale.gradient.sumOfSquares + shift.gradient.sumOfSquares }

    override func takeKept(_ descent: Descent, scale factor: Float) {
        scale.takeKept(descent, scale: factor)
        shift.takeKept(descent, scale: factor)
    }

    override var parameters: [Parameter] {
        var stored: [(Vector, Moments?)] = [(scale.values, scale.moments), (shift.values, shift.moments)]
        if case .batch(let statistics) = statistics {
            stored += [(statistics.runningMean, nil), (statistics.runningVariance, nil)]
        }
        return zip(blueprint.parameters, stored).map { Parameter($0, .vector($1.0), moments: $1.1) }
    }
}

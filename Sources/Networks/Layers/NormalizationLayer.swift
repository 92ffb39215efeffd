import Kernels

/// Batch or layer normalisation with scale and shift, an activation function and dropout.
final class NormalizationLayer: Layer {
    /// What is normalised.
    enum Kind {
        case batch(BatchStatistics)
        case layer(RowStatistics)
    }

    private let name: String
    private let kind: Kind
    private let scale: Vector
    private let shift: Vector
    private let scaleGradient: Vector
    private let shiftGradient: Vector
    private let pass: ActivationPass
    /// What the last forward pass did.
    private var effectivePass: ActivationPass
    private let hiddenLayer: Int
    /// Holds the normalised input; none where the input may be overwritten by it.
    private let copy: Matrix?
    private var normalized: Matrix?
    private let output: Matrix
    private let slope: Matrix?

    /// Makes a layer with scale 1 and shift 0.
    ///
    /// - Parameter keepsInput: whether the layer before still needs its output, so that it is not overwritten.
    init(
        name: String, kind: Kind, width: Int, pass: ActivationPass, hiddenLayer: Int, keepsInput: Bool,
        workspace: Workspace
    ) {
        self.name = name
        self.kind = kind
        self.pass = pass
        effectivePass = pass
        self.hiddenLayer = hiddenLayer
        scale = Vector(count: width, repeating: 1)
        shift = Vector(count: width)
        scaleGradient = Vector(count: width)
        shiftGradient = Vector(count: width)
        copy = keepsInput ? Matrix(rows: workspace.batchSize, columns: width) : nil
        output = Matrix(rows: workspace.batchSize, columns: width)
        slope = pass.needsSlope ? Matrix(rows: workspace.batchSize, columns: width) : nil
    }

    override var outputs: Int { output.columns }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        let values = copy ?? input
        copy?.copy(from: input)
        switch kind {
        case .batch(let statistics):
            if mode.isTraining { statistics.normalize(values) } else { statistics.normalizeForInference(values) }
        case .layer(let statistics): statistics.normalize(values)
        }
        normalized = values
        let mask = mode.mask(hiddenLayer: hiddenLayer)
        effectivePass = pass.effective(mask)
        pass.apply(
            to: values, into: output, scale: scale, shift: shift, mask: mask,
            slope: mode.isTraining ? slope : nil)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        guard let normalized else { preconditionFailure("backward follows forward") }
        effectivePass.propagate(gradient, output: output, slope: slope, columnSums: shiftGradient)
        switch kind {
        case .batch(let statistics):
            statistics.propagate(
                gradient, normalized: normalized, scale: scale, scaleGradient: scaleGradient,
                shiftGradient: shiftGradient)
        case .layer(let statistics):
            statistics.propagate(gradient, normalized: normalized, scale: scale, scaleGradient: scaleGradient)
        }
        descent.recorder?.record(name + ".gamma", scaleGradient.values)
        descent.recorder?.record(name + ".beta", shiftGradient.values)
        scale.descend(gradient: scaleGradient, learningRate: descent.learningRate)
        shift.descend(gradient: shiftGradient, learningRate: descent.learningRate)
        return gradient
    }

    override var parameters: [Parameter] {
        let learned = [
            Parameter(name + ".gamma", .vector(scale)), Parameter(name + ".beta", .vector(shift)),
        ]
        guard case .batch(let statistics) = kind else { return learned }
        return learned + [
            Parameter(name + ".running_mean", .vector(statistics.runningMean), isStatistic: true),
            Parameter(name + ".running_var", .vector(statistics.runningVariance), isStatistic: true),
        ]
    }

    override var byteCount: Int {
        output.byteCount + (slope?.byteCount ?? 0) + (copy?.byteCount ?? 0) + 8 * scale.byteCount
    }
}

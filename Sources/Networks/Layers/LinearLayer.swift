import Kernels

/// A linear map, an activation function and dropout, fused into one pass.
final class LinearLayer: Layer {
    let map: LinearMap
    private let pass: ActivationPass
    /// What the last forward pass did.
    private var effectivePass: ActivationPass
    /// The hidden layer whose dropout decisions this layer takes.
    private let hiddenLayer: Int
    private let output: Matrix
    private let slope: Matrix?
    private let isFirst: Bool
    /// Takes the gradient of the input where the layer's own output can't; shared with other layers.
    private let buffers: GradientBuffers?
    private var input: Matrix?

    init(
        name: String, fanIn: Int, outputs: Int, pass: ActivationPass, hiddenLayer: Int = 0, isFirst: Bool,
        isLast: Bool = false,
        normalizesWeights: Bool = false, workspace: Workspace
    ) {
        map = LinearMap(
            name: name, fanIn: fanIn, outputs: outputs, normalizesWeights: normalizesWeights, workspace: workspace)
        self.pass = pass
        effectivePass = pass
        self.hiddenLayer = hiddenLayer
        output = Matrix(rows: workspace.batchSize, columns: outputs)
        slope = pass.needsSlope ? Matrix(rows: workspace.batchSize, columns: outputs) : nil
        self.isFirst = isFirst
        buffers = isFirst || (outputs == fanIn && !isLast) ? nil : workspace.gradientBuffers(columns: fanIn, count: 1)
    }

    override var outputs: Int { output.columns }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        self.input = input
        let mask = mode.mask(hiddenLayer: hiddenLayer)
        effectivePass = pass.effective(mask)
        pass.applyLinear(
            input, map.current, bias: map.bias, into: output, mask: mask,
            slope: mode.isTraining ? slope : nil)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        guard let input else { preconditionFailure("backward follows forward") }
        effectivePass.propagate(gradient, output: output, slope: slope, columnSums: map.biasGradient)
        var inputGradient: Matrix?
        if !isFirst {
            // The output has been used for the last time in this step, so its memory is free.
            let target = buffers?.free(besides: gradient) ?? output
            map.setInputGradient(target, gradient)
            inputGradient = target
        }
        map.descend(input: input, gradient: gradient, descent: descent)
        return inputGradient
    }

    override var parameters: [Parameter] { map.parameters }
    override func parametersChanged() { map.parametersChanged() }
    override var byteCount: Int { map.byteCount + output.byteCount + (slope?.byteCount ?? 0) }
}

import Kernels

/// A linear map, an activation function and dropout, fused into one pass.
final class LinearLayer: Layer {
    let map: LinearMap
    private let blueprint: Blueprint.Dense
    /// What the last forward pass did.
    private var effectivePass: ActivationPass
    private let output: Matrix
    private let slope: Matrix?
    /// Takes the gradient of the input where the layer's own output can't; shared with other layers.
    private let buffers: GradientBuffers?
    private var input: Matrix?

    init(_ blueprint: Blueprint.Dense, workspace: Workspace) {
        self.blueprint = blueprint
        map = LinearMap(blueprint.map, workspace: workspace)
        effectivePass = blueprint.pass
        let outputs = blueprint.map.outputs
        output = Matrix(rows: workspace.batchSize, columns: outputs)
        slope = blueprint.pass.needsSlope ? Matrix(rows: workspace.batchSize, columns: outputs) : nil
        buffers =
            blueprint.needsGradientBuffer
            ? workspace.gradientBuffers(columns: blueprint.map.inputs, count: 1) : nil
    }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        self.input = input
        let mask = mode.mask(hiddenLayer: blueprint.hiddenLayer)
        effectivePass = blueprint.pass.effective(mask)
        map.apply(blueprint.pass, to: input, into: output, mask: mask, slope: mode.isTraining ? slope : nil)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        guard let input else { preconditionFailure("backward follows forward") }
        effectivePass.propagate(gradient, output: output, slope: slope, columnSums: map.bias.gradient)
        var inputGradient: Matrix?
        if blueprint.map.handsGradientDown {
            // The output has been used for the last time in this step, so its memory is free.
            let target = buffers?.free(besides: gradient) ?? output
            map.setInputGradient(target, gradient)
            inputGradient = target
        }
        map.descend(input: input, gradient: gradient, descent: descent)
        return inputGradient
    }

    override var parameters: [Parameter] { map.parameters }
    override var maps: [LinearMap] { [map] }
    override var keptSquares: Double { map.keptSquares }
    override func takeKept(_ descent: Descent, scale: Float) { map.takeKept(descent, scale: scale) }
    override func parametersChanged() { map.parametersChanged() }
}

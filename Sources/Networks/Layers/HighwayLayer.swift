import Kernels

/// A highway layer: a learned gate mixes the transformed input with the input itself, then dropout.
///
/// y = T(x) H(x) + (1 - T(x)) x (Srivastava et al. 2015), T a sigmoid layer, H a layer with the activation.
final class HighwayLayer: Layer {
    let transform: LinearMap
    let gate: LinearMap
    private let activation: ActivationPass
    private let sigmoid = ActivationPass(.sigmoid)
    private let dropout: ActivationPass
    private let hiddenLayer: Int
    private let transformed: Matrix
    private let transformedSlope: Matrix?
    private let gated: Matrix
    private let output: Matrix
    private let dropoutSlope: Matrix?
    private let buffers: GradientBuffers
    private var input: Matrix?

    init(_ blueprint: Blueprint.Highway, workspace: Workspace) {
        transform = LinearMap(blueprint.transform, workspace: workspace)
        gate = LinearMap(blueprint.gate, workspace: workspace)
        activation = blueprint.activation
        dropout = blueprint.dropout
        hiddenLayer = blueprint.hiddenLayer
        let width = blueprint.transform.outputs
        func matrix() -> Matrix { Matrix(rows: workspace.batchSize, columns: width) }
        transformed = matrix()
        transformedSlope = activation.needsSlope ? matrix() : nil
        gated = matrix()
        output = matrix()
        dropoutSlope = dropout.needsSlope ? matrix() : nil
        buffers = workspace.gradientBuffers(columns: width, count: 3)
    }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        self.input = input
        transform.apply(
            activation, to: input, into: transformed, mask: .inference, slope: mode.isTraining ? transformedSlope : nil)
        gate.apply(sigmoid, to: input, into: gated, mask: .inference, slope: nil)
        output.setGated(gate: gated, transformed: transformed, carried: input)
        if dropout.dropout.kind != .none {
            dropout.apply(
                to: output, into: output, mask: mode.mask(hiddenLayer: hiddenLayer),
                slope: mode.isTraining ? dropoutSlope : nil)
        }
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        guard let input else { preconditionFailure("backward follows forward") }
        if dropout.dropout.kind != .none {
            dropout.propagate(gradient, output: output, slope: dropoutSlope)
        }
        let gateGradient = buffers.free(besides: gradient)
        let transformedGradient = buffers.free(besides: gradient, and: gateGradient)
        gradient.splitGated(
            gate: gated, transformed: transformed, carried: input, gateGradient: gateGradient,
            transformedGradient: transformedGradient)
        activation.propagate(
            transformedGradient, output: transformed, slope: transformedSlope, columnSums: transform.bias.gradient)
        sigmoid.propagate(gateGradient, output: gated, slope: nil, columnSums: gate.bias.gradient)
        transform.addInputGradient(to: gradient, transformedGradient)
        gate.addInputGradient(to: gradient, gateGradient)
        transform.descend(input: input, gradient: transformedGradient, descent: descent)
        gate.descend(input: input, gradient: gateGradient, descent: descent)
        return gradient
    }

    override var parameters: [Parameter] { transform.parameters + gate.parameters }
    override var maps: [LinearMap] { [transform, gate] }

    override var keptSquares: Double { transform.keptSquares + gate.keptSquares }

    override func takeKept(_ descent: Descent, scale: Float) {
        transform.takeKept(descent, scale: scale)
        gate.takeKept(descent, scale: scale)
    }

    override func parametersChanged() {
        transform.parametersChanged()
        gate.parametersChanged()
    }
}

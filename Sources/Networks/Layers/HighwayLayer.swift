import Kernels

/// A highway layer: a learned gate mixes the transformed input with the input itself, then dropout.
///
/// y = T(x) H(x) + (1 - T(x)) x (Srivastava et al. 2015), T a sigmoid layer, H a layer with the activation.
final class HighwayLayer: Layer {
    /// The gate's bias at the start: mostly carrying, as in the paper and in Keras 1.
    static let initialGateBias: Float = -2

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

    init(name: String, width: Int, pass: ActivationPass, hiddenLayer: Int, workspace: Workspace) {
        transform = LinearMap(name: name, fanIn: width, outputs: width, workspace: workspace)
        gate = LinearMap(name: name + ".transform", fanIn: width, outputs: width, workspace: workspace)
        activation = ActivationPass(pass.activation)
        dropout = ActivationPass(.identity, dropout: pass.dropout)
        self.hiddenLayer = hiddenLayer
        func matrix() -> Matrix { Matrix(rows: workspace.batchSize, columns: width) }
        transformed = matrix()
        transformedSlope = activation.needsSlope ? matrix() : nil
        gated = matrix()
        output = matrix()
        dropoutSlope = dropout.needsSlope ? matrix() : nil
        buffers = workspace.gradientBuffers(columns: width, count: 3)
    }

    override var outputs: Int { output.columns }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        self.input = input
        activation.applyLinear(
            input, transform.current, bias: transform.bias, into: transformed, mask: .inference,
            slope: mode.isTraining ? transformedSlope : nil)
        sigmoid.applyLinear(input, gate.current, bias: gate.bias, into: gated, mask: .inference)
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
            transformedGradient, output: transformed, slope: transformedSlope, columnSums: transform.biasGradient)
        sigmoid.propagate(gateGradient, output: gated, slope: nil, columnSums: gate.biasGradient)
        transform.addInputGradient(to: gradient, transformedGradient)
        gate.addInputGradient(to: gradient, gateGradient)
        transform.descend(input: input, gradient: transformedGradient, descent: descent)
        gate.descend(input: input, gradient: gateGradient, descent: descent)
        return gradient
    }

    override var parameters: [Parameter] { transform.parameters + gate.parameters }

    override func parametersChanged() {
        transform.parametersChanged()
        gate.parametersChanged()
    }

    override var byteCount: Int {
        let matrices = [transformed, gated, output, transformedSlope, dropoutSlope].compactMap { $0 }
        return transform.byteCount + gate.byteCount + matrices.reduce(0) { $0 + $1.byteCount }
    }
}

import Kernels

/// A residual block: some layers, the block's input added to their output, the activation, dropout.
///
/// The last layer of the block has no activation of its own (He et al. 2015, figure 2).
final class ResidualBlock: Layer {
    let layers: [Layer]
    private let blueprint: Blueprint.Block
    /// What the last forward pass did.
    private var effectivePass: ActivationPass
    private let output: Matrix
    private let slope: Matrix?
    private let scratch: ProductScratch
    /// The gradient that goes round the layers; shared by all blocks.
    private let skipped: Matrix

    init(_ blueprint: Blueprint.Block, workspace: Workspace) {
        scratch = workspace.scratch
        self.blueprint = blueprint
        layers = blueprint.layers.map { $0.layer(workspace: workspace) }
        effectivePass = blueprint.pass
        skipped = workspace.skippedGradient(columns: blueprint.width)
        output = Matrix(rows: workspace.batchSize, columns: blueprint.width)
        slope = blueprint.pass.needsSlope ? Matrix(rows: workspace.batchSize, columns: blueprint.width) : nil
    }

    override func forward(_ input: Matrix, mode: Mode) -> Matrix {
        let sum = layers.reduce(input) { $1.forward($0, mode: mode) }
        sum.add(input)
        let mask = mode.mask(hiddenLayer: blueprint.hiddenLayer)
        effectivePass = blueprint.pass.effective(mask)
        blueprint.pass.apply(
            to: sum, into: output, mask: mask, slope: mode.isTraining ? slope : nil,
            scratch: scratch)
        return output
    }

    override func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        effectivePass.propagate(gradient, output: output, slope: slope)
        skipped.copy(from: gradient)
        var current = gradient
        for layer in layers.reversed() {
            guard let next = layer.backward(current, descent: descent) else {
                preconditionFailure("a block is never the first layer")
            }
            current = next
        }
        current.add(skipped)
        return current
    }

    override var parameters: [Parameter] { layers.flatMap(\.parameters) }
    override var maps: [LinearMap] { layers.flatMap(\.maps) }
    override var keptSquares: Double { layers.reduce(0) { $0 + $1.keptSquares } }
    override func takeKept(_ descent: Descent, scale: Float) {
        for layer in layers { layer.takeKept(descent, scale: scale) }
    }
    override func parametersChanged() { layers.forEach { $0.parametersChanged() } }
}

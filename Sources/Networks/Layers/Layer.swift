import Kernels

/// A part of a network: computes its output, hands gradients down and takes its own step.
///
/// A class hierarchy, not a protocol: a call is one jump through a table, with nothing boxed or copied.
class Layer {
    /// Computes the output, which stays valid until the next call.
    func forward(_ input: Matrix, mode: Mode) -> Matrix {
        preconditionFailure("every layer computes")
    }

    /// Hands a gradient down and takes a step of gradient descent.
    ///
    /// - Parameters:
    ///   - gradient: the gradient with respect to the last output; may be overwritten.
    ///   - descent: the step.
    /// - Returns: the gradient with respect to the last input, before the step; none from a first layer.
    func backward(_ gradient: Matrix, descent: Descent) -> Matrix? {
        preconditionFailure("every layer hands gradients down")
    }

    /// The parameters in the order of the blueprint.
    var parameters: [Parameter] { [] }

    /// The linear maps in the order of the blueprint.
    var maps: [LinearMap] { [] }

    /// The sum of the squares of all gradients that the last step kept.
    var keptSquares: Double { 0 }

    /// Takes a step with the gradients that were kept.
    ///
    /// - Parameters:
    ///   - descent: the step.
    ///   - scale: what the gradients are multiplied with.
    func takeKept(_ descent: Descent, scale: Float) {}

    /// Brings derived forms of the parameters up to date after they were written from outside.
    func parametersChanged() {}
}

extension Blueprint.Layer {
    /// The layer with its memory, all of it allocated here.
    func layer(workspace: Workspace) -> Layer {
        switch self {
        case .dense(let dense): LinearLayer(dense, workspace: workspace)
        case .normalization(let normalization): NormalizationLayer(normalization, workspace: workspace)
        case .highway(let highway): HighwayLayer(highway, workspace: workspace)
        case .block(let block): ResidualBlock(block, workspace: workspace)
        case .images(let images): ImageLayer(images, workspace: workspace)
        case .convolution(let convolution): ConvolutionLayer(convolution, workspace: workspace)
        case .pooling(let shape): PoolingLayer(shape, workspace: workspace)
        case .flattening(let images): FlatteningLayer(images, workspace: workspace)
        }
    }
}

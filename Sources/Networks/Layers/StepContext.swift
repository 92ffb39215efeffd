import Kernels

/// What a forward pass is for.
enum Mode {
    /// Training: statistics of the batch, dropout.
    case training(dropout: DropoutSource)
    /// Inference: running statistics, no dropout.
    case inference
}

/// Where the dropout of a training step comes from.
public enum DropoutSource {
    /// Random decisions of a step, counted from the start of training.
    case random(key: RandomKey, step: Int)
    /// Given decisions, one matrix a hidden layer: 1 keeps, 0 drops.
    case fixed([Matrix])
    /// No dropout, whatever the rate.
    case off

    /// The decisions for one hidden layer.
    func mask(hiddenLayer: Int) -> DropoutMask {
        switch self {
        case .random(let key, let step):
            .random(RandomStream(key: key, purpose: .dropout, layer: hiddenLayer, step: step))
        case .fixed(let masks):
            hiddenLayer < masks.count ? .fixed(masks[hiddenLayer]) : .inference
        case .off: .inference
        }
    }
}

extension Mode {
    /// The decisions of dropout for one hidden layer.
    func mask(hiddenLayer: Int) -> DropoutMask {
        switch self {
        case .training(let source): source.mask(hiddenLayer: hiddenLayer)
        case .inference: .inference
        }
    }

    /// Whether statistics are those of the batch.
    var isTraining: Bool {
        switch self {
        case .training: true
        case .inference: false
        }
    }
}

extension ActivationPass {
    /// The pass as some decisions leave it: without dropout where nothing is dropped, so that its gradient fits.
    func effective(_ mask: DropoutMask) -> ActivationPass {
        if case .inference = mask { return ActivationPass(activation) }
        return self
    }
}

/// One step of gradient descent, as the layers see it.
struct Descent {
    /// The learning rate.
    var learningRate: Float
    /// The penalty on weights, not on biases, scales and shifts.
    var l2Penalty: Float
    /// Takes the gradients, for comparison with other implementations; none in training.
    var recorder: GradientRecorder?
}

/// Takes the gradients of a step by the names of the parameters.
public final class GradientRecorder {
    /// The gradients, weights as [outputs, inputs] row by row.
    public private(set) var gradients: [String: [Float]] = [:]

    /// Makes an empty recorder.
    public init() {}

    func record(_ name: String, _ values: [Float]) { gradients[name] = values }
}

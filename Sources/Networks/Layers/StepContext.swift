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

/// One step of an optimiser, as the layers see it.
struct Descent {
    /// The update of weights.
    var weights: Update
    /// The update of biases, scales and shifts, on which there is no penalty and no decay.
    var others: Update
    /// Whether gradients are kept for `Layer.takeKept`, instead of parameters being changed.
    var keepsGradients = false
    /// The penalty on weights that recorded gradients contain.
    var l2Penalty: Float
    /// Takes the gradients, for comparison with other implementations; none in training.
    var recorder: GradientRecorder?
}

/// A vector that is learnt: a bias, scale or shift with its gradient.
struct LearnedVector {
    let values: Vector
    let gradient: Vector
    let moments: Moments?

    init(count: Int, repeating value: Float = 0, workspace: Workspace) {
        values = Vector(count: count, repeating: value)
        gradient = Vector(count: count)
        moments = workspace.moments(of: values)
    }

    /// Takes a step, unless gradients are kept.
    func take(_ descent: Descent) {
        if !descent.keepsGradients { values.take(descent.others, gradient: gradient, moments: moments) }
    }

    /// Takes a step with the gradient that was kept.
    func takeKept(_ descent: Descent, scale: Float) {
        values.take(descent.others, gradient: gradient, scale: scale, moments: moments)
    }
}

/// Takes the gradients of a step by the names of the parameters.
public final class GradientRecorder {
    /// The gradients, weights as [outputs, inputs] row by row.
    public private(set) var gradients: [String: [Float]] = [:]

    /// Makes an empty recorder.
    public init() {}

    func record(_ name: String, _ values: [Float]) { gradients[name] = values }
}

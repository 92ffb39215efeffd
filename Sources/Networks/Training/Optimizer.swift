import Kernels

/// How gradients change parameters, step by step: the rule, what is done to gradients before it, and the learning
/// rate's way through a training.
///
/// The rules and their numbers are those of PyTorch's optimisers. The learning rate itself is a hyperparameter.
public struct Optimizer: Sendable, Hashable {
    /// The rules.
    public enum Rule: Sendable, Hashable {
        /// Stochastic gradient descent; with momentum above 0 the gradients' geometric sum instead of the gradient, by
        /// Nesterov's rule one step ahead.
        case sgd(momentum: Double = 0, isNesterov: Bool = false)
        /// Adam; with decay apart from the gradient AdamW.
        case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, isDecayApart: Bool = false)
        /// RMSprop, not centred, without momentum.
        case rmsprop(smoothing: Double = 0.99, epsilon: Double = 1e-8)
    }

    /// The names that traces, protocols and options have for the rules.
    public enum Name: String, Sendable, CaseIterable {
        case sgd, adam, adamw, rmsprop

        /// The optimiser with PyTorch's numbers.
        public var standard: Optimizer {
            switch self {
            case .sgd: .sgd
            case .adam: Optimizer(.adam())
            case .adamw: .adamw
            case .rmsprop: Optimizer(.rmsprop())
            }
        }
    }

    /// The rule.
    public var rule: Rule
    /// What each weight loses, as a share of itself: with AdamW apart from the gradient, times the learning rate; with
    /// the other rules added to its gradient.
    ///
    /// Biases, scales and shifts lose nothing.
    public var weightDecay: Double
    /// The largest 2-norm of all gradients of a step together, to which longer ones are scaled; 0 for no limit.
    public var clipNorm: Double
    /// The learning rate's way.
    public var schedule: Schedule

    /// Makes an optimiser; what is left out is that of the paper's.
    public init(
        _ rule: Rule = .sgd(), weightDecay: Double = 0, clipNorm: Double = 0, schedule: Schedule = .constant
    ) {
        self.rule = rule
        self.weightDecay = weightDecay
        self.clipNorm = clipNorm
        self.schedule = schedule
    }

    /// Plain stochastic gradient descent at a constant rate, as in the paper.
    public static let sgd = Optimizer()

    /// AdamW (Loshchilov and Hutter 2019) with PyTorch's numbers.
    public static let adamw = Optimizer(.adam(isDecayApart: true), weightDecay: 0.01)

    /// How many numbers are kept of each parameter's former gradients: 0, 1 or 2.
    public var momentCount: Int {
        switch rule {
        case .sgd(let momentum, _): momentum > 0 ? 1 : 0
        case .adam: 2
        case .rmsprop: 1
        }
    }

    /// Whether all gradients of a step must be known before the first parameter changes.
    public var keepsGradients: Bool { clipNorm > 0 }

    /// The update of a step.
    ///
    /// - Parameters:
    ///   - rate: the learning rate of the step.
    ///   - penalty: what each number adds to its gradient, times itself, beside the weight decay.
    ///   - decays: whether the numbers are weights, which decay.
    ///   - step: the step, counted from 1.
    func update(rate: Double, penalty: Double, decays: Bool, step: Int) -> Update {
        let decay = decays ? weightDecay : 0
        switch rule {
        case .sgd(let momentum, let isNesterov):
            // Both rounded apart, so that the bits are those of a training without an optimiser.
            guard momentum > 0 else { return .descent(rate: Float(rate), penalty: Float(penalty + decay)) }
            return .momentum(
                Update.Momentum(rate: rate, penalty: penalty + decay, momentum: momentum, isNesterov: isNesterov))
        case .adam(let beta1, let beta2, let epsilon, let isDecayApart):
            return .adam(
                Update.Adam(
                    rate: rate, penalty: isDecayApart ? penalty : penalty + decay, decay: isDecayApart ? decay : 0,
                    beta1: beta1, beta2: beta2, epsilon: epsilon, step: step))
        case .rmsprop(let smoothing, let epsilon):
            return .rootMeanSquare(
                Update.RootMeanSquare(rate: rate, penalty: penalty + decay, smoothing: smoothing, epsilon: epsilon))
        }
    }
}

/// The learning rate's way through a training: what it is multiplied with at each step.
public enum Schedule: Sendable, Hashable {
    /// 1 throughout.
    case constant
    /// (1 + cos(pi t / T)) / 2, from 1 to almost 0 (Loshchilov and Hutter 2017, without restarts).
    case cosine
    /// A factor to the power of floor(t / every).
    case step(factor: Double, every: Int)
    /// min(1, (t + 1) / steps).
    case linearWarmup(steps: Int)

    /// The factor of a step.
    ///
    /// - Parameters:
    ///   - step: the step, counted from 0.
    ///   - steps: the number of steps of the training.
    public func factor(step: Int, of steps: Int) -> Double {
        switch self {
        case .constant: 1
        case .cosine: (1 + Kernels.cosine(ofHalfTurns: Double(step) / Double(max(1, steps)))) / 2
        case .step(let factor, let every): power(factor, Double(step / max(1, every)))
        case .linearWarmup(let steps): min(1, Double(step + 1) / Double(max(1, steps)))
        }
    }
}

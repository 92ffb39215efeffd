import Formats

/// An optimiser as people write it down: a name, a schedule, and the numbers of each.
///
/// Protocols and traces read and store these fields; `optimizer` is what they mean.
public struct OptimizerSettings: Sendable, Hashable {
    /// The ways of the learning rate by their names.
    public enum ScheduleName: String, Sendable, CaseIterable, FieldValue {
        case constant, cosine, step
        case linearWarmup = "linear_warmup"
    }

    /// The rule.
    public var name = Optimizer.Name.sgd
    /// Of `sgd`: the share of the sum of former gradients that stays.
    public var momentum = 0.0
    /// Of `sgd`: whether momentum looks one step ahead.
    public var isNesterov = false
    /// Of `adam` and `adamw`: the share of the average of gradients that stays.
    public var beta1 = 0.9
    /// Of `adam` and `adamw`: the share of the average of squared gradients that stays.
    public var beta2 = 0.999
    /// Of `rmsprop`: the share of the average of squared gradients that stays.
    public var smoothing = 0.99
    /// Of `adam`, `adamw` and `rmsprop`: what keeps the divisor above 0.
    public var epsilon = 1e-8
    /// What weights lose; nil for what the rule's own number is, 0.01 with `adamw` and else 0.
    public var weightDecay: Double?
    /// The largest norm of a step's gradients; 0 for no limit.
    public var clipNorm = 0.0
    /// The learning rate's way.
    public var schedule = ScheduleName.constant
    /// Of schedule `step`: what the rate is multiplied with at each.
    public var decayFactor = 0.1
    /// Of schedule `step`: the steps from one to the next.
    public var decayEvery = 1000
    /// Of schedule `linear_warmup`: the steps until the rate is whole.
    public var warmupSteps = 100

    /// Makes settings of the paper's optimiser: plain gradient descent at a constant rate.
    public init() {}

    /// What the settings mean.
    public var optimizer: Optimizer {
        let rule: Optimizer.Rule =
            switch name {
            case .sgd: .sgd(momentum: momentum, isNesterov: isNesterov)
            case .adam, .adamw:
                .adam(beta1: beta1, beta2: beta2, epsilon: epsilon, isDecayApart: name == .adamw)
            case .rmsprop: .rmsprop(smoothing: smoothing, epsilon: epsilon)
            }
        let way: Schedule =
            switch schedule {
            case .constant: .constant
            case .cosine: .cosine
            case .step: .step(factor: decayFactor, every: decayEvery)
            case .linearWarmup: .linearWarmup(steps: warmupSteps)
            }
        return Optimizer(
            rule, weightDecay: weightDecay ?? name.standard.weightDecay, clipNorm: clipNorm, schedule: way)
    }

    /// What a field belongs to where it has no effect beside the others; nil where it has.
    public func owner(of field: String) -> String? {
        switch field {
        case "momentum": name == .sgd ? nil : "optimizer=sgd"
        case "nesterov": name == .sgd && momentum > 0 ? nil : "optimizer=sgd with momentum above 0"
        case "beta1", "beta2": name == .adam || name == .adamw ? nil : "optimizer=adam or adamw"
        case "smoothing": name == .rmsprop ? nil : "optimizer=rmsprop"
        case "epsilon": name == .sgd ? "optimizer=adam, adamw or rmsprop" : nil
        case "decay_factor", "decay_every": schedule == .step ? nil : "schedule=step"
        case "warmup_steps": schedule == .linearWarmup ? nil : "schedule=linear_warmup"
        default: nil
        }
    }

    /// A value that is not the paper's and has no effect beside the others, with what it belongs to; nil where all have.
    ///
    /// Such a value would make other units of the same trainings.
    public var misplaced: (field: String, owner: String)? {
        for field in Self.fields {
            if let owner = owner(of: field.name), field.json(of: self) != nil { return (field.name, owner) }
        }
        return nil
    }
}

extension Optimizer.Name: FieldValue {}

extension OptimizerSettings: FieldRecord {
    /// The paper's optimiser.
    public static let standard = OptimizerSettings()

    private static let share = FieldRange.number(.from(0, below: 1), noun: "share")

    /// The settings as they are stored, hashed, read, changed and shown.
    ///
    /// The name has always been recorded; all others are absent where they are the paper's.
    public static let fields: [Field<OptimizerSettings>] = [
        Field(
            "optimizer", \.name, .choice(Optimizer.Name.self),
            help: "what takes the steps; sgd is plain stochastic gradient descent, as in the authors' other code"),
        Field(
            "momentum", \.momentum, share, isAbsentAtDefault: true,
            help: "of sgd: the share of the sum of former gradients that stays"),
        Field(
            "nesterov", \.isNesterov, .boolean, isAbsentAtDefault: true,
            help: "of sgd with momentum: whether it looks one step ahead"),
        Field(
            "beta1", \.beta1, share, isAbsentAtDefault: true,
            help: "of adam and adamw: the share of the average of gradients that stays"),
        Field(
            "beta2", \.beta2, share, isAbsentAtDefault: true,
            help: "of adam and adamw: the share of the average of squared gradients that stays"),
        Field(
            "smoothing", \.smoothing, share, isAbsentAtDefault: true,
            help: "of rmsprop: the share of the average of squared gradients that stays"),
        Field(
            "epsilon", \.epsilon, .number(.above(0, through: 1)), isAbsentAtDefault: true,
            help: "of adam, adamw and rmsprop: what is added to the divisor"),
        Field(
            "weight_decay", \.weightDecay, .number(.from(0, through: 1e6)),
            help: "what weights lose: of adamw (0.01 if not said) apart from the gradient, else (0) added to it"),
        Field(
            "clip_norm", \.clipNorm, .number(.from(0, through: 1e9)), isAbsentAtDefault: true,
            help: "the largest 2-norm of all gradients of a step together, to which longer ones are scaled; 0: no limit"
        ),
        Field(
            "schedule", \.schedule, .choice(ScheduleName.self), isAbsentAtDefault: true,
            help: "the learning rate's way: constant, half a cosine to 0, in steps, or rising to its value"),
        Field(
            "decay_factor", \.decayFactor, .number(.above(0, through: 1)), isAbsentAtDefault: true,
            help: "of schedule step: what the rate is multiplied with each time"),
        Field(
            "decay_every", \.decayEvery, .integer(1...1_000_000_000, of: "steps"), isAbsentAtDefault: true,
            help: "of schedule step: how far apart the times are"),
        Field(
            "warmup_steps", \.warmupSteps, .integer(1...1_000_000_000, of: "steps"), isAbsentAtDefault: true,
            help: "of schedule linear_warmup: how long the rate rises"),
    ]
}

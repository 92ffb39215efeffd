import Kernels
import Networks

/// Reading of a trace's metadata, each value checked.
struct TraceValues {
    /// The metadata.
    let metadata: [String: String]

    /// The text of a key.
    func text(_ key: String) throws(TraceError) -> String {
        guard let value = metadata[key] else { throw .missingValue(key: key) }
        return value
    }

    /// A whole number within a range.
    func integer(_ key: String, _ range: ClosedRange<Int>) throws(TraceError) -> Int {
        let value = try text(key)
        guard let number = Int(value), range.contains(number) else {
            throw .wrongValue(
                key: key, value: value, allowed: "a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A number that meets a condition; where the key is missing a default, if there is one.
    func number(
        _ key: String, _ allowed: String, default value: Double? = nil, where condition: (Double) -> Bool
    ) throws(TraceError) -> Double {
        if metadata[key] == nil, let value { return value }
        let text = try text(key)
        guard let number = Double(text), number.isFinite, condition(number) else {
            throw .wrongValue(key: key, value: text, allowed: allowed)
        }
        return number
    }

    /// One of some values.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String, _: Choice.Type
    ) throws(TraceError) -> Choice where Choice.RawValue == String {
        let value = try text(key)
        guard let choice = Choice(rawValue: value) else {
            throw .wrongValue(key: key, value: value, allowed: "one of " + Choice.allNames)
        }
        return choice
    }

    /// A constant that the layers have built in.
    func expect(_ key: String, _ constant: Double) throws(TraceError) {
        _ = try number(key, "\(constant), the only one that the layers have", default: constant) { $0 == constant }
    }
}

extension TraceValues {
    private enum ScheduleName: String, CaseIterable {
        case constant, cosine, step
        case linearWarmup = "linear_warmup"
    }

    /// The optimiser; plain gradient descent where none is named.
    func optimizer() throws(TraceError) -> Optimizer {
        guard metadata["optimizer"] != nil else { return .sgd }
        func share(_ key: String, _ value: Double) throws(TraceError) -> Double {
            try number(key, "a share from 0 and below 1", default: value) { $0 >= 0 && $0 < 1 }
        }
        func amount(_ key: String) throws(TraceError) -> Double {
            try number(key, "a number from 0", default: 0) { $0 >= 0 }
        }
        func epsilon() throws(TraceError) -> Double {
            try number("epsilon", "a number above 0", default: 1e-8) { $0 > 0 }
        }
        let name = try choice("optimizer", Optimizer.Name.self)
        let rule: Optimizer.Rule
        switch name {
        case .sgd:
            let isNesterov = metadata["nesterov"] == nil ? 0 : try integer("nesterov", 0...1)
            rule = .sgd(momentum: try share("momentum", 0), isNesterov: isNesterov == 1)
        case .adam, .adamw:
            rule = .adam(
                beta1: try share("beta1", 0.9), beta2: try share("beta2", 0.999), epsilon: try epsilon(),
                isDecayApart: name == .adamw)
        case .rmsprop: rule = .rmsprop(smoothing: try share("smoothing", 0.99), epsilon: try epsilon())
        }
        return Optimizer(
            rule, weightDecay: try amount("weight_decay"), clipNorm: try amount("clip_norm"), schedule: try schedule())
    }

    private func schedule() throws(TraceError) -> Schedule {
        guard metadata["schedule"] != nil else { return .constant }
        switch try choice("schedule", ScheduleName.self) {
        case .constant: return .constant
        case .cosine: return .cosine
        case .step:
            let factor = try number("decay_factor", "a number above 0 and at most 1") { $0 > 0 && $0 <= 1 }
            return .step(factor: factor, every: try integer("decay_every", 1...1_000_000_000))
        case .linearWarmup: return .linearWarmup(steps: try integer("warmup_steps", 1...1_000_000_000))
        }
    }
}

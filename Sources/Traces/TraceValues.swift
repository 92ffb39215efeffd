import Formats
import Formulas
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
    /// The activation function, by its name or as a formula.
    func activation() throws(TraceError) -> Activation {
        guard try text("activation") == "formula" else { return try choice("activation", Activation.self) }
        let formula = try text("formula")
        do throws(FormulaError) {
            return Activation(try Formula(formula))
        } catch {
            throw .wrongValue(key: "formula", value: formula, allowed: "a formula in x, but \(error)")
        }
    }

    /// The optimiser; plain gradient descent where none is named.
    ///
    /// Values of other rules and schedules may stand there and have no effect; those of the schedule must be there.
    func optimizer() throws(TraceError) -> Optimizer {
        guard metadata["optimizer"] != nil else { return .sgd }
        var settings = OptimizerSettings()
        // In a trace what decays is said.
        settings.weightDecay = 0
        func read(_ field: Field<OptimizerSettings>) throws(TraceError) {
            guard var text = metadata[field.name] else { return }
            if case .boolean = field.range { text = ["0": "false", "1": "true"][text] ?? text }
            guard field.set(text: text, in: &settings) else {
                var allowed = field.range.words
                if case .choice(let names) = field.range { allowed = "one of " + names.joined(separator: ", ") }
                throw .wrongValue(key: field.name, value: text, allowed: allowed)
            }
        }
        // These decide which of the others have an effect.
        let leading = ["optimizer", "schedule"]
        for field in OptimizerSettings.fields where leading.contains(field.name) { try read(field) }
        for field in OptimizerSettings.fields
        where !leading.contains(field.name) && settings.owner(of: field.name) == nil {
            if ["decay_factor", "decay_every", "warmup_steps"].contains(field.name) { _ = try text(field.name) }
            try read(field)
        }
        return settings.optimizer
    }
}

import Formats

extension GridAxes {
    /// The axes as canonical JSON, of which digests are made.
    var json: CanonicalJSON {
        func numbers(_ values: [Double]) -> CanonicalJSON { .array(values.map { .number($0) }) }
        func integers(_ values: [Int]) -> CanonicalJSON { .array(values.map { .integer(Int64($0)) }) }
        return .object([
            "hidden_units": integers(hiddenUnits), "layers": integers(layers), "learning_rates": numbers(learningRates),
            "dropout_rates": numbers(dropoutRates), "forms": .array(forms.map { .string($0.rawValue) }),
            "bottlenecks": numbers(bottlenecks), "l2_penalties": numbers(l2Penalties),
        ])
    }
}

import Safetensors

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

extension CaseIterable where Self: RawRepresentable, RawValue == String {
    /// The names of all cases, for messages.
    static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

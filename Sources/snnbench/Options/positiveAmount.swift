/// Reads a positive number with the letter of a unit, or none; nil for anything else.
func positiveAmount(_ text: String, units: [Character: Double]) -> Double? {
    guard let last = text.last else { return nil }
    let factor = units[last]
    let digits = factor == nil ? Substring(text) : text.dropLast()
    guard let value = Double(digits), value.isFinite, value > 0 else { return nil }
    return value * (factor ?? 1)
}

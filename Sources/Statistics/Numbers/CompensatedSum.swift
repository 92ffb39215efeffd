/// A running sum that carries its own rounding error (Neumaier 1974).
///
/// The error of the result is about one rounding, whatever the number and signs of the terms.
public struct CompensatedSum: Sendable {
    private var sum = 0.0
    private var compensation = 0.0

    /// Makes an empty sum.
    public init() {}

    /// Makes the sum of a sequence.
    public init(_ terms: some Sequence<Double>) {
        for term in terms { add(term) }
    }

    /// The sum of the terms so far.
    public var value: Double { sum + compensation }

    /// The mean of numbers, also where their sum is beyond the range of `Double`; NaN without any.
    static func mean(_ values: [Double]) -> Double {
        let sum = CompensatedSum(values).value
        if sum.isFinite { return sum / Double(values.count) }
        // A power of two below 1 / count changes no digit of numbers that large.
        return CompensatedSum(values.map { $0 * 0x1p-64 }).value / Double(values.count) * 0x1p64
    }

    /// Adds a term.
    public mutating func add(_ term: Double) {
        let total = sum + term
        if sum.magnitude >= term.magnitude {
            compensation += (sum - total) + term
        } else {
            compensation += (term - total) + sum
        }
        sum = total
    }
}

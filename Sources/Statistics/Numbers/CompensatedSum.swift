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

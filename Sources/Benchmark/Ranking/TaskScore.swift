import Statistics

/// A method's result on a task: the number, and exactly where it is a count or a printed decimal.
public struct TaskScore: Sendable, Hashable {
    /// The number.
    public let value: Double
    /// The counts, for an accuracy of our own.
    public let accuracy: Accuracy?
    /// The exact value, of counts or of a printed decimal.
    public let fraction: Fraction?

    /// A score from counts.
    public init(_ accuracy: Accuracy) {
        self.accuracy = accuracy
        fraction = accuracy.fraction
        value = accuracy.value
    }

    /// A score from a printed decimal.
    public init(_ fraction: Fraction) {
        accuracy = nil
        self.fraction = fraction
        value = fraction.value
    }

    /// A score from a number.
    public init(_ value: Double) {
        accuracy = nil
        fraction = nil
        self.value = value
    }
}

/// An accuracy as the integer counts it was made from.
///
/// Two accuracies are equal when the fractions are (3 of 6 equals 5 of 10), decided on integers, so that a tie is a
/// tie and nothing else is.
public struct Accuracy: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// The number of rows classified correctly, from 0 to `total`.
    public let correct: Int

    /// The number of rows classified, at least 1.
    public let total: Int

    /// Makes an accuracy from counts.
    ///
    /// - Throws: `StatisticsError.outOfRange` unless `0 <= correct <= total` and `total >= 1`.
    public init(correct: Int, total: Int) throws {
        guard total >= 1, correct >= 0, correct <= total else {
            throw StatisticsError.outOfRange(
                what: "accuracy", index: nil, value: "\(correct) of \(total)",
                allowed: "0 ... n correct of n rows, n at least 1")
        }
        self.correct = correct
        self.total = total
    }

    /// The accuracy as the nearest `Double`, from 0 to 1.
    public var value: Double { Double(correct) / Double(total) }

    /// The accuracy as a fraction in lowest terms.
    public var fraction: Fraction {
        // The initialiser throws for no valid accuracy; zero can't be reached.
        (try? Fraction(correct, total)) ?? .zero
    }

    /// The counts as `correct/total`.
    public var description: String { "\(correct)/\(total)" }

    /// The exact difference of this accuracy and another.
    ///
    /// - Throws: `StatisticsError.overflow` when totals differ and their product needs more than 64 bits.
    public func subtracting(_ other: Accuracy) throws -> Fraction {
        if total == other.total { return try Fraction(correct - other.correct, total) }
        return try fraction.subtracting(other.fraction)
    }

    /// Whether both are the same fraction.
    public static func == (left: Accuracy, right: Accuracy) -> Bool {
        left.correct.multipliedFullWidth(by: right.total) == right.correct.multipliedFullWidth(by: left.total)
    }

    /// Whether the left fraction is the smaller one, decided exactly.
    public static func < (left: Accuracy, right: Accuracy) -> Bool {
        let first = left.correct.multipliedFullWidth(by: right.total)
        let second = right.correct.multipliedFullWidth(by: left.total)
        return (first.high, first.low) < (second.high, second.low)
    }

    /// Hashes the fraction in lowest terms, as equality demands.
    public func hash(into hasher: inout Hasher) { hasher.combine(fraction) }
}

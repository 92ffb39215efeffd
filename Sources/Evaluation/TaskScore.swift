import Statistics

/// A method's result on a task: the number, and exactly where it is a count, a mean of counts or a printed decimal.
public struct TaskScore: Sendable, Hashable {
    /// The number.
    public let value: Double
    /// The counts, for an accuracy of our own, added up over splits and seeds of as many rows.
    public let accuracy: Accuracy?
    /// The exact value, of counts or of a printed decimal.
    public let fraction: Fraction?

    /// A score from counts.
    public init(_ accuracy: Accuracy) {
        self.accuracy = accuracy
        fraction = accuracy.fraction
        value = accuracy.value
    }

    /// A score from an exact fraction, as a printed decimal.
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

    /// The mean of scores over splits or repeats; nil without any.
    ///
    /// Exact where all are exact, so that equal means are ties; counts out of as many rows stay counts.
    public init?(meanOf scores: [TaskScore]) {
        guard let first = scores.first else { return nil }
        guard scores.count > 1 else {
            self = first
            return
        }
        let counts = scores.compactMap(\.accuracy)
        if counts.count == scores.count, Set(counts.map(\.total)).count == 1,
            let pooled = try? Accuracy(
                correct: counts.map(\.correct).reduce(0, +), total: counts.map(\.total).reduce(0, +))
        {
            self.init(pooled)
        } else if let mean = TaskScore.mean(scores.map(\.fraction)) {
            self.init(mean)
        } else {
            self.init(scores.map(\.value).reduce(0, +) / Double(scores.count))
        }
    }

    /// The exact mean; nil where one is missing or the sum needs more than 64 bits.
    private static func mean(_ fractions: [Fraction?]) -> Fraction? {
        var sum = Fraction.zero
        for fraction in fractions {
            guard let fraction, let negative = try? Fraction(-fraction.numerator, fraction.denominator),
                let next = try? sum.subtracting(negative)
            else { return nil }
            sum = next
        }
        let (denominator, isTooLarge) = sum.denominator.multipliedReportingOverflow(by: fractions.count)
        return isTooLarge ? nil : try? Fraction(sum.numerator, denominator)
    }
}

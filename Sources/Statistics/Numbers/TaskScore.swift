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
            let sum = scores.map(\.value).reduce(0, +)
            self.init(sum.isFinite ? sum / Double(scores.count) : CompensatedSum.mean(scores.map(\.value)))
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

extension TaskScore {
    /// The digits from which on a text is a number that a computer printed in full, whose last digits are rounding.
    ///
    /// 15 digits name a `Double` no longer than it can keep them; programs that print all of one write 16 or 17.
    static let digitsOfBinary = 15

    /// Reads a score: `117/150`, or a decimal with or without an exponent.
    ///
    /// Exact where it is a count or has fewer than 15 significant digits and fits in 64 bits, else the nearest `Double`, which ties
    /// with others up to rounding. nil for what is no finite number.
    public init?(writtenAs text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count == 2 {
            guard let top = Int(parts[0]), let bottom = Int(parts[1]), let fraction = try? Fraction(top, bottom) else {
                return nil
            }
            self.init(fraction)
            return
        }
        guard let decimal = WrittenDecimal(text) else { return nil }
        if decimal.digits < Self.digitsOfBinary, let fraction = decimal.fraction {
            self.init(fraction)
        } else if let number = Double(text), number.isFinite {
            self.init(number)
        } else {
            return nil
        }
    }

    /// Takes a number as the shortest decimal that names it, so that 0.3 is the same from a program as from a text.
    public init(shortest number: Double) {
        self = TaskScore(writtenAs: number.description) ?? TaskScore(number)
    }
}

/// A decimal with an optional exponent, taken apart.
private struct WrittenDecimal {
    /// The significant digits, zeros at the end included.
    var digits = 0
    private var numerator = 0
    private var places = 0
    private var isNegative = false

    /// Takes a text apart; nil for anything else than a decimal.
    init?(_ text: some StringProtocol) {
        var hasDigit = false
        var isAfterPoint = false
        var exponent: (digits: Int, value: Int, isNegative: Bool)?
        var previous: UInt8 = 0
        for (position, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                let digit = Int(byte - UInt8(ascii: "0"))
                if let known = exponent {
                    guard known.digits < 6 else { return nil }
                    exponent = (known.digits + 1, known.value * 10 + digit, known.isNegative)
                } else {
                    hasDigit = true
                    if digits > 0 || digit > 0 { digits += 1 }
                    if digits <= TaskScore.digitsOfBinary { numerator = numerator * 10 + digit }
                    if isAfterPoint { places += 1 }
                }
            case UInt8(ascii: "+"), UInt8(ascii: "-"):
                let isMinus = byte == UInt8(ascii: "-")
                if position == 0 {
                    isNegative = isMinus
                } else if previous == UInt8(ascii: "e"), exponent?.digits == 0 {
                    exponent = (0, 0, isMinus)
                } else {
                    return nil
                }
            case UInt8(ascii: ".") where !isAfterPoint && exponent == nil: isAfterPoint = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"):
                guard hasDigit, exponent == nil else { return nil }
                exponent = (0, 0, false)
            default: return nil
            }
            previous = byte == UInt8(ascii: "E") ? UInt8(ascii: "e") : byte
        }
        guard hasDigit, exponent?.digits != 0 else { return nil }
        if let exponent { places += exponent.isNegative ? exponent.value : -exponent.value }
    }

    /// The exact value; nil where it needs more than 64 bits.
    var fraction: Fraction? {
        let signed = isNegative ? -numerator : numerator
        if signed == 0 { return .zero }
        guard places.magnitude <= 18 else { return nil }
        let power = (0..<places.magnitude).reduce(1) { power, _ in power * 10 }
        if places >= 0 { return try? Fraction(signed, power) }
        let (product, isTooLarge) = signed.multipliedReportingOverflow(by: power)
        return isTooLarge ? nil : try? Fraction(product, 1)
    }
}

extension TaskScore: Score {
    /// The score as a number.
    public var scoreValue: Double { value }

    /// The differences, each exact where both scores are.
    public static func pairedDifferences(x: [TaskScore], y: [TaskScore]) throws -> PairedDifferences {
        try PairedDifferences(x: x, y: y)
    }

    /// Whether two scores are the same: exactly where both are exact, else up to rounding.
    public static func areTied(_ left: TaskScore, _ right: TaskScore) -> Bool {
        if let first = left.fraction, let second = right.fraction { return first == second }
        return Double.areTied(left.value, right.value)
    }

    /// Whether the left score is the smaller one.
    public static func < (left: TaskScore, right: TaskScore) -> Bool {
        if let first = left.fraction, let second = right.fraction { return first < second }
        return left.value < right.value
    }
}

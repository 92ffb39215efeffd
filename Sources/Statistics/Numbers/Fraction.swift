/// An exact rational number, kept in lowest terms with a positive denominator.
///
/// Comparison multiplies crosswise in 128 bits, so that two fractions are equal exactly when the numbers are.
/// Differences of accuracies are fractions: their ties and zeros don't depend on binary rounding.
public struct Fraction: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The numerator, which carries the sign.
    public let numerator: Int

    /// The denominator, at least 1.
    public let denominator: Int

    /// The fraction zero.
    public static let zero = Fraction(lowestTerms: 0, 1)

    /// Makes the fraction `numerator / denominator` in lowest terms.
    ///
    /// - Throws: `StatisticsError.outOfRange` when the denominator is not positive and `.overflow` for the one
    ///   numerator whose magnitude is no `Int`.
    public init(_ numerator: Int, _ denominator: Int) throws {
        guard denominator > 0 else {
            throw StatisticsError.outOfRange(
                what: "denominator of a fraction", index: nil, value: "\(denominator)", allowed: "1 and above")
        }
        guard numerator != Int.min else { throw StatisticsError.overflow(what: "numerator of a fraction") }
        let divisor = Fraction.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        self.init(lowestTerms: numerator / Int(divisor), denominator / Int(divisor))
    }

    /// Makes the exact value of a plain decimal such as `0.6657`, `-1` or `.5`; `nil` for anything else.
    ///
    /// Exponents are not accepted, and at most 18 digits in all.
    public init?(decimal text: some StringProtocol) {
        var digits = 0
        var numerator = 0
        var denominator = 1
        var isNegative = false
        var isAfterPoint = false
        for (position, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "-") where position == 0: isNegative = true
            case UInt8(ascii: "+") where position == 0: break
            case UInt8(ascii: ".") where !isAfterPoint: isAfterPoint = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits += 1
                guard digits <= 18 else { return nil }
                numerator = numerator * 10 + Int(byte - UInt8(ascii: "0"))
                if isAfterPoint { denominator *= 10 }
            default: return nil
            }
        }
        guard digits > 0 else { return nil }
        let divisor = Fraction.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        self.init(
            lowestTerms: (isNegative ? -numerator : numerator) / Int(divisor), denominator / Int(divisor))
    }

    private init(lowestTerms numerator: Int, _ denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// The nearest `Double`, up to two roundings where a part exceeds 53 bits.
    public var value: Double { Double(numerator) / Double(denominator) }

    /// The absolute value.
    public var magnitude: Fraction { Fraction(lowestTerms: abs(numerator), denominator) }

    /// The fraction as `numerator/denominator`.
    public var description: String { "\(numerator)/\(denominator)" }

    /// The exact difference of this fraction and another.
    ///
    /// - Throws: `StatisticsError.overflow` when the result doesn't fit in 64 bits.
    public func subtracting(_ other: Fraction) throws -> Fraction {
        // Dividing by the common divisor first keeps sums over a common denominator small.
        let divisor = Int(
            Fraction.greatestCommonDivisor(denominator.magnitude, other.denominator.magnitude))
        let left = numerator.multipliedReportingOverflow(by: other.denominator / divisor)
        let right = other.numerator.multipliedReportingOverflow(by: denominator / divisor)
        let bottom = denominator.multipliedReportingOverflow(by: other.denominator / divisor)
        let top = left.partialValue.subtractingReportingOverflow(right.partialValue)
        guard !left.overflow, !right.overflow, !bottom.overflow, !top.overflow else {
            throw StatisticsError.overflow(what: "the difference \(self) - \(other)")
        }
        return try Fraction(top.partialValue, bottom.partialValue)
    }

    /// Whether the left number is the smaller one, decided exactly.
    public static func < (left: Fraction, right: Fraction) -> Bool {
        let first = left.numerator.multipliedFullWidth(by: right.denominator)
        let second = right.numerator.multipliedFullWidth(by: left.denominator)
        return (first.high, first.low) < (second.high, second.low)
    }

    /// The greatest common divisor by Euclid's algorithm; 1 when both are 0.
    static func greatestCommonDivisor(_ first: UInt, _ second: UInt) -> UInt {
        var (large, small) = (first, second)
        while small != 0 { (large, small) = (small, large % small) }
        return max(large, 1)
    }
}

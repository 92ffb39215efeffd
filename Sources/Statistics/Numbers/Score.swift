/// A method's result on a task: a number, or an exact count or fraction.
///
/// Everything that compares methods takes either, and decides ties exactly where the type can.
public protocol Score: Comparable, Sendable {
    /// The score as a number.
    var scoreValue: Double { get }

    /// The differences x - y over the same tasks, with their structure of ties and zeros.
    static func pairedDifferences(x: [Self], y: [Self]) throws -> PairedDifferences

    /// Whether two scores are the same, for ranks, wins and tests alike.
    static func areTied(_ left: Self, _ right: Self) -> Bool
}

extension Score {
    /// Whether two scores are equal: exact scores tie in no other case.
    public static func areTied(_ left: Self, _ right: Self) -> Bool { left == right }
}

extension Double: Score {
    /// The number itself.
    public var scoreValue: Double { self }

    /// The differences, with ties and zeros up to binary rounding.
    public static func pairedDifferences(x: [Double], y: [Double]) throws -> PairedDifferences {
        try PairedDifferences(x: x, y: y)
    }

    /// Whether two numbers are the same up to binary rounding: 16 units of relative rounding of the larger one.
    public static func areTied(_ left: Double, _ right: Double) -> Bool {
        (left - right).magnitude <= roundingTolerance(left, right)
    }

    /// How far apart two numbers may lie that differ by rounding alone.
    static func roundingTolerance(_ left: Double, _ right: Double) -> Double {
        16 * Double.ulpOfOne * max(left.magnitude, right.magnitude)
    }
}

extension Accuracy: Score {
    /// The accuracy as a number.
    public var scoreValue: Double { value }

    /// The exact differences.
    public static func pairedDifferences(x: [Accuracy], y: [Accuracy]) throws -> PairedDifferences {
        try PairedDifferences(x: x, y: y)
    }
}

extension Fraction: Score {
    /// The fraction as a number.
    public var scoreValue: Double { value }

    /// The exact differences.
    public static func pairedDifferences(x: [Fraction], y: [Fraction]) throws -> PairedDifferences {
        try PairedDifferences(x: x, y: y)
    }
}

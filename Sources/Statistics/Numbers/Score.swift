/// A method's result on a task: a number, or an exact count or fraction.
///
/// Everything that compares methods takes either, and decides ties exactly where the type can.
public protocol Score: Comparable, Sendable {
    /// The score as a number.
    var scoreValue: Double { get }

    /// The differences x - y over the same tasks, with their structure of ties and zeros.
    static func pairedDifferences(x: [Self], y: [Self]) throws -> PairedDifferences
}

extension Double: Score {
    /// The number itself.
    public var scoreValue: Double { self }

    /// The differences, with ties and zeros up to binary rounding.
    public static func pairedDifferences(x: [Double], y: [Double]) throws -> PairedDifferences {
        try PairedDifferences(x: x, y: y)
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

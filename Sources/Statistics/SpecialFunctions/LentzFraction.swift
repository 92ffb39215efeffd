/// A continued fraction b0 + a1/(b1 + a2/(b2 + ...)), evaluated forwards (modified Lentz method, Thompson and Barnett 1986).
struct LentzFraction {
    /// The value so far.
    private(set) var value: Double

    /// Whether the last step changed the value by less than its rounding.
    private(set) var isConverged = false

    private var upper: Double
    private var lower = 0.0

    /// Starts with the leading term.
    init(start: Double) {
        value = start == 0 ? LentzFraction.tiny : start
        upper = value
    }

    /// Adds one level.
    mutating func add(numerator: Double, denominator: Double) {
        lower = denominator + numerator * lower
        upper = denominator + numerator / upper
        if lower == 0 { lower = LentzFraction.tiny }
        if upper == 0 { upper = LentzFraction.tiny }
        lower = 1 / lower
        let factor = upper * lower
        value *= factor
        isConverged = abs(factor - 1) < 2 * Double.ulpOfOne
    }

    /// Stands in for a zero that would be divided by.
    private static let tiny = 1e-300
}

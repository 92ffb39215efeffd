/// Special functions of real arguments, in `Double`.
///
/// Arguments outside a function's domain give NaN, as in the C library.
public enum SpecialFunctions {}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Functions of the C library under names that the module's own don't hide, and small relatives of them.
enum Elementary {
    static func erf(_ x: Double) -> Double { systemErf(x) }

    static func erfc(_ x: Double) -> Double { systemErfc(x) }

    static func exp(_ x: Double) -> Double { systemExp(x) }

    static func log(_ x: Double) -> Double { systemLog(x) }

    /// 1 - (1 - p)^m without cancellation where p is small.
    static func complementOfPower(_ p: Double, _ m: Double) -> Double { -expm1(m * log1p(-p)) }

    /// x - log(1 + x) without cancellation about 0.
    static func excessOverLog1p(_ x: Double) -> Double {
        guard x.magnitude < 0.25 else { return x - log1p(x) }
        // With r = x / (2 + x), log(1 + x) = 2 (r + r^3/3 + r^5/5 + ...) and x - 2 r = r x.
        let ratio = x / (2 + x)
        let square = ratio * ratio
        var series = 0.0
        var index = 27.0
        while index >= 3 {
            series = series * square + 1 / index
            index -= 2
        }
        return ratio * (x - 2 * square * series)
    }
}

private func systemErf(_ x: Double) -> Double { erf(x) }

private func systemErfc(_ x: Double) -> Double { erfc(x) }

private func systemExp(_ x: Double) -> Double { exp(x) }

private func systemLog(_ x: Double) -> Double { log(x) }

/// A continued fraction b0 + a1/(b1 + a2/(b2 + ...)), evaluated forwards (modified Lentz method, Thompson and Barnett
/// 1986).
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

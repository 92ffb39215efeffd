#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension SpecialFunctions {
    /// The regularised incomplete beta function I_x(a, b), for a, b > 0 and 0 <= x <= 1.
    public static func betaLower(_ x: Double, _ a: Double, _ b: Double) -> Double {
        beta(x, complement: 1 - x, a, b)
    }

    /// The upper tail 1 - I_x(a, b) = I_(1-x)(b, a), computed directly.
    public static func betaUpper(_ x: Double, _ a: Double, _ b: Double) -> Double {
        beta(1 - x, complement: x, b, a)
    }

    /// I_x(a, b) where both x and 1 - x are known without cancellation.
    static func beta(_ x: Double, complement y: Double, _ a: Double, _ b: Double) -> Double {
        guard a > 0, b > 0, a < .infinity, b < .infinity, x >= 0, y >= 0, x <= 1, y <= 1 else { return .nan }
        if x == 0 { return 0 }
        if y == 0 { return 1 }
        // The fraction converges fast below the mean; above it the other tail is the smaller one.
        if x < (a + 1) / (a + b + 2) { return min(1, betaFraction(x, y, a, b)) }
        return max(0, 1 - betaFraction(y, x, b, a))
    }

    /// The continued fraction DLMF 8.17.22 times its leading factor.
    private static func betaFraction(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
        let leading = betaDensity(x, y, a, b) / a
        guard leading > 0 else { return 0 }
        var fraction = LentzFraction(start: 1)
        var index = 0.0
        while index < 1e6, !fraction.isConverged {
            let odd = -(a + index) * (a + b + index) * x / ((a + 2 * index) * (a + 2 * index + 1))
            fraction.add(numerator: odd, denominator: 1)
            index += 1
            let even = index * (b - index) * x / ((a + 2 * index - 1) * (a + 2 * index))
            fraction.add(numerator: even, denominator: 1)
        }
        return leading / fraction.value
    }

    /// x^a y^b / B(a, b), with deviances instead of logarithms of the parts (after Loader 2000), so that large
    /// parameters cost no digits.
    private static func betaDensity(_ x: Double, _ y: Double, _ a: Double, _ b: Double) -> Double {
        let sum = a + b
        let excess = b * x - a * y
        let deviance = a * Elementary.excessOverLog1p(excess / a) + b * Elementary.excessOverLog1p(-excess / b)
        let correction = stirlingError(sum) - stirlingError(a) - stirlingError(b)
        return (a / sum * b / (2 * Double.pi)).squareRoot() * exp(correction - deviance)
    }
}

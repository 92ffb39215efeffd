/// Functions that give the same bits on every system, which the C library's do not: features are part of a task's identity.
///
/// Only additions, multiplications and divisions, none fused. Errors stay within 1e-15 of the larger of 1 and the result.
enum PortableMath {
    private static let ln2High = 0x1.62e42fee00000p-1
    private static let ln2Low = 0x1.a39ef35793c76p-33

    /// The exponential function: reduction to |r| <= ln 2 / 2, then Taylor's series to degree 13.
    static func exp(_ x: Double) -> Double {
        guard x > -745 else { return 0 }
        guard x < 709 else { return .infinity }
        let power = (x * 0x1.71547652b82fep0).rounded()
        let rest = (x - power * ln2High) - power * ln2Low
        // Horner's scheme over the reciprocals of the factorials from 13 to 0.
        var sum = 1 / 6_227_020_800.0
        sum = sum * rest + 1 / 479_001_600.0
        sum = sum * rest + 1 / 39_916_800.0
        sum = sum * rest + 1 / 3_628_800.0
        sum = sum * rest + 1 / 362_880.0
        sum = sum * rest + 1 / 40_320.0
        sum = sum * rest + 1 / 5_040.0
        sum = sum * rest + 1 / 720.0
        sum = sum * rest + 1 / 120.0
        sum = sum * rest + 1 / 24.0
        sum = sum * rest + 1 / 6.0
        sum = sum * rest + 0.5
        sum = sum * rest + 1
        sum = sum * rest + 1
        return Double(sign: .plus, exponent: Int(power), significand: sum)
    }

    /// The hyperbolic tangent.
    static func tanh(_ x: Double) -> Double {
        let small = exp(-2 * x.magnitude)
        let value = (1 - small) / (1 + small)
        return x < 0 ? -value : value
    }

    /// The decimal logarithm of a positive number: ln m = 2 artanh((m - 1) / (m + 1)) for m near 1, by its series.
    static func log10(_ x: Double) -> Double {
        var mantissa = x.significand
        var exponent = Double(x.exponent)
        if mantissa > 0x1.6a09e667f3bcdp0 {
            mantissa /= 2
            exponent += 1
        }
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var sum = 0.0
        for degree in stride(from: 23, through: 1, by: -2) { sum = sum * square + 1 / Double(degree) }
        let logarithm = exponent * ln2High + (2 * s * sum + exponent * ln2Low)
        return logarithm * 0x1.bcb7b1526e50ep-2
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension SpecialFunctions {
    /// The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to `x`.
    public static func erf(_ x: Double) -> Double { Elementary.erf(x) }

    /// The complementary error function, 1 - erf(x), accurate where it is tiny.
    public static func erfc(_ x: Double) -> Double { Elementary.erfc(x) }

    /// The scaled complementary error function, exp(x^2) erfc(x), within 2 units in the last place for `x` from -5.
    ///
    /// It neither underflows nor overflows for positive `x` and falls like 1 / (x sqrt(pi)). For negative `x` it is
    /// 2 exp(x^2) - erfcx(-x), which is infinite below about -26.6. Between 0 and 12 it is a polynomial per piece, fitted in 60
    /// digits; above, the asymptotic series (Abramowitz and Stegun 7.1.23).
    public static func erfcx(_ x: Double) -> Double {
        if x.isNaN { return .nan }
        if x < 0 {
            guard x > -27 else { return .infinity }
            let square = x * x
            let growth = exp(square)
            guard growth.isFinite else { return .infinity }
            // The rounding of the square would cost x^2 units; its first-order effect is added back.
            let rest = x.errorOfProduct(x, square)
            return 2 * growth + (2 * growth * rest - erfcx(-x))
        }
        if x < 3 {
            let piece = Int(x * 4)
            return piecewise(
                ScaledErrorFunctionTable.narrow, piece: piece, terms: 13, distance: x - (Double(piece) / 4 + 0.125))
        }
        if x < 12 {
            let piece = Int(x) - 3
            return piecewise(
                ScaledErrorFunctionTable.wide, piece: piece, terms: 15, distance: x - (Double(piece) + 3.5))
        }
        // 1 / sqrt(pi) in two parts.
        let leading = 0.564_189_583_547_756_3
        let rest = 7.66772980658294e-18
        guard x < 1e8 else { return leading / x }
        // 1 - 1/(2x^2) (1 - 3/(2x^2) (1 - 5/(2x^2) ...)).
        let step = 0.5 / (x * x)
        var series = 0.0
        for odd in stride(from: 21.0, through: 1, by: -2) { series = -odd * step * (1 + series) }
        return (leading + (leading * series + rest)) / x
    }

    private static func piecewise(_ table: [Double], piece: Int, terms: Int, distance: Double) -> Double {
        let start = piece * terms
        var result = table[start + terms - 1]
        for index in stride(from: start + terms - 2, through: start, by: -1) {
            result = table[index] + result * distance
        }
        return result
    }
}

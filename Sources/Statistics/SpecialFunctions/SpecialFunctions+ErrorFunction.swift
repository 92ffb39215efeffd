#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension SpecialFunctions {
    /// The error function, 2/sqrt(pi) times the integral of exp(-t^2) from 0 to `x`, within 1 unit in the last place.
    public static func erf(_ x: Double) -> Double { Elementary.erf(x) }

    /// The complementary error function, 1 - erf(x), within 2 units in the last place up to 26.
    ///
    /// Beyond, where it is below 1e-295, within 3. From 0.5 on it is exp(-x^2) erfcx(x), both factors with what their
    /// rounding lost, since the C library's function is off by up to 3 units there.
    public static func erfc(_ x: Double) -> Double {
        guard x >= 0.5, x <= 26 else { return Elementary.erfc(x) }
        let square = x * x
        let scaled = scaledTail(x)
        let gaussian = exp(-square)
        let product = gaussian * scaled.leading
        let lost = gaussian.errorOfProduct(scaled.leading, product)
        let rest = gaussian * scaled.rest
        return product + (lost + (rest - (product + rest) * x.errorOfProduct(x, square)))
    }

    /// The scaled complementary error function, exp(x^2) erfc(x), within 1 unit in the last place for positive `x`, 2
    /// from -5.
    ///
    /// It neither underflows nor overflows for positive `x` and falls like 1 / (x sqrt(pi)). For negative `x` it is
    /// 2 exp(x^2) - erfcx(-x), which is infinite below about -26.6. Between 0 and 12 it is a polynomial per piece,
    /// fitted in 60 digits; above, the asymptotic series (Abramowitz and Stegun 7.1.23).
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
        let scaled = scaledTail(x)
        return scaled.leading + scaled.rest
    }

    /// exp(x^2) erfc(x) for `x` from 0, as a number and what its rounding lost, good to about 2^-55.
    private static func scaledTail(_ x: Double) -> (leading: Double, rest: Double) {
        if x < 3 {
            let piece = Int(x * 4)
            return piecewise(
                ScaledErrorFunctionTable.narrow, rest: ScaledErrorFunctionTable.narrowRests[piece], piece: piece,
                terms: 13, distance: x - (Double(piece) / 4 + 0.125))
        }
        if x < 12 {
            let piece = Int(x) - 3
            return piecewise(
                ScaledErrorFunctionTable.wide, rest: ScaledErrorFunctionTable.wideRests[piece], piece: piece,
                terms: 15, distance: x - (Double(piece) + 3.5))
        }
        // 1 / sqrt(pi) in two parts.
        let leading = 0.564_189_583_547_756_3
        let rest = 7.66772980658294e-18
        let quotient = leading / x
        guard x < 1e8 else { return (quotient, 0) }
        // 1 - 1/(2x^2) (1 - 3/(2x^2) (1 - 5/(2x^2) ...)).
        let step = 0.5 / (x * x)
        var series = 0.0
        for odd in stride(from: 21.0, through: 1, by: -2) { series = -odd * step * (1 + series) }
        let remainder = leading.addingProduct(-quotient, x)
        return (quotient, (leading * series + rest + remainder) / x)
    }

    private static func piecewise(
        _ table: [Double], rest: Double, piece: Int, terms: Int, distance: Double
    ) -> (leading: Double, rest: Double) {
        let start = piece * terms
        var slope = table[start + terms - 1]
        for index in stride(from: start + terms - 2, through: start + 1, by: -1) {
            slope = table[index] + slope * distance
        }
        return (table[start], rest + slope * distance)
    }
}

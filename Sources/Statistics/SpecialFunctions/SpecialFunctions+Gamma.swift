#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension SpecialFunctions {
    /// The logarithm of the gamma function for positive `x`, with full relative accuracy at its zeros 1 and 2.
    ///
    /// Taylor series about 2, moved there by the recurrence; from 15 on Stirling's series.
    public static func logGamma(_ x: Double) -> Double {
        guard x > 0 else { return x == 0 ? .infinity : .nan }
        guard x < .infinity else { return .infinity }
        if x < 0.5 { return logGammaAboutTwo(x) - log1p(x) - log(x) }
        if x < 1.5 { return logGammaAboutTwo(x - 1) - log1p(x - 1) }
        if x < 15 {
            var argument = x
            var product = 1.0
            while argument > 2.5 {
                argument -= 1
                product *= argument
            }
            return logGammaAboutTwo(argument - 2) + log(product)
        }
        let logarithm = log(x)
        return (x - 0.5) * logarithm - x + (0.918_938_533_204_672_74 + stirlingError(x))
    }

    /// The regularised lower incomplete gamma function P(a, x) for a > 0 and x >= 0.
    ///
    /// Computed directly by its series for x < a + 1, and as 1 - Q above, where it exceeds one half.
    public static func gammaLower(_ a: Double, _ x: Double) -> Double {
        guard a > 0, x >= 0, a < .infinity else { return .nan }
        if x == 0 { return 0 }
        return x < a + 1 ? gammaSeries(a, x) : 1 - gammaFraction(a, x)
    }

    /// The regularised upper incomplete gamma function Q(a, x) for a > 0 and x >= 0.
    ///
    /// Computed directly by its continued fraction for x >= a + 1, so that tiny tails keep their digits, and as 1 - P
    /// below, where it isn't small.
    public static func gammaUpper(_ a: Double, _ x: Double) -> Double {
        guard a > 0, x >= 0, a < .infinity else { return .nan }
        if x == 0 { return 1 }
        return x < a + 1 ? 1 - gammaSeries(a, x) : gammaFraction(a, x)
    }

    /// log Gamma(x) minus Stirling's leading terms (x - 1/2) log x - x + log(2 pi)/2, for positive `x`.
    static func stirlingError(_ x: Double) -> Double {
        guard x >= 15 else { return logGamma(x) - ((x - 0.5) * log(x) - x + 0.918_938_533_204_672_74) }
        // Bernoulli numbers B_2k / (2k (2k - 1)) over odd powers of x.
        let square = 1 / (x * x)
        let series =
            1.0 / 12
            + square
            * (-1.0 / 360 + square
                * (1.0 / 1260 + square
                    * (-1.0 / 1680
                        + square * (1.0 / 1188 + square * (-691.0 / 360_360 + square * (1.0 / 156))))))
        return series / x
    }

    private static func logGammaAboutTwo(_ z: Double) -> Double {
        var series = 0.0
        for coefficient in LogGammaTable.aboutTwo.reversed() { series = (series + coefficient) * z }
        return (series + LogGammaTable.first) * z
    }

    /// x^a exp(-x) / Gamma(a + 1).
    private static func gammaDensity(_ a: Double, _ x: Double) -> Double {
        if x == .infinity { return 0 }
        if a < 15 {
            // Half of the exponential at a time reaches the bottom of the range without denormal numbers.
            let half = exp(-x / 2)
            return pow(x, a) / tgamma(a + 1) * half * half
        }
        let exponent = a * Elementary.excessOverLog1p((x - a) / a) + stirlingError(a)
        return exp(-exponent) / (2 * Double.pi * a).squareRoot()
    }

    private static func gammaSeries(_ a: Double, _ x: Double) -> Double {
        var term = 1.0
        var sum = CompensatedSum()
        sum.add(term)
        var index = 1.0
        while index < 1e6 {
            term *= x / (a + index)
            sum.add(term)
            if term < sum.value * 1e-17 { break }
            index += 1
        }
        return min(1, gammaDensity(a, x) * sum.value)
    }

    private static func gammaFraction(_ a: Double, _ x: Double) -> Double {
        let density = gammaDensity(a, x)
        guard density > 0 else { return 0 }
        // Legendre's fraction 1/(x+1-a- 1(1-a)/(x+3-a- 2(2-a)/(x+5-a- ...))), by the modified Lentz method.
        var fraction = LentzFraction(start: x + 1 - a)
        var index = 1.0
        while index < 1e6, !fraction.isConverged {
            fraction.add(numerator: -index * (index - a), denominator: x + 2 * index + 1 - a)
            index += 1
        }
        return min(1, density * a / fraction.value)
    }
}

/// Coefficients of the logarithm of the gamma function about 2.
enum LogGammaTable {
    /// (-1)^k (zeta(k) - 1) / k for k = 2, 3, ...: the Taylor series of log Gamma(2 + z) from z^2 on.
    static let aboutTwo: [Double] = [
        0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986,
        0.0028905103307415234, -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939,
        9.945751278180853e-05, -4.492623673813314e-05, 2.050721277567069e-05, -9.439488275268397e-06,
        4.374866789907488e-06, -2.039215753801366e-06, 9.55141213040742e-07, -4.492469198764566e-07,
        2.1207184805554665e-07, -1.0043224823968099e-07, 4.7698101693639804e-08, -2.2711094608943164e-08,
        1.0838659214896955e-08, -5.183475041970047e-09, 2.4836745438024785e-09, -1.1921401405860912e-09,
        5.731367241678862e-10, -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11,
        3.1044247747322276e-11,
    ]

    /// The first coefficient, 1 minus Euler's constant.
    static let first = 0.42278433509846713
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The standard normal distribution.
public enum NormalDistribution {
    /// The density at `x`.
    public static func density(_ x: Double) -> Double {
        0.398_942_280_401_432_68 * exponentialOfHalfSquare(x)
    }

    /// The probability of a value of at most `x`, with full relative accuracy in the far lower tail.
    public static func lowerTail(_ x: Double) -> Double { upperTail(-x) }

    /// The probability of a value above `x`, with full relative accuracy in the far upper tail.
    public static func upperTail(_ x: Double) -> Double {
        // erfc magnifies the rounding of x / sqrt 2 by x^2; the first-order term takes it back.
        let argument = x * 0.707_106_781_186_547_52
        let rest = 0.707_106_781_186_547_52.errorOfProduct(x, argument) - 4.833_646_656_726_457e-17 * x
        let tail = Elementary.erfc(argument)
        guard argument.magnitude < 28 else { return tail / 2 }
        let slope = -1.128_379_167_095_512_6 * exp(-argument * argument)
        return (tail + slope * rest) / 2
    }

    /// The logarithm of the probability of a value of at most `x`, finite down to about -1e154.
    public static func logLowerTail(_ x: Double) -> Double {
        if x > 0 { return log1p(-upperTail(x)) }
        if x > -2 { return log(lowerTail(x)) }
        return -x * x / 2 + log(SpecialFunctions.erfcx(-x * 0.707_106_781_186_547_52) / 2)
    }

    /// The value that is not exceeded with probability `lowerTail`.
    ///
    /// Minus and plus infinity for 0 and 1, NaN outside.
    public static func quantile(lowerTail probability: Double) -> Double {
        if probability > 0.5 { return -quantile(lowerTail: 1 - probability) }
        guard probability >= 0 else { return .nan }
        guard probability > 0 else { return -.infinity }
        if probability == 0.5 { return 0 }
        // Abramowitz and Stegun 26.2.23, good to 4.5e-4, then a method that doubles or triples the digits.
        let t = (-2 * log(probability)).squareRoot()
        let start =
            (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
        var x = start
        if probability < 1e-5 {
            let logarithm = log(probability)
            for _ in 0..<5 {
                // phi / Phi is the slope of log Phi.
                let slope = 1 / (1.253_314_137_315_500_3 * SpecialFunctions.erfcx(-x * 0.707_106_781_186_547_52))
                x -= (logLowerTail(x) - logarithm) / slope
            }
        } else {
            for _ in 0..<3 {
                // About the middle the distance from one half keeps the digits that the tail loses.
                let excess =
                    probability > 0.3
                    ? Elementary.erf(x * 0.707_106_781_186_547_52) / 2 - (probability - 0.5)
                    : lowerTail(x) - probability
                let error = excess / density(x)
                x -= error / (1 + x * error / 2)
            }
        }
        return x
    }

    /// The value that is exceeded with probability `upperTail`, accurate for tiny probabilities.
    public static func quantile(upperTail probability: Double) -> Double { -quantile(lowerTail: probability) }

    /// exp(-x^2 / 2), with the rounding of the square taken back.
    static func exponentialOfHalfSquare(_ x: Double) -> Double {
        guard x.magnitude < 40 else { return 0 }
        let square = x * x
        let rest = x.errorOfProduct(x, square)
        return exp(-square / 2) * (1 - rest / 2)
    }
}

extension Double {
    /// The exact rounding error of `self * factor` when that was rounded to `product`.
    func errorOfProduct(_ factor: Double, _ product: Double) -> Double {
        (-product).addingProduct(self, factor)
    }
}

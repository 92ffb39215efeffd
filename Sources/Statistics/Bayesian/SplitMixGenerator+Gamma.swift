#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension SplitMixGenerator {
    /// A value of the exponential distribution with mean 1.
    mutating func nextExponential() -> Double { -log(nextUnit()) }

    /// A value of the standard normal distribution, by inversion.
    mutating func nextNormal() -> Double { NormalDistribution.quantile(lowerTail: nextUnit()) }

    /// A value of the gamma distribution with the given shape above 0 and scale 1 (Marsaglia and Tsang 2000).
    mutating func nextGamma(shape: Double) -> Double {
        if shape < 1 {
            // A value of shape + 1 times a power of a uniform one has the smaller shape.
            return nextGamma(shape: shape + 1) * pow(nextUnit(), 1 / shape)
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = nextNormal()
            let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
            guard v > 0 else { continue }
            if log(nextUnit()) < x * x / 2 + d - d * v + d * log(v) { return d * v }
        }
    }
}

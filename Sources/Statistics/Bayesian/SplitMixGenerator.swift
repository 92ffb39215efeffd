/// A small repeatable generator for sampling (splitmix64; Steele, Lea and Flood 2014).
///
/// The same seed gives the same numbers on every platform; it is not for secrets.
struct SplitMixGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Makes the generator of one stream of a seed, so that each draw has its own numbers whatever the order.
    init(seed: UInt64, stream: UInt64) {
        var mixer = SplitMixGenerator(state: stream)
        state = seed ^ mixer.next()
    }

    private init(state: UInt64) { self.state = state }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number strictly between 0 and 1.
    mutating func nextUnit() -> Double { (Double(next() >> 11) + 0.5) * 0x1p-53 }
}

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

/// SplitMix64: the seeded generator of the tests, independent of the generator under test.
struct Generator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number between -1 and 1, at times zero or of a very different size.
    mutating func float() -> Float {
        let value = Float.random(in: -1...1, using: &self)
        switch Int.random(in: 0..<40, using: &self) {
        case 0: return 0
        case 1: return value * 1e6
        case 2: return value * 1e-6
        default: return value
        }
    }

    /// About a standard normal variate: the sum of twelve uniform ones.
    mutating func normal() -> Float {
        var sum: Float = -6
        for _ in 0..<12 { sum += Float.random(in: 0..<1, using: &self) }
        return sum
    }
}

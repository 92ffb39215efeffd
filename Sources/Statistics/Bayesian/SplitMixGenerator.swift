/// A small repeatable generator for sampling (splitmix64; Steele, Lea and Flood 2014).
///
/// The same seed gives the same numbers on every platform; it is not for secrets.
struct SplitMixGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Creates the generator of one stream of a seed, so that each draw has its own numbers whatever the order.
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

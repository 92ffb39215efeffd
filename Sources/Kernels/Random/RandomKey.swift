/// The key of one unit's random numbers: 128 bits, taken from the unit's id.
///
/// Random numbers are a function of a key and a counter, with no state: whoever asks in whatever order gets the
/// same ones.
public struct RandomKey: Sendable, Hashable {
    let words: SIMD4<UInt32>

    /// Makes a key from four words.
    public init(_ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: UInt32) {
        words = SIMD4(a, b, c, d)
    }

    /// Makes a key from the first sixteen bytes of a digest, read as little-endian words.
    ///
    /// - Parameter digest: at least sixteen bytes; missing ones count as zero.
    public init(digest: some Collection<UInt8>) {
        var words = SIMD4<UInt32>.zero
        for (index, byte) in digest.prefix(16).enumerated() {
            words[index / 4] |= UInt32(byte) << UInt32(8 * (index % 4))
        }
        self.words = words
    }

    /// Makes a key from a number, for tests and demonstrations.
    public init(seed: UInt64) {
        self.init(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32), 0, 0)
    }
}

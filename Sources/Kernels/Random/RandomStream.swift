/// What random numbers are drawn for; each purpose has numbers of its own.
public enum RandomPurpose: UInt32, Sendable {
    /// Initial weights; the layer is the index of the weight matrix.
    case initialWeights = 1
    /// The order of the training rows; the step is the epoch.
    case rowOrder = 2
    /// Which units are dropped; the step is counted from the start of training.
    case dropout = 3
    /// Splits of a user's own data.
    case split = 4
    /// Anything else, in tests and demonstrations.
    case other = 5
}

/// A sequence of random numbers for one purpose, layer and step of a unit.
public struct RandomStream: Sendable, Hashable {
    /// The key of the unit.
    public let key: RandomKey
    /// The last two words of every counter: step, then purpose and layer.
    let step: UInt32
    let place: UInt32

    /// Names a sequence.
    ///
    /// - Parameters:
    ///   - key: the key of the unit.
    ///   - purpose: what the numbers are for.
    ///   - layer: the layer, 0 ... 2^24 - 1.
    ///   - step: the step or epoch, 0 ... 2^32 - 1.
    public init(key: RandomKey, purpose: RandomPurpose, layer: Int = 0, step: Int = 0) {
        self.key = key
        self.step = UInt32(truncatingIfNeeded: step)
        place = purpose.rawValue << 24 | UInt32(truncatingIfNeeded: layer) & 0x00FF_FFFF
    }

    /// The four words at a position of the sequence.
    ///
    /// - Parameter position: 0 ... 2^64 - 1.
    public func words(at position: UInt64) -> SIMD4<UInt32> {
        let counter = SIMD4(
            UInt32(truncatingIfNeeded: position), UInt32(truncatingIfNeeded: position >> 32), step, place)
        return Threefry.block(counter: counter, key: key.words)
    }

    /// The indices 0 ..< count in random order (Fisher and Yates), each order equally likely.
    public func permutation(count: Int) -> [Int] {
        var order = Array(0..<count)
        guard count > 1 else { return order }
        for last in stride(from: count - 1, to: 0, by: -1) {
            let words = words(at: UInt64(last))
            let wide = UInt64(words[0]) | UInt64(words[1]) << 32
            // The product's upper half is uniform up to 2^-64 * count, far below anything observable.
            order.swapAt(last, Int(wide.multipliedFullWidth(by: UInt64(last + 1)).high))
        }
        return order
    }
}

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

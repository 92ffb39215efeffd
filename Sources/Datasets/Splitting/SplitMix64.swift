/// The generator of random partitions: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
/// generators").
///
/// Partitions are part of a task's identity, so neither the generator nor the shuffle may depend on the standard
/// library's choices.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Makes one of the generators of a seed; those of two pairs of seed and number have nothing in common, however
    /// near they are.
    init(seed: UInt64, number: Int) {
        var first = SplitMix64(seed: seed)
        var second = SplitMix64(seed: UInt64(bitPattern: Int64(number)))
        state = first.next() ^ second.next()
    }

    /// The next 64 random bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// A number in `0..<bound`, each equally likely; `bound` must be positive.
    mutating func next(below bound: Int) -> Int {
        let bound = UInt64(bound)
        // Values beyond the largest multiple of the bound would favour small remainders.
        let limit = UInt64.max - UInt64.max % bound
        while true {
            let word = next()
            if word < limit { return Int(word % bound) }
        }
    }

    /// The elements in random order.
    ///
    /// Source: Fisher and Yates, as in Knuth, TAOCP volume 2, algorithm P.
    mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
        var result = elements
        for last in stride(from: result.count - 1, to: 0, by: -1) {
            result.swapAt(last, next(below: last + 1))
        }
        return result
    }
}

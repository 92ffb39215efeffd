/// SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Returns a copy of some bytes with one to four small changes.
    mutating func mutate(_ bytes: [UInt8], alphabet: [UInt8]? = nil) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...4, using: &self) {
            let position = result.isEmpty ? 0 : Int.random(in: 0..<result.count, using: &self)
            let byte = alphabet?.randomElement(using: &self) ?? UInt8.random(in: 0...255, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0: if !result.isEmpty { result[position] = byte }
            case 1: result.insert(byte, at: position)
            case 2: if !result.isEmpty { result.remove(at: position) }
            case 3: result.removeSubrange(position...)
            case 4:
                let end = min(result.count, position + Int.random(in: 1...40, using: &self))
                result.insert(contentsOf: result[position..<end], at: position)
            default:
                if !result.isEmpty {
                    result[position] ^= 1 << UInt8.random(in: 0..<8, using: &self)
                }
            }
        }
        return result
    }
}

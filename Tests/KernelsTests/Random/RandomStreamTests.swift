import Testing

@testable import Kernels

@Suite struct RandomStreamTests {
    private let key = RandomKey(seed: 42)

    @Test(arguments: [0, 1, 2, 3, 10, 257, 5000])
    func permutationsAreComplete(_ count: Int) {
        for step in 0..<5 {
            let order = RandomStream(key: key, purpose: .rowOrder, step: step).permutation(count: count)
            #expect(order.sorted() == Array(0..<count))
        }
    }

    /// All 120 orders of five are equally likely: chi-squared with 119 degrees of freedom.
    @Test func permutationsAreUniform() {
        var counts: [[Int]: Int] = [:]
        let draws = 24_000
        for step in 0..<draws {
            counts[RandomStream(key: key, purpose: .rowOrder, step: step).permutation(count: 5), default: 0] += 1
        }
        #expect(counts.count == 120)
        let expected = Double(draws) / 120
        let chiSquared = counts.values.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        // The 0.1 and 99.9 % points.
        #expect(chiSquared > 75 && chiSquared < 173, "\(chiSquared)")
    }

    /// Each place of a longer order is equally likely for each index: 29 x 29 degrees of freedom.
    @Test func placesAreUniform() {
        var counts = Array(repeating: 0, count: 900)
        let draws = 6000
        for step in 0..<draws {
            let order = RandomStream(key: key, purpose: .split, layer: 7, step: step).permutation(count: 30)
            for (place, index) in order.enumerated() { counts[place * 30 + index] += 1 }
        }
        let expected = Double(draws) / 30
        let chiSquared = counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        #expect(chiSquared > 841 - 4 * 41 && chiSquared < 841 + 4 * 41, "\(chiSquared)")
    }

    /// Key, purpose, layer, step and position each give other words.
    @Test func streamsDiffer() {
        var seen: Set<SIMD4<UInt32>> = []
        var count = 0
        for seed in [UInt64(0), 1, 1 << 32] {
            for purpose in [RandomPurpose.initialWeights, .rowOrder, .dropout, .split, .other] {
                for layer in [0, 1, 2, 255, 1 << 16] {
                    for step in [0, 1, 2, 1 << 24] {
                        let stream = RandomStream(
                            key: RandomKey(seed: seed), purpose: purpose, layer: layer, step: step)
                        for position in [UInt64(0), 1, 1 << 32] {
                            seen.insert(stream.words(at: position))
                            count += 1
                        }
                    }
                }
            }
        }
        #expect(seen.count == count)
    }

    @Test func keysFromDigests() {
        let digest = (0..<32).map { UInt8($0) }
        #expect(RandomKey(digest: digest) == RandomKey(0x0302_0100, 0x0706_0504, 0x0B0A_0908, 0x0F0E_0D0C))
        #expect(RandomKey(digest: [1]) == RandomKey(1, 0, 0, 0))
        #expect(RandomKey(seed: 0x1_0000_0002) == RandomKey(2, 1, 0, 0))
    }
}

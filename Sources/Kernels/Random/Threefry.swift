/// Threefry-4x32 with 20 rounds: random numbers as a function of a counter and a key.
///
/// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", 2011. Additions, rotations and
/// exclusive ors of 32-bit words only: sixteen blocks at once fill the vector registers.
enum Threefry {
    /// The parity constant of the key schedule.
    private static let parity: UInt32 = 0x1BD1_1BDA

    /// One block: four words from a counter of four words and a key of four words.
    static func block(counter: SIMD4<UInt32>, key: SIMD4<UInt32>) -> SIMD4<UInt32> {
        var state = Blocks(
            SIMD16(repeating: counter[0]), SIMD16(repeating: counter[1]), SIMD16(repeating: counter[2]),
            SIMD16(repeating: counter[3]))
        state.encrypt(key: key)
        return SIMD4(state.a[0], state.b[0], state.c[0], state.d[0])
    }

    /// Sixteen blocks side by side.
    struct Blocks {
        var a: SIMD16<UInt32>
        var b: SIMD16<UInt32>
        var c: SIMD16<UInt32>
        var d: SIMD16<UInt32>

        @inline(__always)
        init(_ a: SIMD16<UInt32>, _ b: SIMD16<UInt32>, _ c: SIMD16<UInt32>, _ d: SIMD16<UInt32>) {
            self.a = a
            self.b = b
            self.c = c
            self.d = d
        }

        /// Turns counters into random words.
        @inline(__always)
        mutating func encrypt(key: SIMD4<UInt32>) {
            let last = Threefry.parity ^ key[0] ^ key[1] ^ key[2] ^ key[3]
            inject(key[0], key[1], key[2], key[3], 0)
            firstFourRounds()
            inject(key[1], key[2], key[3], last, 1)
            secondFourRounds()
            inject(key[2], key[3], last, key[0], 2)
            firstFourRounds()
            inject(key[3], last, key[0], key[1], 3)
            secondFourRounds()
            inject(last, key[0], key[1], key[2], 4)
            firstFourRounds()
            inject(key[0], key[1], key[2], key[3], 5)
        }

        @inline(__always)
        private mutating func inject(_ k0: UInt32, _ k1: UInt32, _ k2: UInt32, _ k3: UInt32, _ number: UInt32) {
            a = a &+ k0
            b = b &+ k1
            c = c &+ k2
            d = d &+ (k3 &+ number)
        }

        @inline(__always)
        private mutating func firstFourRounds() {
            evenRound(10, 26)
            oddRound(11, 21)
            evenRound(13, 27)
            oddRound(23, 5)
        }

        @inline(__always)
        private mutating func secondFourRounds() {
            evenRound(6, 20)
            oddRound(17, 11)
            evenRound(25, 10)
            oddRound(18, 20)
        }

        @inline(__always)
        private mutating func evenRound(_ first: UInt32, _ second: UInt32) {
            a = a &+ b
            b = rotate(b, first) ^ a
            c = c &+ d
            d = rotate(d, second) ^ c
        }

        @inline(__always)
        private mutating func oddRound(_ first: UInt32, _ second: UInt32) {
            a = a &+ d
            d = rotate(d, first) ^ a
            c = c &+ b
            b = rotate(b, second) ^ c
        }
    }

    @inline(__always)
    private static func rotate(_ x: SIMD16<UInt32>, _ count: UInt32) -> SIMD16<UInt32> {
        (x &<< count) | (x &>> (32 &- count))
    }
}

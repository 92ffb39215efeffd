import Testing

@testable import Kernels

/// The block function against the known answers of Random123 for threefry4x32 with 20 rounds.
@Suite struct ThreefryTests {
    @Test func zeros() {
        #expect(
            Threefry.block(counter: .zero, key: .zero) == SIMD4(0x9C6C_A96A, 0xE17E_AE66, 0xFC10_ECD4, 0x5256_A7D8))
    }

    @Test func ones() {
        let ones = SIMD4<UInt32>(repeating: .max)
        #expect(
            Threefry.block(counter: ones, key: ones) == SIMD4(0x2A88_1696, 0x5701_2287, 0xF6C7_446E, 0xA16A_6732))
    }

    @Test func digitsOfPi() {
        let counter = SIMD4<UInt32>(0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344)
        let key = SIMD4<UInt32>(0xA409_3822, 0x299F_31D0, 0x082E_FA98, 0xEC4E_6C89)
        #expect(
            Threefry.block(counter: counter, key: key)
                == SIMD4(0x59CD_1DBB, 0xB887_9579, 0x86B5_D00C, 0xAC8B_6D84))
    }

    /// Sixteen blocks side by side are the same as one by one.
    @Test func lanesAreBlocks() {
        var generator = Generator(seed: 4)
        func words() -> SIMD16<UInt32> {
            SIMD16((0..<16).map { _ in UInt32.random(in: 0 ... .max, using: &generator) })
        }
        let (a, b, c, d) = (words(), words(), words(), words())
        let key = SIMD4<UInt32>(1, 2, 3, 4)
        var blocks = Threefry.Blocks(a, b, c, d)
        blocks.encrypt(key: key)
        for lane in 0..<16 {
            let block = Threefry.block(counter: SIMD4(a[lane], b[lane], c[lane], d[lane]), key: key)
            #expect(block == SIMD4(blocks.a[lane], blocks.b[lane], blocks.c[lane], blocks.d[lane]))
        }
    }
}

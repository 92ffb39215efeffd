import Testing

@testable import Statistics

@Suite struct WilcoxonPropertyTests {
    /// Random pairs on a grid coarse enough for ties and zeros.
    private func pairs(_ generator: inout SeededGenerator, levels: Int = 12) -> (x: [Double], y: [Double]) {
        let count = Int.random(in: 1...30, using: &generator)
        func values() -> [Double] {
            (0..<count).map { _ in Double(Int.random(in: 0...levels, using: &generator)) / 10 }
        }
        return (values(), values())
    }

    private let modes: [WilcoxonSignedRankTest.Mode] = [
        .exact, .normal(continuityCorrection: true), .normal(continuityCorrection: false), .r, .scipy,
    ]

    @Test func exactAgainstAllSignPatterns() throws {
        var generator = SeededGenerator(seed: 1)
        for _ in 0..<60 {
            let count = Int.random(in: 1...11, using: &generator)
            let values = (0..<count).map { _ in Double(Int.random(in: -4...4, using: &generator)) }
            for zeroMethod in ZeroMethod.allCases {
                let differences = try PairedDifferences(differences: values)
                let ranks = SignedRanks(differences, zeroMethod: zeroMethod)
                let size = ranks.doubledRanks.count
                var atMost = 0
                var atLeast = 0
                for pattern in 0..<(1 << size) {
                    var sum = 0
                    for bit in 0..<size where pattern & (1 << bit) != 0 { sum += ranks.doubledRanks[bit] }
                    if sum <= ranks.doubledPlus { atMost += 1 }
                    if sum >= ranks.doubledPlus { atLeast += 1 }
                }
                let patterns = Double(1 << size)
                func p(_ alternative: Alternative) throws -> Double {
                    try WilcoxonSignedRankTest(zeroMethod: zeroMethod, alternative: alternative).run(differences).p
                }
                #expect(try p(.less) == Double(atMost) / patterns)
                #expect(try p(.greater) == Double(atLeast) / patterns)
                #expect(try p(.twoSided) == min(1, 2 * Double(min(atMost, atLeast)) / patterns))
            }
        }
    }

    @Test func exchangingMethodsSwapsTheTails() throws {
        var generator = SeededGenerator(seed: 2)
        for _ in 0..<100 {
            let (x, y) = pairs(&generator)
            for mode in modes {
                for zeroMethod in ZeroMethod.allCases {
                    func result(_ alternative: Alternative, _ x: [Double], _ y: [Double]) throws
                        -> WilcoxonSignedRankResult
                    {
                        try WilcoxonSignedRankTest(mode: mode, zeroMethod: zeroMethod, alternative: alternative)
                            .run(x: x, y: y)
                    }
                    let forward = try result(.greater, x, y)
                    let backward = try result(.less, y, x)
                    #expect(forward.p == backward.p)
                    #expect(forward.rankSumPlus == backward.rankSumMinus)
                    #expect(try result(.twoSided, x, y).p == result(.twoSided, y, x).p)
                }
            }
        }
    }

    @Test func orderAndScaleOfTasksDoNotMatter() throws {
        var generator = SeededGenerator(seed: 3)
        for _ in 0..<100 {
            let (x, y) = pairs(&generator)
            let order = Array(x.indices).shuffled(using: &generator)
            let scale = Double.random(in: 1e-3...1e3, using: &generator)
            for mode in modes {
                for zeroMethod in ZeroMethod.allCases {
                    let test = WilcoxonSignedRankTest(mode: mode, zeroMethod: zeroMethod, alternative: .greater)
                    let result = try test.run(x: x, y: y)
                    #expect(try test.run(x: order.map { x[$0] }, y: order.map { y[$0] }) == result)
                    #expect(try test.run(x: x.map { $0 * scale }, y: y.map { $0 * scale }) == result)
                }
            }
        }
    }

    @Test func moreEvidenceNeverRaisesP() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<100 {
            let (x, y) = pairs(&generator)
            let index = Int.random(in: x.indices, using: &generator)
            // Flipping a loss into a win of the same size keeps all ranks.
            guard x[index] < y[index] else { continue }
            var better = (x, y)
            better.0[index] = y[index]
            better.1[index] = x[index]
            for mode in modes {
                let test = WilcoxonSignedRankTest(mode: mode, alternative: .greater)
                #expect(try test.run(x: better.0, y: better.1).p < test.run(x: x, y: y).p)
            }
        }
    }

    @Test func tailsOverlapInTheObservedValue() throws {
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<100 {
            let (x, y) = pairs(&generator)
            let less = try WilcoxonSignedRankTest(alternative: .less).run(x: x, y: y).p
            let greater = try WilcoxonSignedRankTest(alternative: .greater).run(x: x, y: y).p
            let both = try WilcoxonSignedRankTest().run(x: x, y: y).p
            #expect(less + greater > 1)
            // A two-sided p that forgets to double the smaller tail is half of this.
            #expect(both == min(1, 2 * min(less, greater)))
        }
    }

    @Test func tiesByRoundingAreTies() throws {
        // All differences are 0.05 in decimal, and four different numbers in binary.
        let x = [0.8, 0.9, 0.35, 0.3, 0.15, 0.65]
        let y = [0.75, 0.85, 0.3, 0.25, 0.1, 0.7]
        let tolerant = try WilcoxonSignedRankTest(alternative: .greater).run(x: x, y: y)
        #expect(tolerant.tied == 6)
        #expect(tolerant.p == 7.0 / 64)
        let exact = try WilcoxonSignedRankTest(alternative: .greater).run(
            x: x.map { try #require(Fraction(decimal: "\($0)")) }, y: y.map { try #require(Fraction(decimal: "\($0)")) }
        )
        #expect(exact.p == tolerant.p && exact.rankSumPlus == tolerant.rankSumPlus)
        let binary = try WilcoxonSignedRankTest(alternative: .greater).run(x: x, y: y, rounding: .binary)
        #expect(binary.tied < 6)
    }

    @Test func exactTestOfTwoThousandPairs() throws {
        // Ranks in halves, the widest table there is; its normal approximation is good to four digits in the middle.
        var generator = SeededGenerator(seed: 7)
        let x = (0..<2000).map { _ in Double(Int.random(in: 1...1_000_000, using: &generator)) }
        let y = (0..<2000).map { _ in Double(Int.random(in: 1...1_000_000, using: &generator)) }
        let exact = try WilcoxonSignedRankTest(alternative: .greater).run(x: x, y: y)
        #expect(exact.tied > 0)
        let normal = try WilcoxonSignedRankTest(mode: .normal(continuityCorrection: true), alternative: .greater)
            .run(x: x, y: y)
        #expect(isClose(exact.p, normal.p, relative: 1e-3))
        #expect(throws: StatisticsError.self) {
            try WilcoxonSignedRankTest().run(PairedDifferences(differences: (1...2001).map(Double.init)))
        }
    }

    @Test(arguments: [1, 2, 60, 500, 1000, 1074])
    func extremeTailIsAPowerOfTwo(_ count: Int) throws {
        let result = try WilcoxonSignedRankTest(alternative: .greater)
            .run(PairedDifferences(differences: (1...count).map(Double.init)))
        // 1 minus the lower tail would be 0 from 54 pairs on.
        #expect(result.p == Double(sign: .plus, exponent: -count, significand: 1))
        #expect(
            try WilcoxonSignedRankTest(alternative: .less)
                .run(PairedDifferences(differences: (1...count).map(Double.init))).p == 1)
    }

    @Test func nothingButZeros() throws {
        for mode in modes {
            for zeroMethod in ZeroMethod.allCases {
                let result = try WilcoxonSignedRankTest(mode: mode, zeroMethod: zeroMethod).run(x: [1, 2], y: [1, 2])
                #expect(result.p == 1 && result.z == nil)
                #expect(result.convention.contains("all differences are zero"))
            }
        }
    }

    @Test func conventionNamesWhatWasDone() throws {
        let x = [1.0, 2, 3, 4]
        let y = [0.5, 1, 1.5, 2]
        let r = try WilcoxonSignedRankTest(mode: .r, zeroMethod: .pratt, alternative: .greater).run(x: x, y: y)
        #expect(
            r.convention
                == "Wilcoxon signed-rank, one-sided, x greater than y, exact (as R's wilcox.test, paired); "
                + "zeros dropped; ties averaged; ties and zeros up to binary rounding")
        let normal = try WilcoxonSignedRankTest(mode: .r).run(x: x + [1], y: y + [1])
        #expect(normal.convention.contains("two-sided, normal approximation, tie-corrected variance, continuity"))
        #expect(!normal.isExact && normal.zeros == 1 && normal.ranked == 4)
    }

    /// Which test R and scipy choose, at the sizes where they change their mind.
    @Test(arguments: [(49, true, true), (50, false, true), (51, false, false)])
    func sizeWhereToolsSwitch(_ count: Int, _ isExactInR: Bool, _ isExactInScipy: Bool) throws {
        let plain = try PairedDifferences(differences: (1...count).map { Double($0.isMultiple(of: 3) ? -$0 : $0) })
        #expect(try WilcoxonSignedRankTest(mode: .r).run(plain).isExact == isExactInR)
        #expect(try WilcoxonSignedRankTest(mode: .scipy).run(plain).isExact == isExactInScipy)
        // A zero makes one pair more for scipy; R counts what is left and then gives up exactness for the zero.
        let withZero = try PairedDifferences(differences: [0] + plain.values)
        #expect(try !WilcoxonSignedRankTest(mode: .r).run(withZero).isExact)
        #expect(try !WilcoxonSignedRankTest(mode: .scipy).run(withZero).isExact)
        let tied = try PairedDifferences(differences: [1] + plain.values.dropLast())
        #expect(try !WilcoxonSignedRankTest(mode: .r).run(tied).isExact)
        let normal = try WilcoxonSignedRankTest(mode: .normal(continuityCorrection: true)).run(tied)
        #expect(try WilcoxonSignedRankTest(mode: .r).run(tied).p == normal.p)
    }

    @Test func errors() {
        #expect(throws: StatisticsError.unequalLengths(first: "x", firstCount: 1, second: "y", secondCount: 2)) {
            try WilcoxonSignedRankTest().run(x: [1], y: [1, 2])
        }
        #expect(throws: StatisticsError.notFinite(what: "y", index: 1, value: "nan")) {
            try WilcoxonSignedRankTest().run(x: [1, 2], y: [1, .nan])
        }
        #expect(throws: StatisticsError.notFinite(what: "x - y", index: 0, value: "inf")) {
            try WilcoxonSignedRankTest().run(x: [.greatestFiniteMagnitude], y: [-.greatestFiniteMagnitude])
        }
        #expect(throws: StatisticsError.tooFew(what: "pairs", needed: 1, found: 0)) {
            try WilcoxonSignedRankTest().run(x: [Double](), y: [])
        }
    }
}

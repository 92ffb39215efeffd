import Testing

@testable import Statistics

@Suite struct EffectSizeTests {
    @Test func fixtures() throws {
        for testCase in try Fixture.cases("effect_size") {
            let x = testCase["x"].numbers
            let y = testCase["y"].numbers
            let expected = testCase["expected"]
            let differences = try PairedDifferences(x: x, y: y)
            let counts = WinTieLoss(differences)
            #expect(Double(counts.wins) == expected["wins"].number)
            #expect(Double(counts.ties) == expected["ties"].number)
            #expect(Double(counts.losses) == expected["losses"].number)
            #expect(WinTieLoss(differences, order: .smallestFirst).wins == counts.losses)
            #expect(EffectSize.rankBiserial(differences) == expected["rank_biserial_paired"].number)
            #expect(isClose(try EffectSize.cliffsDelta(x: x, y: y), expected["cliffs_delta"].number, relative: 1e-14))
            #expect(try EffectSize.varghaDelaneyA(x: x, y: y) == expected["vargha_delaney_a12"].number)
            let summary = try Summary(differences.values)
            #expect(isClose(summary.mean, expected["mean_diff"].number, relative: 1e-14))
            #expect(isClose(summary.median, expected["median_diff"].number, relative: 1e-14))
        }
        #expect(EffectSize.rankBiserial(try PairedDifferences(differences: [0, 0])) == 0)
    }

    @Test func signTest() throws {
        let differences = try PairedDifferences(differences: [1, 2, 3, -1, 0, 5, 6, 7, 8, 9])
        // 8 of 9: (1 + 9) / 512.
        #expect(isClose(SignTest(differences, alternative: .greater).p, 10.0 / 512, relative: 1e-14))
        #expect(isClose(SignTest(differences).p, 20.0 / 512, relative: 1e-14))
        #expect(isClose(SignTest(differences, alternative: .less).p, 511.0 / 512, relative: 1e-14))
        #expect(SignTest(try PairedDifferences(differences: [0.0])).p == 1)
        #expect(SignTest(try PairedDifferences(differences: [1.0, -1])).p == 1)
        let tail = SignTest(try PairedDifferences(differences: (1...1000).map(Double.init)), alternative: .greater)
        #expect(isClose(tail.p, 0x1p-1000, relative: 1e-12))
    }

    @Test func hodgesLehmann() throws {
        // R: wilcox.test(c(1.1, 2.3, -0.4, 3.8, 0.9, 2.7), conf.int = TRUE): all 21 averages, 1 and 21 at the ends for
        // 95 %.
        let differences = try PairedDifferences(differences: [1.1, 2.3, -0.4, 3.8, 0.9, 2.7])
        let estimate = try HodgesLehmannEstimate(differences)
        #expect(isClose(estimate.estimate, 1.7, relative: 1e-12))
        #expect(estimate.lower == -0.4 && estimate.upper == 3.8)
        #expect(estimate.achievedConfidence == 1 - 2.0 / 64)
        let narrow = try HodgesLehmannEstimate(differences, confidence: 0.8)
        #expect(narrow.lower > estimate.lower && narrow.upper < estimate.upper)
        #expect(narrow.achievedConfidence >= 0.8)
        let mirrored = try HodgesLehmannEstimate(differences.negated, confidence: 0.8)
        #expect(mirrored.lower == -narrow.upper && mirrored.upper == -narrow.lower)
        #expect(throws: StatisticsError.self) { try HodgesLehmannEstimate(differences, confidence: 1) }
        let single = try HodgesLehmannEstimate(PairedDifferences(differences: [2]))
        #expect(single.estimate == 2 && single.lower == 2 && single.achievedConfidence == 0)
    }

    /// Six pairs are the fewest of which the extremes reach 95 %: 1 - 2 / 2^6; of four it is 1 - 2 / 2^4.
    @Test func anIntervalSaysWhichConfidenceItHas() throws {
        func estimate(_ pairs: Int) throws -> HodgesLehmannEstimate {
            try HodgesLehmannEstimate(PairedDifferences(differences: (1...pairs).map { Double($0 * $0) }))
        }
        let (one, four, six) = try (estimate(1), estimate(4), estimate(6))
        #expect(HodgesLehmannEstimate.confidenceText([six]) == "at least 95 %")
        #expect(HodgesLehmannEstimate.confidenceText([four]) == "87.5 %, since too few pairs differ for 95 %")
        #expect(HodgesLehmannEstimate.confidenceText([one]) == "0 %, since too few pairs differ for 95 %")
        #expect(
            HodgesLehmannEstimate.confidenceText([six, four])
                == "at least 95 %, or 87.5 % and more where too few pairs differ for that")
        #expect(HodgesLehmannEstimate.confidenceText([]) == "at least 95 %")
    }

    @Test func intervalInvertsTheTest() throws {
        // A shift outside the interval is rejected by the exact test, one inside is not.
        var generator = SeededGenerator(seed: 31)
        for _ in 0..<40 {
            let values = (0..<Int.random(in: 6...25, using: &generator)).map { _ in
                Double.random(in: -1...2, using: &generator)
            }
            let interval = try HodgesLehmannEstimate(PairedDifferences(differences: values))
            func p(_ shift: Double) throws -> Double {
                try WilcoxonSignedRankTest().run(PairedDifferences(differences: values.map { $0 - shift })).p
            }
            #expect(try p(interval.lower - 1e-6) <= 0.05)
            #expect(try p(interval.upper + 1e-6) <= 0.05)
            #expect(try p(interval.lower + 1e-6) > 0.05)
            #expect(try p(interval.upper - 1e-6) > 0.05)
        }
    }
}

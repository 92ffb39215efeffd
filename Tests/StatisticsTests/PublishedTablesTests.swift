import Foundation
import Testing

@testable import Statistics

/// The p-values and ranks of the published tables, recomputed from the published accuracies.
@Suite struct PublishedTablesTests {
    private static let columns = ["SNN", "MS", "HW", "ResNet", "BN", "WN", "LN"]
    private static let names = [
        "SNN": "snn", "MS": "msra", "HW": "highway", "ResNet": "resnet", "BN": "batchnorm", "WN": "weightnorm",
        "LN": "layernorm",
    ]

    private func table() throws -> ScoreTable<Fraction> {
        let rows = try Fixture.table("uci_accuracy.csv")
        #expect(rows.count == 121)
        return try ScoreTable(
            methods: Self.columns, tasks: rows.map { $0["dataset"] ?? "" },
            scores: rows.map { row in Self.columns.map { row[$0].flatMap { Fraction(decimal: $0) } } })
    }

    /// One-sided p against SNN: scipy in R's convention, a computation in big integers, and the print.
    @Test(arguments: [
        ("MS", 0.027_797_707_314_898_45, 0.027_634_331_518_839_803, 2.7e-2),
        ("LN", 0.015_114_582_319_719_59, 0.014_887_768_612_071_09, 1.5e-2),
        ("HW", 0.001_864_322_902_708_719, 0.001_734_116_225_187_149, 1.9e-3),
        ("ResNet", 0.000_541_342_103_799_340_3, 0.000_469_708_450_913_313_1, 5.4e-4),
        ("WN", 8.152_302_149_045_31e-07, 3.895_933_690_065_725e-07, 7.8e-7),
        ("BN", 3.347_833_475_325_279_2e-06, 1.886_811_728_408_447_6e-06, 3.5e-6),
    ])
    func signedRankOfTableOne(_ method: String, _ normal: Double, _ exact: Double, _ printed: Double) throws {
        let column = try #require(Self.columns.firstIndex(of: method))
        let differences = try table().differences(0, column)
        #expect(differences.count == 120)
        let result = try WilcoxonSignedRankTest(mode: .r, alternative: .greater).run(differences)
        #expect(isClose(result.p, normal, relative: 1e-13), "\(result.p)")
        #expect(isClose(result.p, printed, relative: 0.06))
        // A tool that prints the half as two-sided would make MSRAinit significant: it isn't, two-sided.
        let twoSided = try WilcoxonSignedRankTest(mode: .r).run(differences)
        #expect(isClose(twoSided.p, 2 * result.p, relative: 1e-12))
        if method == "MS" { #expect(twoSided.p > 0.05) }
        // Without the correction of the variance for ties p is another.
        let ranks = SignedRanks(differences, zeroMethod: .wilcox)
        let n = Double(ranks.ranked)
        let uncorrected = NormalDistribution.upperTail(
            (ranks.plus - n * (n + 1) / 4 - 0.5) / (n * (n + 1) * (2 * n + 1) / 24).squareRoot())
        #expect(ranks.tieSizes.isEmpty || uncorrected > result.p)
        let fromPatterns = try WilcoxonSignedRankTest(alternative: .greater).run(differences)
        #expect(isClose(fromPatterns.p, exact, relative: 1e-13), "\(fromPatterns.p)")
    }

    /// The average rank differences without `trains`, recomputed independently.
    @Test func averageRankDifferences() throws {
        let ranks = try table().averageRanks(missing: .taskDropped)
        let expected = [-0.763, -0.233, 0.000, 0.242, 0.525, 0.400, -0.171]
        let printed = try Fixture.table("uci_average_rank_difference.csv")
        for (row, value) in zip(ranks.rows, expected) {
            #expect(row.tasks == 120)
            let difference = try #require(row.averageRankDifference)
            #expect(abs(difference - value) <= 0.0005 + 1e-12, "\(row.method) \(difference)")
            let line = try #require(printed.first { $0["method"] == Self.names[row.method] })
            let published = try #require(line["average_rank_difference"].flatMap(Double.init))
            #expect(abs(difference - published) < 0.035)
        }
        #expect(ranks.best == 0)
        #expect(abs(ranks.rows.compactMap(\.averageRankDifference).reduce(0, +)) < 1e-12)
    }

    @Test func meanAccuracies() throws {
        let expected = [0.8139, 0.8011, 0.7868, 0.7924, 0.7724, 0.7766, 0.7968]
        let complete = try table().scores.map { $0.compactMap { $0 } }.filter { $0.count == 7 }
        for (column, value) in expected.enumerated() {
            let mean = try Summary(complete.map { $0[column].value }).mean
            #expect(abs(mean - value) <= 0.00005 + 1e-12)
        }
    }

    /// The published p-values over 10 folds are multiples of 1/1024 to the digits printed: exact and one-sided.
    @Test func foldPValuesAreMultiplesOfOneIn1024() throws {
        let distribution = try SignedRankDistribution(doubledRanks: (1...10).map { 2 * $0 })
        let rows = try Fixture.table("htru2_auc.csv").filter { $0["p"]?.isEmpty == false }
        #expect(rows.count == 6)
        var oddCounts = 0
        for row in rows {
            let printed = try #require(row["p"].flatMap(Double.init))
            let matches = (0...55).map { distribution.atMost(2 * $0) }
                .filter { String(format: "%.1e", $0) == String(format: "%.1e", printed) }
            #expect(!matches.isEmpty, "\(row)")
            // A two-sided p is an even number of 1024ths.
            if matches.contains(where: { ($0 * 1024).truncatingRemainder(dividingBy: 2) == 1 }) { oddCounts += 1 }
        }
        #expect(oddCounts >= 3)
    }

    @Test func foldPValueByName() throws {
        // Ten folds, the reference better but for ranks 1 and 3: 7 of 1024 patterns have a sum of at most 4.
        let differences: [Double] = [-1, 2, -3, 4, 5, 6, 7, 8, 9, 10]
        let result = try WilcoxonSignedRankTest(alternative: .greater).run(PairedDifferences(differences: differences))
        #expect(result.rankSumMinus == 4)
        #expect(result.p == 7.0 / 1024)
        #expect(result.isExact)
    }

    @Test func wholeComparisonOfTableOne() throws {
        let table = try table()
        let comparisons = try table.comparisons(
            test: WilcoxonSignedRankTest(mode: .r, alternative: .greater), missing: .taskDropped)
        #expect(comparisons.reference == 0 && comparisons.rows.count == 6)
        // WeightNorm has the smallest p, which Holm multiplies by the number of comparisons.
        #expect(isClose(comparisons.rows[4].adjustedP, 6 * comparisons.rows[4].wilcoxon.p, relative: 1e-12))
        #expect(comparisons.rows.allSatisfy { $0.adjustedP >= $0.wilcoxon.p && $0.adjustedP <= 1 })
        let friedman = try table.friedmanTest()
        #expect(friedman.tasks == 120 && friedman.methods == 7)
        #expect(isClose(friedman.chiSquared, 31.481_609_556_743_287, relative: 1e-12))
        #expect(isClose(friedman.chiSquaredP, 2.050_807_500_148_302_2e-05, relative: 1e-11))
        #expect(isClose(friedman.f, 5.441_120_512_177_805, relative: 1e-12))
        #expect(isClose(friedman.fP, 1.623_599_397_499_847e-05, relative: 1e-11))
    }
}

import Formats
import Statistics
import Tables

/// Each method against the reference: difference, effect, tests of difference and of equivalence.
package struct ControlPart: NumberPart {
    package static let name = "control"
    package static let summary = "Each method against one: difference, effect, Bonferroni-Dunn, equivalence, Bayes."
    package static let title = "Against one method"

    package let table: Table

    package init(_ study: NumberStudy) throws {
        table = try PartTable.joined(study, Self.table)
    }

    private static func table(_ report: TableReport) throws -> Table {
        let options = report.options
        let comparison = report.comparison
        var table = Table(
            columns: [
                "method", "difference", "lower", "upper", "rank_biserial", "p", "p_holm", "p_dunn", "p_equivalent",
                "bayes_better", "bayes_equivalent", "bayes_worse",
            ])
        guard let tests = comparison.comparisons else { return table }
        let reference = tests.reference
        let dunn =
            comparison.methods.count > 1 && !report.completeRanks.isEmpty
            ? try BonferroniDunnTest(methods: comparison.methods.count, tasks: report.completeRanks.count) : nil
        var test = options.comparison.test
        test.alternative = .twoSided
        let others = report.order.filter { column in tests.rows.contains { $0.method == column } }
        let differences = try others.map { try report.differences(reference, $0) }
        let results = try differences.map { try test.run($0) }
        let holm = try PValueAdjustment.holm.adjusted(results.map(\.p))
        var estimates: [HodgesLehmannEstimate] = []
        for (place, column) in others.enumerated() {
            let own = differences[place]
            let estimate =
                own.count <= HodgesLehmannEstimate.limit
                ? try HodgesLehmannEstimate(own, confidence: options.confidence, zeroMethod: options.zeroMethod) : nil
            estimate.map { estimates.append($0) }
            let equivalence =
                options.rope > 0 && own.count <= 2000
                ? try EquivalenceTest(own, margin: options.rope, mode: .exact) : nil
            let bayes = try BayesianSignedRankTest(
                own, rope: options.rope, draws: max(1000, min(20_000, 5_000_000 / own.count)), seed: options.seed)
            let ranks = report.averageRank(reference) - report.averageRank(column)
            table.rows.append([
                .text(comparison.methods[column]), .decimal(estimate?.estimate, places: 4, sign: true),
                .decimal(estimate?.lower, places: 4, sign: true), .decimal(estimate?.upper, places: 4, sign: true),
                .decimal(EffectSize.rankBiserial(own), places: 3, sign: true), .probability(results[place].p),
                .probability(holm[place]), dunn.map { .probability($0.p(rankDifference: ranks)) } ?? .none,
                .probability(equivalence?.p), .decimal(bayes.probabilityXLarger, places: 3),
                .decimal(bayes.probabilityEquivalent, places: 3), .decimal(bayes.probabilityYLarger, places: 3),
            ])
        }
        let name = comparison.methods[reference]
        table.notes = [
            "\(name) against each, positive where \(name) is better\(report.unit.isEmpty ? "" : ", in\(report.unit)"): Hodges-Lehmann "
                + "difference and interval (\(HodgesLehmannEstimate.confidenceText(estimates)), zeros "
                + "\(options.zeroMethod == .wilcox ? "dropped as in the test" : "kept")), two-sided p, adjusted after Holm and after "
                + "Bonferroni and Dunn by average ranks.",
            "p equivalent: two one-sided signed-rank tests; small where the two differ by less than \(NumberText.short(options.rope)). "
                + "Bayes: signed-rank test with that rope, seed \(options.seed).",
        ]
        if let dunn {
            let critical = try dunn.criticalDifference(alpha: options.alpha)
            table.notes.append(
                "Bonferroni-Dunn: average ranks differ from \(name)'s at \(NumberText.short(options.alpha)) from "
                    + "\(NumberText.decimal(critical, places: 3)) on.")
        }
        return table
    }
}

import Formats
import Statistics
import Tables

/// All pairs of methods under every test and adjustment.
package struct PairPart: NumberPart {
    package static let name = "pairs"
    package static let summary = "All pairs of methods, two-sided, under every test and adjustment."
    package static let title = "All pairs"

    package let table: Table

    package init(_ study: NumberStudy) throws {
        table = try PartTable.joined(study, Self.table)
    }

    private static func table(_ report: TableReport) throws -> Table {
        let pairs = try report.pairs()
        let methods = report.comparison.methods
        var further: [(name: String, p: [Double])] = []
        let p = pairs.rows.map(\.wilcoxon.p)
        if pairs.untested == 0, methods.count > 1, report.options.adjustment == nil {
            for adjustment in LogicalAdjustment.allCases where methods.count <= adjustment.limit {
                further.append(
                    (adjustment.rawValue.replacing("-", with: "_"), try adjustment.adjusted(p, methods: methods.count)))
            }
        }
        let complete = try report.counted().complete
        let order = report.options.comparison.order
        if pairs.untested == 0, complete.tasks.count > 1, methods.count > 1 {
            let scores = complete.scores.map { $0.compactMap { $0 } }
            further.append(("conover", try ConoverTest(ranks: report.completeRanks).p))
            further.append(("quade", try QuadeTest(scores: scores, order: order).pairP))
            further.append(
                ("aligned_ranks", try AlignedRanksTest(scores: scores.map { $0.map(\.value) }, order: order).pairP))
        }
        var table = Table(
            columns: ["first", "second", "rank_difference", "win_tie_loss", "p"]
                + report.options.shownAdjustments.map { "p_\($0.name)" } + ["p_nemenyi"]
                + further.map { "p_\($0.name)" })
        table.rows = pairs.rows.enumerated().map { position, row in
            let adjusted = report.options.shownAdjustments.map { Cell.probability(row.adjustedP[$0.value] ?? 1) }
            return [
                .text(methods[row.first]), .text(methods[row.second]), .decimal(row.rankDifference, places: 3),
                .text(row.winTieLoss.description), .probability(row.wilcoxon.p),
            ] + adjusted + [.probability(row.nemenyiP)] + further.map { .probability($0.p[position]) }
        }
        let words = ConventionWords.text(
            pairs.rows.map { ("\(methods[$0.first]) and \(methods[$0.second])", $0.wilcoxon.convention) })
        table.notes = ["p: \(words); adjusted over all pairs."]
        if pairs.untested > 0 {
            table.notes.append("\(NumberText.counted(pairs.untested, "pair")) left out: no task has a score of both.")
        }
        if further.contains(where: { $0.name == "conover" }) {
            table.notes.append(
                "Shaffer and Bergmann-Hommel adjust the p of Wilcoxon's test; Conover's, Quade's and aligned ranks' p are of tests "
                    + "of their own, not adjusted; the last two take scores of different tasks to be on one scale.")
        }
        return table
    }
}

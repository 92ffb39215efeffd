import Formats
import Statistics
import Tables

/// Intervals of average ranks and of differences, and the probability of being best.
package struct IntervalPart: NumberPart {
    package static let name = "intervals"
    package static let summary = "Bootstrap intervals of average ranks and differences, probability of being best."
    package static let title = "Intervals"

    package let table: Table

    package init(_ study: NumberStudy) throws {
        table = try PartTable.joined(study, Self.table)
    }

    private static func table(_ report: TableReport) throws -> Table {
        let options = report.options
        let ranks = report.completeRanks
        let bootstrap =
            ranks.count > 1 && report.comparison.methods.count > 1
            ? try AverageRankBootstrap(ranks: ranks, confidence: options.confidence, seed: options.seed) : nil
        let best = report.comparison.comparisons?.reference ?? report.order.first ?? 0
        var areRuns = false
        var table = Table(
            columns: [
                "method", "average_rank", "rank_lower", "rank_upper", "probability_best", "mean_difference",
                "difference_lower", "difference_upper",
            ])
        for column in report.order {
            let row = bootstrap?.rows[column]
            var cells: [Cell] = [
                .text(report.comparison.methods[column]), .decimal(report.averageRank(column), places: 3),
                .decimal(row?.lower, places: 3), .decimal(row?.upper, places: 3),
                .decimal(row?.probabilityBest, places: 3),
            ]
            if column != best, let interval = try difference(report, column, best, &areRuns) {
                cells += [
                    .decimal(interval.mean, places: 4, sign: true), .decimal(interval.lower, places: 4, sign: true),
                    .decimal(interval.upper, places: 4, sign: true),
                ]
            } else {
                cells += [.none, .none, .none]
            }
            table.rows.append(cells)
        }
        let share = NumberText.short(options.confidence)
        table.notes = [
            "Average ranks: percentiles of 10,000 draws of the tasks with replacement, confidence \(share), seed \(options.seed); "
                + "probability of being best: Rubin's Bayesian bootstrap of the tasks.",
            "Mean difference\(report.unit) from \(report.comparison.methods[best]), "
                + (areRuns
                    ? "runs drawn again within each task: what other runs on the same tasks would give."
                    : "tasks drawn again: what other tasks of the same kind would give."),
        ]
        return table
    }

    /// The interval of the mean of first minus second; runs are drawn within their task where each task has several of both.
    private static func difference(
        _ report: TableReport, _ first: Int, _ second: Int, _ areRuns: inout Bool
    ) throws -> DifferenceBootstrap? {
        let options = report.options
        let kept = Set(report.comparison.tasks)
        if let runs = report.table.runs {
            var values: [Double] = []
            var strata: [String] = []
            for (task, row) in zip(report.table.tasks, runs) where kept.contains(task) {
                guard row[first].count == row[second].count else { continue }
                for (x, y) in zip(row[first], row[second]) {
                    values.append(x.value - y.value)
                    strata.append(task)
                }
            }
            if Set(strata).count < values.count {
                areRuns = true
                return try DifferenceBootstrap(
                    values, strata: strata, confidence: options.confidence, seed: options.seed)
            }
        }
        let scores = try report.counted()
        guard scores.sharesTask(first, second) else { return nil }
        let differences = try scores.differences(first, second)
        guard differences.count > 1 else { return nil }
        return try DifferenceBootstrap(differences.values, confidence: options.confidence, seed: options.seed)
    }
}

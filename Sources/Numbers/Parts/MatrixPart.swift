import Formats
import Graphics
import Statistics
import Tables

/// The multi-comparison matrix: every method against every other one.
///
/// Ismail-Fawaz et al. (2023), "An approach to multiple comparison benchmark evaluations that is stable under manipulation of the
/// comparate set": a cell depends on its two methods alone.
package struct MatrixPart: NumberPart {
    package static let name = "matrix"
    package static let summary = "Every method against every other one: mean difference, wins, ties, losses, p."
    package static let title = "Every method against every other one"
    package static let isDrawn = true

    package let table: Table
    package let charts: [Chart]

    private struct Entry {
        let mean: Double
        let counts: WinTieLoss
        let p: Double
    }

    package init(_ study: NumberStudy) throws {
        var charts: [Chart] = []
        table = try PartTable.joined(study) { report in
            let order = report.order
            let entries = try Self.entries(report)
            let methods = report.orderedMethods
            charts.append(Self.chart(report, methods, order, entries))
            return Table(
                columns: ["method", "mean_score"] + methods,
                rows: order.map { row in
                    [.text(report.comparison.methods[row]), .decimal(report.comparison.meanScores[row], places: 4)]
                        + order.map { column in
                            guard let entry = entries[row][column] else { return Cell.none }
                            return .text(
                                "\(NumberText.decimal(entry.mean, places: 4, sign: true)) (\(entry.counts), "
                                    + "\(NumberText.p(entry.p)))")
                        }
                },
                notes: [
                    "Row minus column: mean difference\(report.unit), wins/ties/losses of the row, two-sided p of Wilcoxon's test, "
                        + "not adjusted; \(report.betterWord) is better. A cell depends on its two methods alone."
                ])
        }
        self.charts = charts
    }

    private static func entries(_ report: TableReport) throws -> [[Entry?]] {
        let count = report.comparison.methods.count
        let scores = try report.counted()
        var test = report.options.comparison.test
        test.alternative = .twoSided
        var entries = [[Entry?]](repeating: [Entry?](repeating: nil, count: count), count: count)
        for first in 0..<count {
            for second in 0..<count where second > first && scores.sharesTask(first, second) {
                let differences = try scores.differences(first, second)
                let mean = try Summary(differences.values).mean
                let p = try test.run(differences).p
                let order = report.options.comparison.order
                entries[first][second] = Entry(mean: mean, counts: WinTieLoss(differences, order: order), p: p)
                entries[second][first] = Entry(
                    mean: -mean, counts: WinTieLoss(differences.negated, order: order), p: p)
            }
        }
        return entries
    }

    private static func chart(
        _ report: TableReport, _ methods: [String], _ order: [Int], _ entries: [[Entry?]]
    ) -> Chart {
        // By the share of wins, ties as half.
        func step(_ counts: WinTieLoss) -> Int {
            let total = Double(counts.wins + counts.ties + counts.losses)
            let share = (Double(counts.wins) + Double(counts.ties) / 2) / max(1, total)
            return [0.2, 0.4, 0.6, 0.8, 0.9].count { share > $0 }
        }
        var grid = HeatGrid(
            title: "Every method against every other one"
                + (report.table.metric.isEmpty ? "" : ", \(report.table.metric)"),
            description:
                "A row's method minus a column's: mean difference, wins/ties/losses and two-sided p; bold where p is below "
                + "\(NumberText.short(report.options.alpha)). The darker, the more often the row's method is better.",
            columns: methods, rows: methods,
            fields: order.map { row in
                order.map { column in
                    entries[row][column].map { entry in
                        HeatGrid.Field(
                            [
                                NumberText.decimal(entry.mean, places: 4, sign: true), entry.counts.description,
                                NumberText.p(entry.p),
                            ], step: step(entry.counts), isBold: entry.p < report.options.alpha)
                    }
                }
            },
            legend: [
                (0, "wins up to 20 %"), (1, "40 %"), (2, "60 %"), (3, "80 %"), (4, "90 %"), (5, "more"),
            ])
        grid.columnWidth = 78
        grid.linesOfCell = 3
        return grid.chart
    }
}

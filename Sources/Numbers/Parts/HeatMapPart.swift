import Formats
import Graphics
import Statistics
import Tables

/// Every method on every task, coloured by its rank among the methods there.
package struct HeatMapPart: NumberPart {
    package static let name = "heat-map"
    package static let summary = "Every method on every task, coloured by its rank there."
    package static let title = "Every task, every method"
    package static let isDrawn = true

    package let table: Table
    package let charts: [Chart]

    package init(_ study: NumberStudy) throws {
        var charts: [Chart] = []
        table = try PartTable.joined(study) { report in
            let order = report.order
            let ranks = try report.table.scores.map {
                try Ranking.ranks(of: $0, order: report.options.comparison.order)
            }
            let count = order.count
            func step(_ rank: Double) -> Int {
                if rank <= 1 { return Paint.heatCount - 1 }
                let share = (rank - 1) / Double(max(1, count - 1))
                return [0.25, 0.5, 0.75, 1].firstIndex { share <= $0 }.map { Paint.heatCount - 2 - $0 } ?? 0
            }
            let unit = report.unit.isEmpty ? "" : ", in\(report.unit)"
            charts.append(
                HeatGrid(
                    title: "Scores of \(NumberText.counted(count, "method")) on "
                        + NumberText.counted(report.table.tasks.count, "task")
                        + (report.table.metric.isEmpty ? "" : ", \(report.table.metric)") + unit,
                    description:
                        "One row a task, one column a method, the best average rank first; the darker, the better the rank on the task.",
                    columns: report.orderedMethods, rows: report.table.tasks,
                    fields: ranks.enumerated().map { row, ranks in
                        order.map { column in
                            guard let score = report.table.scores[row][column], let rank = ranks[column] else {
                                return nil
                            }
                            return HeatGrid.Field(
                                [Self.text(score.value)], step: step(rank), isBold: rank <= 1)
                        }
                    },
                    legend: [(5, "best"), (4, "first quarter"), (3, "second"), (2, "third"), (1, "last quarter")]
                ).chart)
            return Table(
                columns: ["task"] + report.orderedMethods.map { "rank_\($0)" },
                rows: zip(report.table.tasks, ranks).map { task, ranks in
                    [.text(task)] + order.map { .decimal(ranks[$0], places: 1) }
                }, notes: ["Ranks within each task, 1 for the best, ties averaged; missing scores have none."])
        }
        self.charts = charts
    }

    private static func text(_ value: Double) -> String {
        NumberText.decimal(value, places: value.magnitude < 10 ? 3 : value.magnitude < 1000 ? 1 : 0)
    }
}

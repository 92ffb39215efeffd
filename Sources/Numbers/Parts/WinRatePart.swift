import Formats
import Statistics
import Tables

/// The share of tasks on which each method is better than each other one, with Elo ratings beside.
package struct WinRatePart: NumberPart {
    package static let name = "win-rates"
    package static let summary = "How often each method beats each other one, with Elo ratings."
    package static let title = "Win rates"

    package let table: Table

    package init(_ study: NumberStudy) throws {
        table = try PartTable.joined(study, Self.table)
    }

    private static func table(_ report: TableReport) throws -> Table {
        let scores = try report.counted()
        let rates = try WinRates(scores, order: report.options.comparison.order)
        let order = report.order
        let isComplete = scores.complete.tasks.count == scores.tasks.count
        var table = Table(
            columns: ["method"] + report.orderedMethods + ["mean_rate", "elo"],
            rows: order.map { row in
                [.text(report.comparison.methods[row])] + order.map { .decimal(rates.rates[row][$0], places: 3) } + [
                    .decimal(rates.means[row], places: 3), .decimal(rates.elo?[row], places: 0),
                ]
            })
        table.notes = ["Share of common tasks on which the row's method is better than the column's, ties as half."]
        if rates.elo == nil {
            table.notes.append(
                "No Elo ratings: a method or a group of methods always wins or always loses, and its rating is infinite."
            )
        } else {
            table.notes.append(
                "Elo ratings (Bradley-Terry, mean 1000)"
                    + (isComplete
                        ? " say no more than the average ranks on a complete table: they are another scale of the same wins."
                        : "; the table is incomplete, and methods are rated by the tasks that they have."))
        }
        return table
    }
}

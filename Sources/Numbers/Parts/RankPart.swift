import Formats
import Statistics
import Tables

/// Average ranks, with the tests of the reference against each other method.
package struct RankPart: NumberPart {
    package static let name = "ranks"
    package static let summary = "Average ranks, and the tests of the best method against each other one."
    package static let title = "Ranks"

    package let table: Table

    package init(_ study: NumberStudy) throws {
        table = PartTable.joined(study, Self.table)
    }

    private static func table(_ report: TableReport) -> Table {
        let comparison = report.comparison
        let adjustments = report.options.shownAdjustments
        var table = Table(
            columns: ["method", "average_rank", "average_rank_difference", "mean_score", "win_tie_loss", "p"]
                + adjustments.map { "p_\($0.name)" }, notes: notes(report))
        let averages = comparison.averageRanks.rows
        for column in report.order {
            let position = comparison.comparisons?.rows.firstIndex { $0.method == column }
            let test = position.flatMap { comparison.comparisons?.rows[$0] }
            var cells: [Cell] = [
                .text(comparison.methods[column]), .decimal(averages[column].averageRank ?? .nan, places: 3),
                .decimal(averages[column].averageRankDifference ?? .nan, places: 3, sign: true),
                comparison.meanScores[column].map { .decimal($0, places: 4) } ?? .none,
                test.map { .text($0.winTieLoss.description) } ?? .none,
                test.map { .probability($0.wilcoxon.p) } ?? .none,
            ]
            for adjustment in adjustments {
                cells.append(
                    position.flatMap { report.adjusted[adjustment.value]?[$0] }.map { .probability($0) } ?? .none)
            }
            table.rows.append(cells)
        }
        return table
    }

    private static func notes(_ report: TableReport) -> [String] {
        let comparison = report.comparison
        var notes = [
            "\(NumberText.counted(comparison.tasks.count, "task")), "
                + "\(NumberText.counted(comparison.methods.count, "method")); rank 1 is the "
                + (report.options.comparison.order == .smallestFirst ? "smallest" : "largest")
                + " value, ties averaged."
        ]
        if !comparison.droppedTasks.isEmpty {
            notes.append(
                "\(NumberText.counted(comparison.droppedTasks.count, "task")) left out: a value is missing there.")
        }
        if let tests = comparison.comparisons {
            let reference = comparison.methods[tests.reference]
            let words = ConventionWords.text(
                tests.rows.map {
                    (comparison.methods[$0.method], TestWords.convention($0.wilcoxon, reference: reference))
                })
            notes.append("p: \(reference) against each, win/tie/loss from its side; \(words).")
            if !tests.untested.isEmpty {
                let names = tests.untested.map { comparison.methods[$0] }.joined(separator: ", ")
                notes.append("No test of \(names): there is no task with a score of both.")
            }
        }
        return notes + TestWords.lines(report)
    }
}

import Formats
import Statistics
import Tables

/// The scores themselves, for a paper: the best of each task in bold, marks of significance at the average ranks.
package struct ScorePart: NumberPart {
    package static let name = "scores"
    package static let summary = "The scores; in LaTeX the best of each task in bold, with marks of significance."
    package static let title = "Scores"

    package let table: Table
    package let latex: String?

    package init(_ study: NumberStudy) throws {
        table = PartTable.joined(study) { report in
            let order = report.order
            let hasSpread = report.table.runs != nil
            var table = Table(columns: ["task"] + report.orderedMethods)
            for (row, task) in report.table.tasks.enumerated() {
                table.rows.append(
                    [.text(task)]
                        + order.map { column in
                            guard let score = report.table.scores[row][column] else { return Cell.none }
                            guard hasSpread, let spread = report.table.spread(row, column) else {
                                return .decimal(score.value, places: 4)
                            }
                            return .text(
                                "\(NumberText.decimal(score.value, places: 4)) ± \(NumberText.decimal(spread, places: 4))"
                            )
                        })
            }
            table.notes = [
                "Methods by average rank, the best first; \(report.betterWord) is better\(report.unit.isEmpty ? "" : ", in\(report.unit)")."
                    + (hasSpread ? " Mean and standard deviation over runs." : "")
            ]
            return table
        }
        latex = try study.reports.map(Self.latex).joined(separator: "\n")
    }

    /// A tabular with the best of each task in bold, and under it average ranks with a star where a method is significantly worse than
    /// the best.
    private static func latex(_ report: TableReport) throws -> String {
        let order = report.order
        let comparison = report.comparison
        let reference = comparison.comparisons?.reference
        var test = report.options.comparison.test
        test.alternative = .twoSided
        let others = order.filter { column in comparison.comparisons?.rows.contains { $0.method == column } ?? false }
        let p = try others.map { column in
            try test.run(try report.differences(reference ?? 0, column)).p
        }
        let holm = Dictionary(uniqueKeysWithValues: zip(others, try PValueAdjustment.holm.adjusted(p)))
        let name = reference.map { comparison.methods[$0] } ?? ""
        var lines = [
            "% Bold: best of its task. * differs from \(LaTeX.comment(name)) at \(NumberText.short(report.options.alpha)): Wilcoxon "
                + "signed-rank tests, two-sided, adjusted after Holm.",
            "\\begin{tabular}{l\(String(repeating: "r", count: order.count))}",
            "task & " + report.orderedMethods.map(LaTeX.escaped).joined(separator: " & ") + " \\\\ \\hline",
        ]
        for (row, task) in report.table.tasks.enumerated() {
            let scores = order.map { report.table.scores[row][$0] }
            let ranks = try Ranking.ranks(of: scores, order: report.options.comparison.order)
            let best = ranks.compactMap { $0 }.min()
            let cells = zip(order, zip(scores, ranks)).map { column, entry in
                guard let score = entry.0 else { return "--" }
                var text = NumberText.decimal(score.value, places: 4)
                if let spread = report.table.spread(row, column) {
                    text += " \\pm \(NumberText.decimal(spread, places: 4))"
                    return entry.1 == best ? "$\\mathbf{\(text)}$" : "$\(text)$"
                }
                return entry.1 == best ? "\\textbf{\(text)}" : LaTeX.number(text)
            }
            lines.append(LaTeX.escaped(task) + " & " + cells.joined(separator: " & ") + " \\\\")
        }
        let means = order.map { comparison.meanScores[$0].map { NumberText.decimal($0, places: 4) } ?? "--" }
        lines.append("\\hline mean & " + means.joined(separator: " & ") + " \\\\")
        let averages = order.map { column -> String in
            let text = NumberText.decimal(report.averageRank(column), places: 2)
            let isWorse = (holm[column] ?? 1) < report.options.alpha
            return (column == order.first ? "\\textbf{\(text)}" : text) + (isWorse ? "$^{*}$" : "")
        }
        lines.append("average rank & " + averages.joined(separator: " & ") + " \\\\")
        lines.append("\\end{tabular}")
        return lines.map { $0 + "\n" }.joined()
    }
}

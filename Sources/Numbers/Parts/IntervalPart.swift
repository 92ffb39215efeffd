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
        let others = report.order.filter { $0 != best }
        let pairs = Dictionary(uniqueKeysWithValues: others.map { ($0, PairedRuns(report, $0, best)) })
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
            if let pair = pairs[column], let interval = try difference(report, column, best, pair) {
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
            "Mean difference\(report.unit) from \(report.comparison.methods[best]), ",
        ]
        let byRuns = others.filter { pairs[$0]?.hasRuns == true }
        let byTasks = others.filter { pairs[$0]?.hasRuns != true }.map { report.comparison.methods[$0] }
        let ofTasks = "tasks drawn again: what other tasks of the same kind would give"
        guard !byRuns.isEmpty else {
            table.notes[1] += ofTasks + "."
            return table
        }
        table.notes[1] +=
            "runs drawn again within each task: what other runs on the same tasks would give; the mean is over tasks."
        if !byTasks.isEmpty {
            table.notes.append("Of \(RawTable.listed(byTasks)), without a task of several runs of both, \(ofTasks).")
        }
        func list(_ words: KeyPath<PairedRuns, [String]>) -> String? {
            var seen: Set<String> = []
            let all = byRuns.flatMap { pairs[$0]?[keyPath: words] ?? [] }.filter { seen.insert($0).inserted }
            return all.isEmpty ? nil : RawTable.listed(all)
        }
        table.notes += [
            list(\.tasksLeftOut).map { "Left out of differences, without a run of both methods: \($0)." },
            list(\.runsLeftOut).map { "Left out of differences, runs of one of two methods alone: \($0)." },
            list(\.singles).map { "A single run of both, with nothing to draw: \($0)." },
        ].compactMap { $0 }
        return table
    }

    /// The interval of the mean of first minus second: of runs within their tasks where a task has several of both, else of tasks.
    private static func difference(
        _ report: TableReport, _ first: Int, _ second: Int, _ pair: PairedRuns
    ) throws -> DifferenceBootstrap? {
        let options = report.options
        if pair.hasRuns {
            let differences = try pair.tasks.map { runs in
                try PairedDifferences(x: runs.map(\.first), y: runs.map(\.second)).values
            }
            return try DifferenceBootstrap(runs: differences, confidence: options.confidence, seed: options.seed)
        }
        let scores = try report.counted()
        guard scores.sharesTask(first, second) else { return nil }
        let differences = try scores.differences(first, second)
        guard differences.count > 1 else { return nil }
        return try DifferenceBootstrap(differences.values, confidence: options.confidence, seed: options.seed)
    }
}

/// The runs of two methods on the tasks that count, each beside the other's of the same seed, fold or such.
private struct PairedRuns {
    /// Of each task with a run of both the scores of those runs.
    private(set) var tasks: [[(first: TaskScore, second: TaskScore)]] = []
    /// Tasks without a run of both.
    private(set) var tasksLeftOut: [String] = []
    /// Runs that one of the two lacks on a task of both.
    private(set) var runsLeftOut: [String] = []
    /// Tasks with one run of both.
    private(set) var singles: [String] = []

    /// Whether some task has several runs.
    var hasRuns: Bool { tasks.contains { $0.count > 1 } }

    init(_ report: TableReport, _ first: Int, _ second: Int) {
        let table = report.table
        let kept = Set(report.comparison.tasks)
        for (task, row) in zip(table.tasks, table.runs ?? []) where kept.contains(task) {
            let scores = Dictionary(row[second].map { ($0.key, $0.score) }) { first, _ in first }
            let pairs = row[first].compactMap { run in scores[run.key].map { (first: run.score, second: $0) } }
            if pairs.isEmpty {
                tasksLeftOut.append("\(task) of \(table.methods[first])")
                continue
            }
            tasks.append(pairs)
            if pairs.count == 1 { singles.append(task) }
            for (own, other) in [(first, second), (second, first)] {
                let keys = Set(row[other].map(\.key))
                runsLeftOut += row[own].filter { !keys.contains($0.key) }.map { run in
                    let words = zip(table.runColumns, run.key).map { "\($0) \($1)" }
                    return "\(task) \(table.methods[own]) \(words.joined(separator: " "))"
                }
            }
        }
    }
}

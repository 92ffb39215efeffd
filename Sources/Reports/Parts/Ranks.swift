import Evaluation
import Formats
import Tables

/// Average ranks, mean results and the tests of the best method against each other one, as `rank` has them.
struct Ranks: ReportPart {
    static let name = "ranks"
    static let summary = "Average ranks, mean results and p-values, as rank prints them."

    private let ranked: RankedResults
    private let published: PublishedNumbers

    /// What was compared; nil where there is nothing to rank.
    var comparison: Comparison? { ranked.comparison }

    init(_ source: ReportSource) throws {
        ranked = try source.fact()
        published = try source.fact()
    }

    var table: Table {
        let metrics = ranked.results.metrics
        let mean = "mean_" + (metrics.count == 1 ? metrics[0].replacing("-", with: "_") : "result")
        let areMeans = ranked.results.areMeans
        let columns =
            ["method", "average_rank", "lower", "upper", "average_rank_difference", "paper_difference", mean]
            + (areMeans ? ["deviation"] : []) + ["p", "p_holm", "paper_p", "wins_ties_losses"]
        guard let comparison else {
            return Table(columns: columns, rows: [], notes: [ranked.lack] + ranked.results.leftOut.map(\.description))
        }
        let isWhole = ranked.areOverTasks && Set(ranked.results.methodNames) == Set(MethodName.paperNames)
        let half = halfCriticalDifference
        return Table(
            columns: columns,
            rows: comparison.rows.map { row in
                let head: [Cell] = [
                    .text(row.method), .decimal(row.averageRank, places: 3),
                    .decimal(half.map { row.averageRank - $0 }, places: 2),
                    .decimal(half.map { row.averageRank + $0 }, places: 2),
                    .decimal(row.averageRankDifference, places: 3, sign: true),
                    .decimal(isWhole ? published.rankDifferences[row.method] : nil, places: 3, sign: true),
                    .decimal(row.meanScore, places: 4),
                ]
                let deviation = areMeans ? ranked.results.deviation(of: row.method, on: comparison.tasks) : nil
                let tests: [Cell] = [
                    .probability(row.p), .probability(row.adjustedP[.holm]),
                    .probability(isWhole ? published.rankPValues[row.method] : nil),
                    row.winTieLoss.map { .text($0.description) } ?? .none,
                ]
                return head + (areMeans ? [.decimal(deviation, places: 4)] : []) + tests
            }, notes: notes(comparison))
    }

    var section: PageSection? {
        guard ranked.areOverTasks else { return nil }
        var section = Self.section("Ranks", "Which method ranks best")
        guard comparison != nil else {
            section.leads = [ranked.lack]
            section.noteLines = ranked.results.leftOut.map(\.description)
            return section
        }
        let table = table
        section.tables = [PageTable(table, title: "Average ranks", naming: 0)]
        section.noteLines = table.notes
        return section
    }

    /// Half of Nemenyi's critical difference: methods whose ranks lie farther apart than twice that differ.
    private var halfCriticalDifference: Double? {
        comparison?.nemenyi.flatMap { try? $0.criticalDifference() / 2 }
    }

    /// The lines under `rank`, and what the columns mean that it has not.
    private func notes(_ comparison: Comparison) -> [String] {
        var notes = RankNotes.lines(comparison, ranked.results)
        notes.append(
            "Difference: average rank minus that of random methods, \(NumberText.short(Double(comparison.methodCount + 1) / 2)); "
                + "negative is better.")
        if halfCriticalDifference != nil {
            notes.append(
                "Lower and upper: the average rank less and plus half of Nemenyi’s critical difference at 0.05; methods "
                    + "whose intervals do not meet differ.")
        }
        if ranked.results.areMeans {
            notes.append(
                "Deviation: the standard deviation of a method’s results over splits and seeds within a task, pooled over the "
                    + "tasks.")
        }
        return notes
    }
}

/// What a comparison found, in a sentence.
struct Finding {
    /// The sentence.
    let text: String

    /// Says who leads, and whether anything can be told apart: Friedman's test first, then Nemenyi's critical difference.
    init(_ comparison: Comparison) {
        let names = comparison.rows.map { MethodName.title($0.method) }
        let tasks = NumberText.counted(comparison.tasks.count, "task")
        guard names.count > 1 else {
            text = "\(names.first ?? "No method") has results on \(tasks); there is nothing to rank it against."
            return
        }
        let best = "\(names[0]) ranks best of \(names.count) methods on \(tasks)"
        guard let friedman = comparison.friedman, let nemenyi = comparison.nemenyi,
            let groups = try? nemenyi.groups(averageRanks: comparison.rows.map(\.averageRank))
        else {
            text = best + "; one task says nothing about differences."
            return
        }
        let p = NumberText.p(friedman.fP)
        guard friedman.fP < 0.05 else {
            text = best + ", but no two of them can be told apart (Friedman’s test, \(p))."
            return
        }
        let leaders = (groups.first { $0.contains(0) } ?? [0]).map { names[$0] }
        if leaders.count == 1 {
            text =
                best + ", ahead of every other one by more than Nemenyi’s critical difference (Friedman’s test, \(p))."
        } else if leaders.count == names.count {
            text =
                best + "; the methods differ (Friedman’s test, \(p)), but none lies a critical difference behind it."
        } else {
            text =
                best
                + "; with it lead \(Self.list(Array(leaders.dropFirst()))), within Nemenyi’s critical difference, and the "
                + "other \(names.count - leaders.count) rank behind (Friedman’s test, \(p))."
        }
    }

    private static func list(_ names: [String]) -> String {
        names.count < 2 ? names.joined() : names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "")
    }
}

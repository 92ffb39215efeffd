import Evaluation
import Formats
import Statistics
import Tables

/// One method against each other one: the difference with its interval, the test, and whether both are as good.
///
/// The method is the one that `--focus` names; else the only one in the file that is none of the paper's seven.
struct Focus: ReportPart {
    static let name = "focus"
    static let summary = "One method against each other one, with interval and equivalence; --focus names it."

    /// A line: the method against another.
    struct Row: Sendable {
        let other: String
        let comparison: MethodComparison
        /// The p-value, adjusted over the rows after Holm.
        let adjustedP: Double

        /// What can be said, in words of the first method.
        var verdict: String {
            if adjustedP < ClaimJudge.alpha {
                return comparison.paired.rankBiserial > 0 ? "better" : "worse"
            }
            let bayesian = comparison.paired.bayesian
            return bayesian.map { $0.probabilityEquivalent >= 0.95 } == true ? "as good" : "not told apart"
        }
    }

    /// The method; nil where none is named and not exactly one is a user's own.
    let method: String?
    /// The others, in the order of the paper's tables.
    let rows: [Row]
    /// Why there is nothing; empty where there is something.
    private let lack: String

    /// Half the width of the region of practical equivalence.
    static let rope = 0.01

    init(_ source: ReportSource) throws {
        let results = try source.fact(RankedResults.self).results
        let own = results.methodNames.filter { !MethodName.paperNames.contains($0) }
        let method = source.options.focus ?? (own.count == 1 ? own[0] : nil)
        self.method = method
        guard let method, results.methodNames.contains(method) else {
            rows = []
            lack = method.map { "There is no result of \($0)." } ?? "No method is named; --focus NAME does."
            return
        }
        var options = PairedComparison.Options()
        options.rope = Self.rope
        let comparisons = try results.methodNames.filter { $0 != method }.compactMap { other in
            results.tasks(completeFor: [method, other]).isEmpty
                ? nil : (other, try MethodComparison(results, method, other, options: options))
        }
        let adjusted = try PValueAdjustment.holm.adjusted(comparisons.map(\.1.paired.wilcoxon.p))
        rows = zip(comparisons, adjusted).map { Row(other: $0.0, comparison: $0.1, adjustedP: $1) }
        lack = rows.isEmpty ? "No task has a result of \(method) and of another method." : ""
    }

    var table: Table {
        Table(
            columns: [
                "method", "against", "tasks", "wins_ties_losses", "median_difference", "lower", "upper", "p", "p_holm",
                "probability_equivalent", "verdict",
            ],
            rows: rows.map { row in
                let paired = row.comparison.paired
                return [
                    .text(method ?? ""), .text(row.other), .integer(row.comparison.rows.count),
                    .text(paired.winTieLoss.description),
                    .decimal(paired.hodgesLehmann?.estimate, places: 4, sign: true),
                    .decimal(paired.hodgesLehmann?.lower, places: 4, sign: true),
                    .decimal(paired.hodgesLehmann?.upper, places: 4, sign: true),
                    .probability(paired.wilcoxon.p), .probability(row.adjustedP),
                    .decimal(paired.bayesian?.probabilityEquivalent, places: 2), .text(row.verdict),
                ]
            }, notes: rows.isEmpty ? [lack] : notes)
    }

    var section: PageSection? {
        guard let method, !rows.isEmpty else { return nil }
        var section = Self.section(MethodName.title(method), "\(MethodName.title(method)) against each other method")
        section.leads = [sentence]
        section.tables = [PageTable(table, title: "\(MethodName.title(method)) against each other one", naming: 1)]
        section.noteLines = notes
        return section
    }

    /// What was found, in a sentence.
    var sentence: String {
        let words = ["better", "as good", "not told apart", "worse"].compactMap { verdict -> String? in
            let names = rows.filter { $0.verdict == verdict }.map { MethodName.title($0.other) }
            guard !names.isEmpty else { return nil }
            let list = names.joined(separator: ", ")
            switch verdict {
            case "better": return "better than \(list)"
            case "as good": return "as good as \(list)"
            case "worse": return "worse than \(list)"
            default: return "not told apart from \(list)"
            }
        }
        return "\(MethodName.title(method ?? "")) is \(words.joined(separator: "; "))."
    }

    private var notes: [String] {
        [
            "Tasks that both methods have. Difference: the median of Walsh averages (Hodges and Lehmann) with an interval of "
                + "\(HodgesLehmannEstimate.confidenceText(rows.compactMap(\.comparison.paired.hodgesLehmann))) by the exact test. "
                + "p, adjusted after Holm over \(NumberText.counted(rows.count, "test")): "
                + Comparison.convention(rows.map { ($0.other, $0.comparison.paired.wilcoxon.convention) }) + ".",
            "As good: the Bayesian signed-rank test gives 0.95 and more that the difference lies within "
                + "\(NumberText.short(Self.rope)) of zero.",
        ]
    }
}

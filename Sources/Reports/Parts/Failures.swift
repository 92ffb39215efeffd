import Evaluation
import Formats
import ResultStore
import Tables

/// What went wrong: attempts without success by reason, and the share of units that diverged.
struct Failures: ReportPart {
    static let name = "failures"
    static let summary = "Attempts without success, by reason."

    /// One reason.
    struct Row: Sendable {
        let outcome: String
        let reason: String
        let attempts: Int
        let open: Int
        let methods: [String: Int]
    }

    /// The reasons, the most frequent first.
    let rows: [Row]
    /// The shares of units that diverged.
    let divergences: [DivergenceCount]

    /// Reads all attempts.
    init(_ source: ReportSource) throws {
        var byReason: [String: [String: (attempts: Int, open: Int)]] = [:]
        var outcomes: [String: (outcome: String, reason: String)] = [:]
        for count in try source.store.failureCounts() {
            let reason = AttemptRecord.reason(count.message)
            let key = count.outcome.rawValue + "\u{0}" + reason
            outcomes[key] = (count.outcome.rawValue, reason)
            let old = byReason[key]?[count.method] ?? (0, 0)
            byReason[key, default: [:]][count.method] = (old.attempts + count.attempts, old.open + count.unsolved)
        }
        rows = byReason.compactMap { key, methods in
            outcomes[key].map { named in
                Row(
                    outcome: named.outcome, reason: named.reason,
                    attempts: methods.values.reduce(0) { $0 + $1.attempts },
                    open: methods.values.reduce(0) { $0 + $1.open }, methods: methods.mapValues(\.attempts))
            }
        }.sorted { ($1.attempts, $0.outcome, $0.reason) < ($0.attempts, $1.outcome, $1.reason) }
        divergences = try source.store.divergenceCounts()
    }

    /// A line a reason.
    var table: Table {
        Table(
            columns: ["outcome", "reason", "attempts", "units_unsolved", "methods"],
            rows: rows.map { row in
                let methods = MethodName.sorted(row.methods.keys).map {
                    "\(MethodName.title($0)) \(row.methods[$0] ?? 0)"
                }
                return [
                    .text(row.outcome), .text(row.reason), .integer(row.attempts), .integer(row.open),
                    .text(methods.joined(separator: ", ")),
                ]
            }, notes: [Self.caption])
    }

    var section: PageSection? {
        var section = Self.section("Failures", "What went wrong")
        if rows.isEmpty {
            section.leads = ["Nothing: every attempt succeeded."]
        } else {
            section.tables = [PageTable(table, title: "Attempts without success by reason")]
            section.tablesBelow = [PageTable(divergenceTable, title: "Share of units that diverged")]
            section.noteLines = [Self.caption] + divergenceTable.notes
        }
        return section
    }

    /// The share of units that diverged, a line a method and a column a learning rate.
    var divergenceTable: Table {
        let rates = Set(divergences.map(\.learningRate)).sorted()
        let methods = MethodName.sorted(Set(divergences.map(\.method)))
        return Table(
            columns: ["method"] + rates.map { "rate_\(NumberText.short($0))" },
            rows: methods.map { method in
                [.text(MethodName.title(method))]
                    + rates.map { rate in
                        let cell = divergences.first { $0.method == method && $0.learningRate == rate }
                        return cell.map { .text(Self.share($0)) } ?? .none
                    }
            }, notes: ["Units whose loss was no longer finite, of all that ran to an end, by learning rate."])
    }

    private static func share(_ cell: DivergenceCount) -> String {
        guard cell.diverged > 0, cell.units > 0 else { return "0" }
        let percent = 100 * Double(cell.diverged) / Double(cell.units)
        return "\(NumberText.decimal(percent, places: percent < 10 ? 1 : 0)) % (\(cell.diverged) of \(cell.units))"
    }

    /// What the numbers are.
    static let caption =
        "Attempts of the whole results file that ended without success; numbers within a reason are left out, but for exit "
        + "codes and signals. Unsolved are those whose unit has never succeeded; diverged units stay so, since the same seed "
        + "gives the same bits, and what a program does not support is no failure of it."
}

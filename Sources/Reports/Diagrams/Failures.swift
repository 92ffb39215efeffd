import ResultStore

/// What went wrong: attempts without success by reason, and the share of units that diverged.
struct Failures: Sendable {
    /// One reason.
    struct Row: Sendable {
        let outcome: String
        let reason: String
        let attempts: Int
        let open: Int
        let methods: [String: Int]
    }

    /// How many units of a method and learning rate diverged.
    struct Divergence: Sendable {
        let method: String
        let learningRate: Double
        let units: Int
        let diverged: Int
    }

    /// The reasons, the most frequent first.
    let rows: [Row]
    /// The shares of units that diverged.
    let divergences: [Divergence]

    /// Reads all attempts.
    init(_ store: ResultStore) throws {
        var byReason: [String: [String: (attempts: Int, open: Int)]] = [:]
        var outcomes: [String: (outcome: String, reason: String)] = [:]
        let found = try Rows(
            store,
            """
            SELECT outcome, coalesce(message, ''), method, count(*), sum(NOT retried) FROM failures
            GROUP BY outcome, message, method
            """)
        for row in found {
            let reason = Self.withoutNumbers(row.text(1))
            let key = row.text(0) + "\u{0}" + reason
            outcomes[key] = (row.text(0), reason)
            let old = byReason[key]?[row.text(2)] ?? (0, 0)
            byReason[key, default: [:]][row.text(2)] = (
                old.attempts + (row.integer(3) ?? 0), old.open + (row.integer(4) ?? 0)
            )
        }
        rows = byReason.compactMap { key, methods in
            outcomes[key].map { named in
                Row(
                    outcome: named.outcome, reason: named.reason,
                    attempts: methods.values.reduce(0) { $0 + $1.attempts },
                    open: methods.values.reduce(0) { $0 + $1.open }, methods: methods.mapValues(\.attempts))
            }
        }.sorted { ($1.attempts, $0.outcome, $0.reason) < ($0.attempts, $1.outcome, $1.reason) }
        divergences = try Rows(
            store,
            """
            SELECT m.name, c.learning_rate, count(*), sum(a.outcome = 'diverged')
            FROM current_attempts AS a
            JOIN units AS u ON u.unit_id = a.unit_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id
            WHERE a.outcome IN ('succeeded', 'diverged') AND c.learning_rate IS NOT NULL
            GROUP BY m.name, c.learning_rate
            """
        ).map {
            Divergence(
                method: $0.text(0), learningRate: $0.double(1) ?? 0, units: $0.integer(2) ?? 0,
                diverged: $0.integer(3) ?? 0)
        }
    }

    /// A message with its numbers taken out, so that the same reason is one line.
    static func withoutNumbers(_ message: String) -> String {
        var result = ""
        var isInNumber = false
        for character in message {
            if character.isASCII && character.isNumber {
                if !isInNumber { result += "…" }
                isInNumber = true
            } else {
                isInNumber = false
                result.append(character)
            }
        }
        return result
    }

    /// A line a reason.
    var table: ReportTable {
        ReportTable(
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

    /// The share of units that diverged, a line a method and a column a learning rate.
    var divergenceTable: ReportTable {
        let rates = Set(divergences.map(\.learningRate)).sorted()
        let methods = MethodName.sorted(Set(divergences.map(\.method)))
        return ReportTable(
            columns: ["method"] + rates.map { "rate_\(Figure.short($0))" },
            rows: methods.map { method in
                [.text(MethodName.title(method))]
                    + rates.map { rate in
                        let cell = divergences.first { $0.method == method && $0.learningRate == rate }
                        return cell.map { .text(Self.share($0)) } ?? .none
                    }
            }, notes: ["Units whose loss was no longer finite, of all that ran to an end, by learning rate."])
    }

    private static func share(_ cell: Divergence) -> String {
        guard cell.diverged > 0, cell.units > 0 else { return "0" }
        let percent = 100 * Double(cell.diverged) / Double(cell.units)
        return "\(Figure.decimal(percent, places: percent < 10 ? 1 : 0)) % (\(cell.diverged) of \(cell.units))"
    }

    /// What the numbers are.
    static let caption =
        "Attempts of the whole results file that ended without success; numbers within a reason are left out. Unsolved are "
        + "those whose unit has never succeeded; diverged units stay so, since the same seed gives the same bits."
}

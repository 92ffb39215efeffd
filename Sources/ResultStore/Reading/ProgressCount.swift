import Formats
import Foundation
import GRDB

/// How many units stand how; a unit counts by its latest success, or else by its latest attempt.
public struct ProgressCount: Equatable, Sendable {
    /// The number of units by the outcome of their current attempt.
    public let byOutcome: [Outcome: Int]
    /// The number of units that were never tried.
    public let pending: Int
    /// The sum of the seconds of all current attempts.
    public let seconds: Double

    /// The number of units.
    public var total: Int { pending + byOutcome.values.reduce(0, +) }

    /// The number of units that succeeded or diverged, which need no further attempt.
    public var finished: Int { Outcome.finished.reduce(0) { $0 + (byOutcome[$1] ?? 0) } }
}

extension ResultStore {
    /// The hashes of the units that need no further attempt.
    ///
    /// - Parameters:
    ///   - hashes: The units asked about; `nil` for all.
    ///   - outcomes: The outcomes that count as finished.
    /// - Throws: `ResultStoreError`.
    /// - Returns: Those of the units that have an attempt with such an outcome.
    public func completedUnits(
        _ hashes: [String]? = nil, finishedOutcomes outcomes: Set<Outcome> = Outcome.finished
    ) throws(ResultStoreError) -> Set<String> {
        let asked = hashes.map(Set.init)
        return try read { database in
            let list = CanonicalJSON.array(outcomes.map { .string($0.rawValue) }).text
            var completed: Set<String> = []
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT unit_hash FROM units AS u
                    WHERE EXISTS (
                        SELECT 1 FROM attempts AS a
                        WHERE a.unit_id = u.unit_id AND a.outcome IN (SELECT value FROM json_each(?))
                    )
                    """, arguments: [list])
            while let row = try cursor.next() {
                let hash = try row.requiredText("unit_hash")
                if asked?.contains(hash) ?? true { completed.insert(hash) }
            }
            return completed
        }
    }

    /// How many units stand how.
    ///
    /// - Parameter filter: Which units.
    /// - Throws: `ResultStoreError`.
    public func progress(_ filter: UnitFilter = .all) throws(ResultStoreError) -> ProgressCount {
        try read { database in
            let condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "u.seed")
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT a.outcome AS outcome, count(*) AS units, sum(a.seconds) AS seconds
                    FROM \(StatementPart.unitsWithParents)
                    \(StatementPart.currentAttempt)
                    WHERE \(condition.sql)
                    GROUP BY a.outcome
                    """, arguments: condition.arguments)
            var byOutcome: [Outcome: Int] = [:]
            var pending = 0
            var seconds = 0.0
            for row in rows {
                let count = try row.requiredCount("units")
                if let outcome = row.text("outcome").flatMap(Outcome.init) {
                    byOutcome[outcome] = count
                } else {
                    pending = count
                }
                seconds += row.double("seconds") ?? 0
            }
            return ProgressCount(byOutcome: byOutcome, pending: pending, seconds: seconds)
        }
    }
}

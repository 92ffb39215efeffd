import Formats
import Foundation
import GRDB

/// How the units of one task and method stand.
public struct MethodProgress: Equatable, Sendable {
    /// The task's full name.
    public let task: String
    /// The method's name.
    public let method: String
    /// The number of units by the outcome of their current attempt, but for those that a search left out; nil stands for those that
    /// were never tried.
    public internal(set) var units: [Outcome?: Int]
    /// The number of units that a search selected without.
    public internal(set) var leftOut: Int
}

/// When attempts began and ended.
public struct AttemptSpan: Equatable, Sendable {
    /// The number of attempts.
    public let attempts: Int
    /// When the first of them began.
    public let firstStart: Date?
    /// When the last of them ended.
    public let lastEnd: Date?
}

/// How many attempts ran in an environment.
public struct EnvironmentCount: Equatable, Sendable {
    /// The environment.
    public let environment: EnvironmentRecord
    /// The number of attempts.
    public let attempts: Int
}

/// The time that the attempts of a method took on one kind of processor.
public struct MethodTime: Equatable, Sendable {
    /// The method's name.
    public let method: String
    /// The processor's name.
    public let processor: String
    /// The number of attempts whose time is known.
    public let attempts: Int
    /// Their seconds together.
    public let seconds: Double
    /// The seconds of the longest.
    public let longestSeconds: Double
    /// Their updates together.
    public let steps: Int
}

/// Attempts that ended without success in the same way.
public struct FailureCount: Equatable, Sendable {
    /// How they ended.
    public let outcome: Outcome
    /// The message; empty where there is none.
    public let message: String
    /// The method's name.
    public let method: String
    /// The number of attempts.
    public let attempts: Int
    /// How many of them are of units that have never succeeded.
    public let unsolved: Int
}

/// How many units of a method diverged at a learning rate.
public struct DivergenceCount: Equatable, Sendable {
    /// The method's name.
    public let method: String
    /// The learning rate.
    public let learningRate: Double
    /// The units that succeeded or diverged.
    public let units: Int
    /// The units that diverged.
    public let diverged: Int
}

extension ResultStore {
    /// How the units of each task and method stand, in their order.
    ///
    /// - Throws: `ResultStoreError`.
    public func progressByMethod() throws(ResultStoreError) -> [MethodProgress] {
        try read { database in
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT t.name AS task, m.name AS method, a.outcome AS outcome, \(StatementPart.isLeftOut) AS is_left_out,
                        count(*) AS units
                    FROM \(StatementPart.unitsWithParents)
                    \(StatementPart.currentAttempt)
                    \(StatementPart.decidedGroup)
                    GROUP BY t.name, m.name, a.outcome, is_left_out
                    """)
            var progress: [[String]: MethodProgress] = [:]
            while let row = try cursor.next() {
                let (task, method) = (try row.requiredText("task"), try row.requiredText("method"))
                let units = try row.requiredCount("units")
                var own =
                    progress[[task, method]] ?? MethodProgress(task: task, method: method, units: [:], leftOut: 0)
                if row.count("is_left_out") == 1 {
                    own.leftOut += units
                } else {
                    own.units[row.text("outcome").flatMap(Outcome.init), default: 0] += units
                }
                progress[[task, method]] = own
            }
            return progress.values.sorted { ($0.task, $0.method) < ($1.task, $1.method) }
        }
    }

    /// When attempts began and ended.
    ///
    /// - Parameters:
    ///   - earliest: Only of attempts that ended then or later; `nil` for all, those that still run among them.
    ///   - outcomes: Only of attempts that ended so; `nil` for all.
    /// - Throws: `ResultStoreError`.
    public func attemptSpan(
        endedSince earliest: Date? = nil, outcomes: Set<Outcome>? = nil
    ) throws(ResultStoreError) -> AttemptSpan {
        try read { database in
            let names = outcomes.map { "[" + $0.map { "\"\($0.rawValue)\"" }.joined(separator: ",") + "]" }
            let row = try Row.fetchOne(
                database,
                sql: """
                    SELECT count(*) AS attempts, min(started_at) AS first, max(finished_at) AS last FROM attempts
                    WHERE (?1 IS NULL OR finished_at >= ?1)
                        AND (?2 IS NULL OR outcome IN (SELECT value FROM json_each(?2)))
                    """, arguments: [earliest.map(Timestamp.text), names])
            return AttemptSpan(
                attempts: row?.count("attempts") ?? 0, firstStart: row?.time("first"), lastEnd: row?.time("last"))
        }
    }

    /// The environments that attempts ran in, those with most attempts first.
    ///
    /// - Throws: `ResultStoreError`.
    public func environmentCounts() throws(ResultStoreError) -> [EnvironmentCount] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT \(EnvironmentRecord.list("e")), count(*) AS attempts
                    FROM environments AS e JOIN attempts AS a ON a.environment_id = e.environment_id
                    GROUP BY e.environment_id ORDER BY count(*) DESC, e.environment_digest
                    """)
            return try rows.map { row in
                var reader = RowReader(row)
                return EnvironmentCount(
                    environment: try reader.next(EnvironmentRecord.self), attempts: try row.requiredCount("attempts"))
            }
        }
    }

    /// The time that the attempts of each method took on each kind of processor, in the order of their names.
    ///
    /// - Throws: `ResultStoreError`.
    public func timesByMethod() throws(ResultStoreError) -> [MethodTime] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT m.name AS method, e.processor AS processor, count(*) AS attempts,
                        sum(a.seconds) AS seconds, max(a.seconds) AS longest, total(a.steps) AS steps
                    FROM attempts AS a
                    JOIN environments AS e ON e.environment_id = a.environment_id
                    JOIN units AS u ON u.unit_id = a.unit_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    WHERE a.seconds IS NOT NULL
                    GROUP BY m.name, e.processor ORDER BY m.name, e.processor
                    """)
            return try rows.map { row in
                MethodTime(
                    method: try row.requiredText("method"), processor: try row.requiredText("processor"),
                    attempts: try row.requiredCount("attempts"), seconds: row.double("seconds") ?? 0,
                    longestSeconds: row.double("longest") ?? 0,
                    steps: Int(exactly: (row.double("steps") ?? 0).rounded()) ?? .max)
            }
        }
    }

    /// Attempts that ended without success, those that a program does not support among them, by outcome, message and method.
    ///
    /// - Throws: `ResultStoreError`.
    public func failureCounts() throws(ResultStoreError) -> [FailureCount] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT outcome, coalesce(message, '') AS message, method, count(*) AS attempts,
                        sum(NOT retried) AS unsolved
                    FROM \(StatementPart.endedWithoutSuccess) GROUP BY outcome, coalesce(message, ''), method
                    ORDER BY outcome, coalesce(message, ''), method
                    """)
            return try rows.compactMap { row in
                try row.text("outcome").flatMap(Outcome.init).map { outcome in
                    FailureCount(
                        outcome: outcome, message: try row.requiredText("message"),
                        method: try row.requiredText("method"), attempts: try row.requiredCount("attempts"),
                        unsolved: row.count("unsolved") ?? 0)
                }
            }
        }
    }

    /// How many units of each method diverged at each learning rate, in their order.
    ///
    /// - Throws: `ResultStoreError`.
    public func divergenceCounts() throws(ResultStoreError) -> [DivergenceCount] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT m.name AS method, c.learning_rate AS learning_rate, count(*) AS units,
                        sum(a.outcome = 'diverged') AS diverged
                    FROM current_attempts AS a
                    JOIN units AS u ON u.unit_id = a.unit_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    WHERE a.outcome IN ('succeeded', 'diverged') AND c.learning_rate IS NOT NULL
                    GROUP BY m.name, c.learning_rate ORDER BY m.name, c.learning_rate
                    """)
            return try rows.map { row in
                DivergenceCount(
                    method: try row.requiredText("method"), learningRate: row.double("learning_rate") ?? 0,
                    units: try row.requiredCount("units"), diverged: row.count("diverged") ?? 0)
            }
        }
    }
}

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

import GRDB

/// The time that attempts of one method took on one kind of processor.
public struct TrainingTime: Equatable, Sendable {
    /// The method.
    public let method: String
    /// The processor's name.
    public let processor: String
    /// The number of attempts, those without success included.
    public let attempts: Int
    /// All their seconds.
    public let seconds: Double
    /// The seconds of the longest one.
    public let longestSeconds: Double
    /// All their steps.
    public let steps: Int
}

/// Attempts that ended without success for one reason.
public struct FailureCount: Equatable, Sendable {
    /// How they ended.
    public let outcome: Outcome
    /// What was said; empty where nothing was.
    public let message: String
    /// The method.
    public let method: String
    /// The number of attempts.
    public let attempts: Int
    /// The number of attempts whose unit has never succeeded.
    public let unsolved: Int
}

/// How many units of a method and learning rate diverged.
public struct DivergenceCount: Equatable, Sendable {
    /// The method.
    public let method: String
    /// The learning rate.
    public let learningRate: Double
    /// The number of units that ran to an end.
    public let units: Int
    /// How many of them diverged.
    public let diverged: Int
}

/// What attempts ran on, and how many of them.
public struct EnvironmentUse: Equatable, Sendable {
    /// The machine and the versions.
    public let environment: EnvironmentRecord
    /// The number of attempts.
    public let attempts: Int
}

extension ResultStore {
    /// The names of the tasks with their suites, of the methods and of the grids that a store has, in order.
    ///
    /// - Throws: `ResultStoreError`.
    public func names() throws(ResultStoreError) -> (
        tasks: [(suite: String, name: String)], methods: [String], grids: [String]
    ) {
        try read { database in
            func texts(_ sql: String) throws -> [String] {
                try Row.fetchAll(database, sql: sql).map { try $0.requiredText(0) }
            }
            let tasks = try Row.fetchAll(database, sql: "SELECT DISTINCT suite, name FROM tasks ORDER BY name, suite")
            return (
                try tasks.map { (try $0.requiredText(0), try $0.requiredText(1)) },
                try texts("SELECT DISTINCT name FROM methods ORDER BY name"),
                try texts("SELECT DISTINCT grid FROM selections ORDER BY grid")
            )
        }
    }

    /// The time that training took, by method and processor.
    ///
    /// - Throws: `ResultStoreError`.
    public func trainingTimes() throws(ResultStoreError) -> [TrainingTime] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT m.name, e.processor, count(*), sum(a.seconds), max(a.seconds), coalesce(sum(a.steps), 0)
                    FROM attempts AS a
                    JOIN environments AS e ON e.environment_id = a.environment_id
                    JOIN units AS u ON u.unit_id = a.unit_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    WHERE a.seconds IS NOT NULL
                    GROUP BY m.name, e.processor ORDER BY m.name, e.processor
                    """
            ).map { row in
                TrainingTime(
                    method: try row.requiredText(0), processor: try row.requiredText(1),
                    attempts: Int(try row.requiredInteger(2)), seconds: row.double(3) ?? 0,
                    longestSeconds: row.double(4) ?? 0, steps: Int(try row.requiredInteger(5)))
            }
        }
    }

    /// The attempts that ended without success, by outcome, message and method.
    ///
    /// - Throws: `ResultStoreError`.
    public func failureCounts() throws(ResultStoreError) -> [FailureCount] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT outcome, coalesce(message, ''), method, count(*), sum(NOT retried) FROM failures
                    GROUP BY outcome, message, method ORDER BY outcome, message, method
                    """
            ).compactMap { row in
                guard let outcome = row.text(0).flatMap(Outcome.init) else { return nil }
                return FailureCount(
                    outcome: outcome, message: try row.requiredText(1), method: try row.requiredText(2),
                    attempts: Int(try row.requiredInteger(3)), unsolved: Int(try row.requiredInteger(4)))
            }
        }
    }

    /// How many units diverged, by method and learning rate, of those that succeeded or diverged.
    ///
    /// - Throws: `ResultStoreError`.
    public func divergenceCounts() throws(ResultStoreError) -> [DivergenceCount] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT m.name, c.learning_rate, count(*), sum(a.outcome = 'diverged')
                    FROM current_attempts AS a
                    JOIN units AS u ON u.unit_id = a.unit_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    WHERE a.outcome IN ('succeeded', 'diverged') AND c.learning_rate IS NOT NULL
                    GROUP BY m.name, c.learning_rate ORDER BY m.name, c.learning_rate
                    """
            ).map { row in
                DivergenceCount(
                    method: try row.requiredText(0), learningRate: row.double(1) ?? 0,
                    units: Int(try row.requiredInteger(2)), diverged: Int(try row.requiredInteger(3)))
            }
        }
    }

    /// What attempts ran on, those with most attempts first.
    ///
    /// - Throws: `ResultStoreError`.
    public func environmentUses() throws(ResultStoreError) -> [EnvironmentUse] {
        try read { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT e.host, e.operating_system, e.processor, e.instruction_set, e.threads, e.swift_version,
                        e.program_version, e.source_commit, count(*)
                    FROM environments AS e JOIN attempts AS a ON a.environment_id = e.environment_id
                    GROUP BY e.environment_id ORDER BY count(*) DESC, e.environment_digest
                    """
            ).map { row in
                EnvironmentUse(
                    environment: EnvironmentRecord(
                        host: try row.requiredText(0), operatingSystem: try row.requiredText(1),
                        processor: try row.requiredText(2), instructionSet: try row.requiredText(3),
                        threads: Int(try row.requiredInteger(4)), swiftVersion: try row.requiredText(5),
                        programVersion: try row.requiredText(6), sourceCommit: row.text(7) ?? ""),
                    attempts: Int(try row.requiredInteger(8)))
            }
        }
    }

    /// When the first attempt began and the last one ended, ISO 8601 in UTC; each `nil` where there is none.
    ///
    /// - Throws: `ResultStoreError`.
    public func attemptSpan() throws(ResultStoreError) -> (start: String?, end: String?) {
        try read { database in
            let row = try Row.fetchOne(database, sql: "SELECT min(started_at), max(finished_at) FROM attempts")
            return (row?.text(0), row?.text(1))
        }
    }

    /// The versions of the arithmetic that units are of, in ascending order.
    ///
    /// - Throws: `ResultStoreError`.
    public func numericsVersions() throws(ResultStoreError) -> [Int] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT DISTINCT numerics_version FROM units ORDER BY 1")
                .map { Int(try $0.requiredInteger(0)) }
        }
    }
}

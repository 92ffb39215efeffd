import Formats
import Foundation
import GRDB

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
                let hash = try row.requiredText(0)
                if asked?.contains(hash) ?? true { completed.insert(hash) }
            }
            return completed
        }
    }

    /// The learning curves of units, in the order of their hashes; units that were never tried are among them.
    ///
    /// - Parameter filter: Which units.
    /// - Throws: `ResultStoreError`.
    public func learningCurves(_ filter: UnitFilter) throws(ResultStoreError) -> [LearningCurve] {
        try read { database in
            let condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "u.seed")
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT u.unit_hash, t.name, s.split_index, s.validation_rows, s.test_rows, m.name,
                        c.configuration_digest, c.hyperparameters, c.layers, c.learning_rate, c.dropout_rate, u.seed,
                        a.outcome, a.attempt_id
                    FROM units AS u
                    JOIN splits AS s ON s.split_id = u.split_id
                    JOIN tasks AS t ON t.task_id = s.task_id
                    JOIN protocols AS p ON p.protocol_id = u.protocol_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    LEFT JOIN current_attempts AS a ON a.unit_id = u.unit_id
                    WHERE \(condition.sql)
                    ORDER BY u.unit_hash
                    """, arguments: condition.arguments)
            var curves: [LearningCurve] = []
            while let row = try cursor.next() {
                curves.append(
                    LearningCurve(
                        unitHash: try row.requiredText(0), task: try row.requiredText(1),
                        splitIndex: Int(try row.requiredInteger(2)), validationRows: Int(try row.requiredInteger(3)),
                        testRows: Int(try row.requiredInteger(4)), method: try row.requiredText(5),
                        configurationDigest: try row.requiredText(6), hyperparameters: try row.requiredText(7),
                        layers: row.integer(8).map { Int($0) }, learningRate: row.double(9),
                        dropoutRate: row.double(10), seed: try row.requiredInteger(11),
                        outcome: row.text(12).flatMap(Outcome.init),
                        epochs: try row.integer(13).map { try Self.epochs(of: $0, in: database) } ?? []))
            }
            return curves
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
                    SELECT a.outcome, count(*), sum(a.seconds)
                    FROM units AS u
                    JOIN splits AS s ON s.split_id = u.split_id
                    JOIN tasks AS t ON t.task_id = s.task_id
                    JOIN protocols AS p ON p.protocol_id = u.protocol_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    LEFT JOIN current_attempts AS a ON a.unit_id = u.unit_id
                    WHERE \(condition.sql)
                    GROUP BY a.outcome
                    """, arguments: condition.arguments)
            var byOutcome: [Outcome: Int] = [:]
            var pending = 0
            var seconds = 0.0
            for row in rows {
                let count = Int(try row.requiredInteger(1))
                if let outcome = row.text(0).flatMap(Outcome.init) {
                    byOutcome[outcome] = count
                } else {
                    pending = count
                }
                seconds += row.double(2) ?? 0
            }
            return ProgressCount(byOutcome: byOutcome, pending: pending, seconds: seconds)
        }
    }

    /// The latest selections, for ranking, in the order of task, split, method and seed.
    ///
    /// - Parameters:
    ///   - filter: Which tasks, splits, methods, protocols and seeds; its hashes and configurations are those of the
    ///     chosen units.
    ///   - grids: Names of grids; `nil` for all.
    /// - Throws: `ResultStoreError`.
    public func selectedResults(
        _ filter: UnitFilter = .all, grids: [String]? = nil
    ) throws(ResultStoreError) -> [SelectedResult] {
        try read { database in
            var condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "x.seed")
            if let grids {
                condition.sql += " AND x.grid IN (SELECT value FROM json_each(?))"
                condition.arguments += [CanonicalJSON.array(grids.map { .string($0) }).text]
            }
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT t.suite, t.name, s.split_index, m.name, m.method_digest, p.name, p.protocol_digest, x.seed,
                        x.grid, x.rule, u.unit_hash, x.epoch, x.validation_score, x.validation_correct,
                        x.validation_total, x.test_metric, x.test_value, x.test_correct, x.test_total,
                        c.hyperparameters, x.candidates, x.failed_candidates, x.recorded_at, t.rows,
                        t.content_digest
                    FROM selections AS x
                    JOIN splits AS s ON s.split_id = x.split_id
                    JOIN tasks AS t ON t.task_id = s.task_id
                    JOIN protocols AS p ON p.protocol_id = x.protocol_id
                    JOIN methods AS m ON m.method_id = x.method_id
                    LEFT JOIN units AS u ON u.unit_id = x.unit_id
                    LEFT JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    WHERE x.selection_id IN (SELECT selection_id FROM selected_results) AND \(condition.sql)
                    ORDER BY t.name, s.split_index, m.name, x.seed, x.grid, x.selection_id
                    """, arguments: condition.arguments)
            var results: [SelectedResult] = []
            while let row = try cursor.next() { results.append(try Self.selectedResult(row)) }
            return results
        }
    }

    /// The attempts of a unit that have ended, in the order of their start, each as it was recorded.
    ///
    /// - Parameter hash: The unit's hash.
    /// - Throws: `ResultStoreError.unknownUnit` and others.
    public func attempts(ofUnit hash: String) throws(ResultStoreError) -> [AttemptRecord] {
        try read { database in
            let unitID = try self.unitID(hash, in: database)
            let ids = try Row.fetchAll(
                database,
                sql: """
                    SELECT attempt_id FROM attempts WHERE unit_id = ? AND outcome <> 'running'
                    ORDER BY started_at, attempt_id
                    """, arguments: [unitID])
            return try ids.map { try Self.attempt(try $0.requiredInteger(0), unitHash: hash, in: database) }
        }
    }

    private static func selectedResult(_ row: Row) throws -> SelectedResult {
        var chosen: ChosenCandidate?
        if let hash = row.text(10) {
            chosen = ChosenCandidate(
                unitHash: hash, epoch: Int(try row.requiredInteger(11)), validationScore: row.double(12),
                validationCorrect: row.integer(13).map { Int($0) }, validationTotal: row.integer(14).map { Int($0) },
                testMetric: row.text(15) ?? "", testValue: row.double(16), testCorrect: row.integer(17).map { Int($0) },
                testTotal: row.integer(18).map { Int($0) })
        }
        return SelectedResult(
            suite: try row.requiredText(0), task: try row.requiredText(1),
            contentDigest: try row.requiredText(24), rows: Int(try row.requiredInteger(23)),
            splitIndex: Int(try row.requiredInteger(2)), method: try row.requiredText(3),
            methodDigest: try row.requiredText(4), protocolName: try row.requiredText(5),
            protocolDigest: try row.requiredText(6), seed: try row.requiredInteger(7), grid: try row.requiredText(8),
            rule: try row.requiredText(9), chosen: chosen, hyperparameters: row.text(19),
            candidates: Int(try row.requiredInteger(20)), failedCandidates: Int(try row.requiredInteger(21)),
            recordedAt: try row.requiredText(22))
    }
}

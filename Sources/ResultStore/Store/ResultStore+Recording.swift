import Foundation
import GRDB

extension ResultStore {
    /// Records an attempt that ended, with its epochs and metrics, as one transaction.
    ///
    /// When this returns, the attempt is on the disk. A rerun of a unit adds an attempt beside the earlier ones.
    ///
    /// - Parameter attempt: The attempt.
    /// - Throws: `ResultStoreError.unknownUnit`, `.invalidRecord`, `.diskFull`, `.inputOutput` and others; then nothing
    ///   of the attempt is stored.
    /// - Returns: The attempt's row id.
    @discardableResult
    public func record(_ attempt: AttemptRecord) throws(ResultStoreError) -> Int64 {
        try write { database in
            guard attempt.outcome != .running else {
                throw ResultStoreError.invalidRecord(what: "an attempt", detail: "its outcome is still 'running'")
            }
            let unitID = try self.unitID(attempt.unitHash, in: database)
            let environmentID = try self.environmentID(attempt.environment, in: database)
            return try Self.insert(attempt, unitID: unitID, environmentID: environmentID, in: database)
        }
    }

    /// Records that attempts begin, so that `status` shows them and a kill leaves a trace of them.
    ///
    /// - Parameters:
    ///   - unitHashes: The units that are being tried.
    ///   - environment: Where and with what they run.
    ///   - startedAt: When they begin.
    /// - Throws: `ResultStoreError.unknownUnit` and others.
    /// - Returns: The attempts' row ids, in the order of the units.
    public func begin(
        _ unitHashes: [String], environment: EnvironmentRecord, startedAt: Date = Date()
    ) throws(ResultStoreError) -> [Int64] {
        try write { database in
            let environmentID = try self.environmentID(environment, in: database)
            return try unitHashes.map { hash in
                let unitID = try self.unitID(hash, in: database)
                try database.cachedStatement(
                    sql: """
                        INSERT INTO attempts (unit_id, environment_id, outcome, started_at)
                        VALUES (?, ?, 'running', ?)
                        """
                ).execute(arguments: [unitID, environmentID, Timestamp.text(startedAt)])
                return database.lastInsertedRowID
            }
        }
    }

    /// Records how an attempt ended that `begin` recorded, as one transaction.
    ///
    /// - Parameters:
    ///   - attemptID: The row id that `begin` gave.
    ///   - attempt: The attempt; its unit, environment and start are those that `begin` recorded.
    /// - Throws: `ResultStoreError.noRunningAttempt` where it has ended already, and others.
    public func finish(_ attemptID: Int64, as attempt: AttemptRecord) throws(ResultStoreError) {
        try write { database in
            guard attempt.outcome != .running else {
                throw ResultStoreError.invalidRecord(what: "an attempt", detail: "its outcome is still 'running'")
            }
            try database.cachedStatement(
                sql: """
                    UPDATE attempts SET outcome = ?, message = ?, finished_at = ?, seconds = ?, epochs_completed = ?,
                        steps = ?, weights_digest = ?, result_digest = ?
                    WHERE attempt_id = ? AND outcome = 'running'
                        AND unit_id = (SELECT unit_id FROM units WHERE unit_hash = ?)
                    """
            ).execute(arguments: [
                attempt.outcome.rawValue, attempt.message, Timestamp.text(attempt.finishedAt),
                stored(attempt.seconds), attempt.epochsCompleted, attempt.steps, attempt.weightsDigest,
                attempt.resultDigest, attemptID, attempt.unitHash,
            ])
            guard database.changesCount == 1 else { throw ResultStoreError.noRunningAttempt(attemptID: attemptID) }
            try Self.insertMeasurements(of: attempt, attemptID: attemptID, in: database)
        }
    }

    /// Records selections as one transaction; one that equals the latest of its key is not repeated.
    ///
    /// - Parameter selections: The selections; their units must be registered.
    /// - Throws: `ResultStoreError.unknownUnit`, `.conflictingRecord`, `.invalidRecord`.
    /// - Returns: The number of selections that were added.
    @discardableResult
    public func record(_ selections: [SelectionRecord]) throws(ResultStoreError) -> Int {
        try write { database in
            var registry = Registry(database)
            var added = 0
            for selection in selections {
                let key: [any DatabaseValueConvertible] = [
                    try registry.splitID(selection.split), try registry.protocolID(selection.protocolRecord),
                    try registry.methodID(selection.method), selection.seed, selection.grid, selection.rule.text,
                ]
                if try Self.insert(selection, key: key, store: self, in: database) { added += 1 }
            }
            return added
        }
    }

    /// Records published numbers; those already there with the same value stay as they are.
    ///
    /// - Parameter results: The numbers.
    /// - Throws: `ResultStoreError.conflictingRecord` where the same number was recorded with another value.
    /// - Returns: The number of results that were added.
    @discardableResult
    public func record(_ results: [PublishedResult]) throws(ResultStoreError) -> Int {
        try write { database in
            var added = 0
            for result in results where try Self.insert(result, in: database) { added += 1 }
            return added
        }
    }

    /// The row id of a unit.
    func unitID(_ hash: String, in database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT unit_id FROM units WHERE unit_hash = ?")
        guard let row = try Row.fetchOne(statement, arguments: [hash]) else {
            throw ResultStoreError.unknownUnit(hash: hash)
        }
        return try row.requiredInteger(0)
    }

    /// The row id of an environment, remembered between transactions.
    private func environmentID(_ environment: EnvironmentRecord, in database: Database) throws -> Int64 {
        if let id = environmentIDs.withLock({ $0[environment.digest] }) { return id }
        var registry = Registry(database)
        let id = try registry.environmentID(environment)
        environmentIDs.withLock { $0[environment.digest] = id }
        return id
    }

    /// Adds a published number where it is missing, and says whether it was.
    static func insert(_ result: PublishedResult, in database: Database) throws -> Bool {
        let key: [any DatabaseValueConvertible] = [
            result.source, result.table, result.task, result.method, result.metric, result.detail,
        ]
        let arguments = StatementArguments(key) + [stored(result.value)]
        try database.cachedStatement(
            sql: """
                INSERT INTO published_results (source, table_label, task, method, metric, detail, value)
                VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
                """
        ).execute(arguments: arguments)
        if database.changesCount > 0 { return true }
        let same = try Row.fetchOne(
            try database.cachedStatement(
                sql: """
                    SELECT value IS ?7 FROM published_results WHERE source = ?1 AND table_label = ?2
                        AND task = ?3 AND method = ?4 AND metric = ?5 AND detail = ?6
                    """), arguments: arguments)
        guard same?.integer(0) == 1 else {
            throw ResultStoreError.conflictingRecord(
                what: "\(result.metric) of \(result.method) on \(result.task) in \(result.source)",
                detail: "table \(result.table)")
        }
        return false
    }

    private static func insert(
        _ selection: SelectionRecord, key: [any DatabaseValueConvertible], store: ResultStore, in database: Database
    ) throws -> Bool {
        let chosen = selection.chosen
        let unitID = try chosen.map { try store.unitID($0.unitHash, in: database) }
        let content: [(any DatabaseValueConvertible)?] = [
            unitID, chosen?.epoch, stored(chosen?.validationScore), chosen?.validationCorrect, chosen?.validationTotal,
            chosen?.testMetric, stored(chosen?.testValue), chosen?.testCorrect, chosen?.testTotal,
            selection.candidates, selection.failedCandidates,
        ]
        let latest = try Row.fetchOne(
            try database.cachedStatement(
                sql: """
                    SELECT unit_id, epoch, validation_score, validation_correct, validation_total, test_metric,
                        test_value, test_correct, test_total, candidates, failed_candidates
                    FROM selections
                    WHERE split_id = ? AND protocol_id = ? AND method_id = ? AND seed = ? AND grid = ? AND rule = ?
                    ORDER BY recorded_at DESC, selection_id DESC LIMIT 1
                    """), arguments: StatementArguments(key))
        let values = content.map { $0?.databaseValue ?? .null }
        if let latest, Array(latest.databaseValues) == values { return false }
        try database.cachedStatement(
            sql: """
                INSERT INTO selections (split_id, protocol_id, method_id, seed, grid, rule, unit_id, epoch,
                    validation_score, validation_correct, validation_total, test_metric, test_value, test_correct,
                    test_total, candidates, failed_candidates, recorded_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(
            arguments: StatementArguments(key) + StatementArguments(content)
                + [Timestamp.text(selection.recordedAt)])
        return true
    }

    /// Adds an attempt that has ended, with its epochs and metrics, and gives its row id.
    static func insert(
        _ attempt: AttemptRecord, unitID: Int64, environmentID: Int64, in database: Database
    ) throws -> Int64 {
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO attempts (unit_id, environment_id, outcome, message, started_at, finished_at, seconds,
                    epochs_completed, steps, weights_digest, result_digest)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        try statement.execute(arguments: [
            unitID, environmentID, attempt.outcome.rawValue, attempt.message, Timestamp.text(attempt.startedAt),
            Timestamp.text(attempt.finishedAt), stored(attempt.seconds), attempt.epochsCompleted, attempt.steps,
            attempt.weightsDigest, attempt.resultDigest,
        ])
        let attemptID = database.lastInsertedRowID
        try insertMeasurements(of: attempt, attemptID: attemptID, in: database)
        return attemptID
    }

    private static func insertMeasurements(
        of attempt: AttemptRecord, attemptID: Int64, in database: Database
    ) throws {
        let epochStatement = try database.cachedStatement(
            sql: """
                INSERT INTO epochs (attempt_id, epoch, training_loss, validation_loss, validation_correct, test_loss,
                    test_correct, validation_auc, test_auc) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
        for epoch in attempt.epochs {
            try epochStatement.execute(arguments: [
                attemptID, epoch.epoch, stored(epoch.trainingLoss), stored(epoch.validationLoss),
                epoch.validationCorrect, stored(epoch.testLoss), epoch.testCorrect, stored(epoch.validationAUC),
                stored(epoch.testAUC),
            ])
        }
        let metricStatement = try database.cachedStatement(
            sql: """
                INSERT INTO metrics (attempt_id, partition, name, value, correct, total, epoch)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """)
        for metric in attempt.metrics {
            try metricStatement.execute(arguments: [
                attemptID, metric.partition.rawValue, metric.name, stored(metric.value), metric.correct, metric.total,
                metric.epoch,
            ])
        }
    }
}

/// A number as it is stored: NULL where it is not finite, and zero without a sign, which SQLite doesn't keep.
///
/// - Parameter value: The number.
func stored(_ value: Double?) -> Double? {
    guard let value, value.isFinite else { return nil }
    return value == 0 ? 0 : value
}

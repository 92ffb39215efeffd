import Formats
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
        try record([attempt])[0]
    }

    /// Records attempts that ended, with their epochs and metrics, as one transaction: all of them or none.
    ///
    /// - Parameter attempts: The attempts.
    /// - Throws: `ResultStoreError`, as for one of them.
    /// - Returns: The attempts' row ids, in their order.
    @discardableResult
    public func record(_ attempts: [AttemptRecord]) throws(ResultStoreError) -> [Int64] {
        try write { database in
            try attempts.map { attempt in
                guard attempt.outcome != .running else {
                    throw ResultStoreError.invalidRecord(what: "an attempt", detail: "its outcome is still 'running'")
                }
                let unitID = try self.unitID(attempt.unitHash, in: database)
                let environmentID = try self.environmentID(attempt.environment, in: database)
                return try Self.insert(
                    DigestedAttempt(attempt), unitID: unitID, environmentID: environmentID, in: database)
            }
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
            let known: Set = ["unit_id", "environment_id", "started_at"]
            let fields = AttemptRecord.fields.filter { !known.contains($0.column.name) }
            // The unit, environment and start are those of the row, and so the digest must be of them.
            guard let begun = try Self.begun(attemptID, in: database), begun.unitHash == attempt.unitHash else {
                throw ResultStoreError.noRunningAttempt(attemptID: attemptID)
            }
            var attempt = attempt
            attempt.environment = begun.environment
            attempt.startedAt = begun.startedAt
            let finished = attempt
            try database.cachedStatement(
                sql: """
                    UPDATE attempts SET \(fields.map { "\($0.column.name) = ?" }.joined(separator: ", "))
                    WHERE attempt_id = ? AND outcome = 'running'
                    """
            ).execute(
                arguments: StatementArguments(fields.map { $0.value(finished) } + [attemptID.databaseValue]))
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
            for selection in selections where try self.insert(selection, &registry, in: database) { added += 1 }
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
            let registry = Registry(database)
            var added = 0
            for result in results where try registry.add(result, what: result.title).isNew { added += 1 }
            return added
        }
    }

    /// The row id of a unit.
    func unitID(_ hash: String, in database: Database) throws -> Int64 {
        let statement = try database.cachedStatement(sql: "SELECT unit_id FROM units WHERE unit_hash = ?")
        guard let row = try Row.fetchOne(statement, arguments: [hash]) else {
            throw ResultStoreError.unknownUnit(hash: hash)
        }
        return try row.requiredInteger("unit_id")
    }

    /// The row id of an environment, remembered between transactions.
    private func environmentID(_ environment: EnvironmentRecord, in database: Database) throws -> Int64 {
        if let id = environmentIDs.withLock({ $0[environment.digest] }) { return id }
        var registry = Registry(database)
        let id = try registry.environmentID(environment)
        environmentIDs.withLock { $0[environment.digest] = id }
        return id
    }

    /// The running attempt of a row id, as far as `begin` recorded it.
    private static func begun(_ attemptID: Int64, in database: Database) throws -> AttemptRecord? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(EnvironmentRecord.list("e")), u.unit_hash, a.started_at FROM attempts AS a
                JOIN units AS u ON u.unit_id = a.unit_id
                JOIN environments AS e ON e.environment_id = a.environment_id
                WHERE a.attempt_id = ? AND a.outcome = 'running'
                """)
        guard let row = try Row.fetchOne(statement, arguments: [attemptID]) else { return nil }
        var reader = RowReader(row)
        var attempt = AttemptRecord.blank
        attempt.environment = try reader.next(EnvironmentRecord.self)
        attempt.unitHash = try row.requiredText("unit_hash")
        attempt.startedAt = try row.requiredTime("started_at")
        return attempt
    }

    /// Adds a selection unless it equals the latest of its key, and says whether it did.
    private func insert(
        _ selection: SelectionRecord, _ registry: inout Registry, in database: Database
    ) throws -> Bool {
        var references = [
            try registry.splitID(selection.split), try registry.protocolID(selection.protocolRecord),
            try registry.methodID(selection.method),
        ].map(\.databaseValue)
        references.append(try selection.chosen.map { try unitID($0.unitHash, in: database) }?.databaseValue ?? .null)
        let names = SelectionRecord.columns.map(\.name)
        let values = selection.values(references: references)
        let condition = SelectionRecord.key.map { "\($0) = ?" }.joined(separator: " AND ")
        let key = SelectionRecord.key.compactMap { name in names.firstIndex(of: name).map { values[$0] } }
        let latest = try Row.fetchOne(
            try database.cachedStatement(
                sql: """
                    SELECT \(names.joined(separator: ", ")) FROM selections WHERE \(condition)
                    ORDER BY recorded_at DESC, selection_id DESC LIMIT 1
                    """), arguments: StatementArguments(key))
        let isSame = latest.map { row in
            zip(names, zip(row.databaseValues, values)).allSatisfy { $0 == "recorded_at" || $1.0 == $1.1 }
        }
        guard isSame != true else { return false }
        try database.cachedStatement(sql: FactTable.selections.insertSQL)
            .execute(arguments: StatementArguments(values))
        return true
    }

    /// Adds an attempt that has ended, with its epochs and metrics, and gives its row id.
    static func insert(
        _ attempt: DigestedAttempt, unitID: Int64, environmentID: Int64, in database: Database
    ) throws -> Int64 {
        try database.cachedStatement(sql: AttemptRecord.insertSQL).execute(
            arguments: StatementArguments(attempt.values(unitID: unitID, environmentID: environmentID)))
        let attemptID = database.lastInsertedRowID
        try insertMeasurements(of: attempt.attempt, attemptID: attemptID, in: database)
        return attemptID
    }

    private static func insertMeasurements(
        of attempt: AttemptRecord, attemptID: Int64, in database: Database
    ) throws {
        let epochs = try RowBatch(into: EpochRecord.self, in: database)
        for epoch in attempt.epochs { try epochs.add(attemptID, epoch) }
        try epochs.flush()
        let metrics = try RowBatch(into: MetricRecord.self, in: database)
        for metric in attempt.metrics { try metrics.add(attemptID, metric) }
        try metrics.flush()
    }
}

extension PublishedResult {
    /// What the number is, for errors.
    var title: String { "\(metric) of \(method) on \(task) in \(source), table \(table)" }
}

/// A number as it is stored: NULL where it is not finite, and zero without a sign, which SQLite doesn't keep.
///
/// - Parameter value: The number.
func stored(_ value: Double?) -> Double? {
    guard let value, value.isFinite else { return nil }
    return value == 0 ? 0 : value
}

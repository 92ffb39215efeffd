import Formats
import Foundation
import GRDB

/// A unit with the outcome and the epochs of its current attempt: what a selection is computed from.
///
/// The current attempt is the latest success, or else the latest attempt of any outcome.
public struct LearningCurve: Equatable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The task's full name.
    public let task: String
    /// The index of the split.
    public let splitIndex: Int
    /// The number of validation rows.
    public let validationRows: Int
    /// The number of test rows.
    public let testRows: Int
    /// The method's name.
    public let method: String
    /// The digest of the configuration.
    public let configurationDigest: String
    /// The hyperparameters as canonical JSON text.
    public let hyperparameters: String
    /// The number of layers or blocks, where the method has it.
    public let layers: Int?
    /// The learning rate, where the method has it.
    public let learningRate: Double?
    /// The dropout rate, where the method has it.
    public let dropoutRate: Double?
    /// The seed.
    public let seed: Int64
    /// The version of the arithmetic.
    public let numericsVersion: Int
    /// The outcome; `nil` where the unit was never tried.
    public let outcome: Outcome?
    /// The digest of the result of the current attempt.
    public let resultDigest: String?
    /// The epochs in ascending order; empty where the unit was never tried.
    public let epochs: [EpochRecord]
}

extension LearningCurve {
    /// The curve of an attempt that is in no store, or of a unit that was never tried.
    package init(_ unit: UnitRecord, attempt: AttemptRecord?) {
        let values = try? CanonicalJSON(parsing: unit.configuration.hyperparameters)
        self.init(
            unitHash: unit.hash, task: unit.split.task.name, splitIndex: unit.split.index,
            validationRows: unit.split.validationRows, testRows: unit.split.testRows,
            method: unit.configuration.method.name, configurationDigest: unit.configuration.digest,
            hyperparameters: unit.configuration.hyperparameters,
            layers: values?["layers"]?.integerValue.map { Int(clamping: $0) },
            learningRate: values?["learning_rate"]?.doubleValue, dropoutRate: values?["dropout_rate"]?.doubleValue,
            seed: unit.seed, numericsVersion: unit.numericsVersion, outcome: attempt?.outcome,
            resultDigest: attempt?.resultDigest, epochs: attempt?.epochs.sorted { $0.epoch < $1.epoch } ?? [])
    }
}

extension ResultStore {
    /// The learning curves of units, in the order of their hashes; units that were never tried are among them.
    ///
    /// - Parameter filter: Which units.
    /// - Throws: `ResultStoreError`.
    public func learningCurves(_ filter: UnitFilter) throws(ResultStoreError) -> [LearningCurve] {
        try read { try Self.learningCurves(filter, in: $0) }
    }

    /// What a closure makes of the learning curves of each filter, in the order of the filters.
    ///
    /// Many of a file that is open for writing are read on all cores, each by a connection of its own: all see what was last written.
    ///
    /// - Parameters:
    ///   - filters: Which units, for each value.
    ///   - transform: Told the index of a filter and its curves; called on any thread.
    /// - Throws: `ResultStoreError`.
    public func mapLearningCurves<Value: Sendable>(
        of filters: [UnitFilter], _ transform: @Sendable (Int, [LearningCurve]) -> Value
    ) throws(ResultStoreError) -> [Value] {
        let connections = filters.count < Self.fewFilters ? [] : try otherConnections(atMost: filters.count)
        guard !connections.isEmpty else {
            var values: [Value] = []
            for (index, filter) in filters.enumerated() { values.append(transform(index, try learningCurves(filter))) }
            return values
        }
        let parts = connections.enumerated().map { part, connection in
            (connection, Array(stride(from: part, to: filters.count, by: connections.count)))
        }
        let read = parts.concurrentMap { connection, indices in
            Result {
                try indices.map { index in
                    (index, transform(index, try connection.read { try Self.learningCurves(filters[index], in: $0) }))
                }
            }
        }
        do {
            return try read.flatMap { try $0.get() }.sorted { $0.0 < $1.0 }.map(\.1)
        } catch {
            throw ResultStoreError(error, file: path)
        }
    }

    /// How many filters are read by one connection rather than on all cores.
    private static let fewFilters = 8

    private static func learningCurves(_ filter: UnitFilter, in database: Database) throws -> [LearningCurve] {
        let condition = filter.condition(
            unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "u.seed")
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT u.unit_hash AS unit_hash, t.name AS task, s.split_index AS split_index,
                    s.validation_rows AS validation_rows, s.test_rows AS test_rows, m.name AS method,
                    c.configuration_digest AS configuration_digest, c.hyperparameters AS hyperparameters,
                    c.layers AS layers, c.learning_rate AS learning_rate, c.dropout_rate AS dropout_rate,
                    u.seed AS seed, u.numerics_version AS numerics_version, a.outcome AS outcome,
                    a.result_digest AS result_digest, a.attempt_id AS attempt_id
                FROM \(StatementPart.unitsWithParents)
                \(StatementPart.currentAttempt)
                WHERE \(condition.sql)
                ORDER BY u.unit_hash
                """, arguments: condition.arguments)
        var curves: [LearningCurve] = []
        while let row = try cursor.next() { curves.append(try learningCurve(row, in: database)) }
        return curves
    }

    private static func learningCurve(_ row: Row, in database: Database) throws -> LearningCurve {
        LearningCurve(
            unitHash: try row.requiredText("unit_hash"), task: try row.requiredText("task"),
            splitIndex: try row.requiredCount("split_index"), validationRows: try row.requiredCount("validation_rows"),
            testRows: try row.requiredCount("test_rows"), method: try row.requiredText("method"),
            configurationDigest: try row.requiredText("configuration_digest"),
            hyperparameters: try row.requiredText("hyperparameters"), layers: row.count("layers"),
            learningRate: row.double("learning_rate"), dropoutRate: row.double("dropout_rate"),
            seed: try row.requiredInteger("seed"), numericsVersion: try row.requiredCount("numerics_version"),
            outcome: row.text("outcome").flatMap(Outcome.init), resultDigest: row.text("result_digest"),
            epochs: try row.integer("attempt_id").map { try epochs(of: $0, in: database) } ?? [])
    }
}

extension ResultStore {
    /// The attempts of a unit that have ended, in the order of their start, each as it was recorded.
    ///
    /// - Parameter hash: The unit's hash.
    /// - Throws: `ResultStoreError.unknownUnit` and others.
    public func attempts(ofUnit hash: String) throws(ResultStoreError) -> [AttemptRecord] {
        try read { database in
            let unitID = try self.unitID(hash, in: database)
            let ids = try Int64.fetchAll(
                database,
                sql: """
                    SELECT attempt_id FROM attempts WHERE unit_id = ? AND outcome <> 'running'
                    ORDER BY started_at, attempt_id
                    """, arguments: [unitID])
            return try ids.map { try Self.attempt($0, unitHash: hash, in: database) }
        }
    }

    /// The epochs of an attempt in ascending order.
    static func epochs(of attemptID: Int64, in database: Database) throws -> [EpochRecord] {
        // Read by the million where selections are checked.
        let rows = try RawRows(
            try database.cachedStatement(sql: epochsOfAttempt), [attemptID], in: database)
        var epochs: [EpochRecord] = []
        while try rows.next() { epochs.append(try EpochRecord(rows)) }
        return epochs
    }

    private static let epochsOfAttempt =
        "SELECT \(EpochRecord.list("x")) FROM epochs AS x WHERE attempt_id = ? ORDER BY epoch"

    /// The metrics of an attempt in the order of partition and name.
    static func metrics(of attemptID: Int64, in database: Database) throws -> [MetricRecord] {
        try records(of: attemptID, orderedBy: "partition, name", in: database)
    }

    private static func records<Record: StoredRecord>(
        of attemptID: Int64, orderedBy order: String, in database: Database
    ) throws -> [Record] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(Record.list("x")) FROM \(Record.table.rawValue) AS x WHERE attempt_id = ? ORDER BY \(order)
                """)
        let cursor = try Row.fetchCursor(statement, arguments: [attemptID])
        var records: [Record] = []
        while let row = try cursor.next() {
            var reader = RowReader(row)
            records.append(try reader.next(Record.self))
        }
        return records
    }

    /// An attempt that has ended, as it was recorded.
    static func attempt(_ attemptID: Int64, unitHash: String, in database: Database) throws -> AttemptRecord {
        let statement = try database.cachedStatement(
            sql: """
                SELECT \(AttemptRecord.list("a")), \(EnvironmentRecord.list("e"))
                FROM attempts AS a JOIN environments AS e ON e.environment_id = a.environment_id
                WHERE a.attempt_id = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [attemptID]) else {
            throw UnexpectedValue("attempt \(attemptID) has no environment")
        }
        var reader = RowReader(row)
        var attempt = try reader.next(AttemptRecord.self)
        attempt.environment = try reader.next(EnvironmentRecord.self)
        attempt.unitHash = unitHash
        attempt.epochs = try epochs(of: attemptID, in: database)
        attempt.metrics = try metrics(of: attemptID, in: database)
        return attempt
    }
}

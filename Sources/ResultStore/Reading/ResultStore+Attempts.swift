import Formats
import Foundation
import GRDB

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
        try records(of: attemptID, orderedBy: "epoch", in: database)
    }

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

import Foundation
import GRDB

extension ResultStore {
    /// The epochs of an attempt in ascending order.
    static func epochs(of attemptID: Int64, in database: Database) throws -> [EpochRecord] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT epoch, training_loss, validation_loss, validation_correct, test_loss, test_correct,
                    validation_auc, test_auc
                FROM epochs WHERE attempt_id = ? ORDER BY epoch
                """)
        let cursor = try Row.fetchCursor(statement, arguments: [attemptID])
        var epochs: [EpochRecord] = []
        while let row = try cursor.next() {
            epochs.append(
                EpochRecord(
                    epoch: Int(try row.requiredInteger(0)), trainingLoss: row.double(1), validationLoss: row.double(2),
                    validationCorrect: row.integer(3).map { Int($0) }, testLoss: row.double(4),
                    testCorrect: row.integer(5).map { Int($0) }, validationAUC: row.double(6), testAUC: row.double(7)))
        }
        return epochs
    }

    /// The metrics of an attempt in the order of partition and name.
    static func metrics(of attemptID: Int64, in database: Database) throws -> [MetricRecord] {
        let statement = try database.cachedStatement(
            sql: """
                SELECT partition, name, value, correct, total, epoch FROM metrics WHERE attempt_id = ?
                ORDER BY partition, name
                """)
        return try Row.fetchAll(statement, arguments: [attemptID]).map { row in
            guard let partition = Partition(rawValue: try row.requiredText(0)) else {
                throw UnexpectedValue(row: row, index: 0, expected: "a partition")
            }
            return MetricRecord(
                partition: partition, name: try row.requiredText(1), value: row.double(2),
                correct: row.integer(3).map { Int($0) }, total: row.integer(4).map { Int($0) },
                epoch: row.integer(5).map { Int($0) })
        }
    }

    /// An attempt that has ended, as it was recorded.
    static func attempt(_ attemptID: Int64, unitHash: String, in database: Database) throws -> AttemptRecord {
        let statement = try database.cachedStatement(
            sql: """
                SELECT outcome, message, started_at, finished_at, seconds, epochs_completed, steps, weights_digest,
                    host, operating_system, processor, instruction_set, threads, swift_version, program_version,
                    source_commit
                FROM attempts JOIN environments USING (environment_id) WHERE attempt_id = ?
                """)
        guard let row = try Row.fetchOne(statement, arguments: [attemptID]) else {
            throw UnexpectedValue("attempt \(attemptID) has no environment")
        }
        guard let outcome = Outcome(rawValue: try row.requiredText(0)) else {
            throw UnexpectedValue(row: row, index: 0, expected: "an outcome")
        }
        guard let startedAt = Timestamp.date(try row.requiredText(2)),
            let finishedAt = Timestamp.date(try row.requiredText(3))
        else { throw UnexpectedValue(row: row, index: 2, expected: "a time") }
        return AttemptRecord(
            unitHash: unitHash,
            environment: EnvironmentRecord(
                host: try row.requiredText(8), operatingSystem: try row.requiredText(9),
                processor: try row.requiredText(10), instructionSet: try row.requiredText(11),
                threads: Int(try row.requiredInteger(12)), swiftVersion: try row.requiredText(13),
                programVersion: try row.requiredText(14), sourceCommit: try row.requiredText(15)),
            outcome: outcome, message: row.text(1), startedAt: startedAt, finishedAt: finishedAt,
            seconds: row.double(4), epochsCompleted: Int(try row.requiredInteger(5)),
            steps: Int(try row.requiredInteger(6)), weightsDigest: row.text(7),
            epochs: try epochs(of: attemptID, in: database), metrics: try metrics(of: attemptID, in: database))
    }
}

import Foundation
import GRDB
import Testing

@testable import ResultStore

/// Each kind of tampering is found, and named for what it is.
@Suite struct VerificationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let sql: String
        let kinds: Set<Finding.Kind>
        var testDescription: String { sql }
        init(_ sql: String, _ kinds: Finding.Kind...) {
            self.sql = sql
            self.kinds = Set(kinds)
        }
    }

    static let cases = [
        Case("UPDATE epochs SET training_loss = 0.25 WHERE attempt_id = 1 AND epoch = 2", .digest),
        Case("UPDATE attempts SET steps = steps + 1 WHERE attempt_id = 1", .digest),
        Case("UPDATE attempts SET result_digest = 'x' WHERE attempt_id = 2", .digest),
        Case("UPDATE attempts SET result_digest = NULL WHERE attempt_id = 2", .digest),
        Case("UPDATE attempts SET result_digest = NULL, attempt_digest = NULL", .digest),
        Case("UPDATE attempts SET attempt_digest = NULL WHERE attempt_id = 2", .digest),
        Case("UPDATE attempts SET message = 'all is well' WHERE outcome = 'failed'", .digest),
        Case("UPDATE attempts SET seconds = 1 WHERE attempt_id = 1", .digest),
        Case(
            "UPDATE attempts SET unit_id = CASE unit_id WHEN 1 THEN 2 ELSE 1 END WHERE unit_id IN (1, 2)", .digest,
            .selection),
        Case("UPDATE metrics SET value = 0.5 WHERE attempt_id = 1 AND partition = 'test'", .metric, .digest),
        Case(
            "UPDATE metrics SET correct = 1, value = 1.0 / 37 WHERE attempt_id = 1 AND partition = 'test'", .metric,
            .digest),
        Case("UPDATE metrics SET total = 99 WHERE attempt_id = 1 AND partition = 'test'", .metric, .digest),
        Case("UPDATE metrics SET correct = NULL WHERE attempt_id = 1 AND partition = 'test'", .metric, .digest),
        Case("DELETE FROM metrics WHERE attempt_id = 4", .digest),
        Case(
            "DELETE FROM metrics WHERE attempt_id = 4; UPDATE epochs SET test_loss = NULL, test_correct = NULL WHERE attempt_id = 4",
            .success, .digest, .selection),
        Case("DELETE FROM epochs WHERE attempt_id = 4 AND epoch = 2", .epochs, .digest),
        Case("DELETE FROM epochs WHERE attempt_id = 5", .epochs, .digest, .selection),
        Case("UPDATE epochs SET test_correct = 38 WHERE attempt_id = 2 AND epoch = 1", .epochs, .digest),
        Case("UPDATE epochs SET training_loss = NULL WHERE attempt_id = 2 AND epoch = 1", .success, .digest),
        Case("UPDATE units SET seed = 3 WHERE unit_id = 1", .digest, .selection),
        Case("UPDATE methods SET definition = '{}' WHERE name = 'snn'", .digest),
        Case("UPDATE methods SET definition = '{' WHERE name = 'snn'", .digest),
        Case("UPDATE methods SET name = 'selu' WHERE name = 'snn'", .digest),
        Case("UPDATE protocols SET definition = '{}'", .digest),
        Case("UPDATE tasks SET content_digest = 'x' WHERE task_id = 1", .digest),
        Case("UPDATE splits SET split_index = 7 WHERE split_id = 1", .digest),
        Case("UPDATE environments SET host = 'node8'", .digest),
        Case("UPDATE configurations SET layers = 9 WHERE configuration_id = 1", .column),
        Case("UPDATE configurations SET hyperparameters = '{}' WHERE configuration_id = 1", .column, .digest),
        Case("UPDATE selections SET test_correct = 1, test_value = 1.0 / 37 WHERE selection_id = 1", .selection),
        Case("UPDATE selections SET test_value = 0.1 WHERE selection_id = 1", .selection),
        Case("UPDATE selections SET method_id = 2 WHERE selection_id = 1", .selection),
        Case("DELETE FROM environments", .foreignKey, .digest),
        Case("DELETE FROM splits WHERE split_id = 1", .foreignKey),
        Case("DELETE FROM units WHERE unit_id = 2", .foreignKey),
        Case("DROP INDEX units_by_configuration", .schema),
        Case("DROP VIEW failures; CREATE VIEW failures AS SELECT 1 AS one", .schema),
        Case("CREATE TABLE notes (x)", .schema),
        Case(
            "INSERT INTO attempts (unit_id, environment_id, outcome, started_at) VALUES (1, 1, 'running', 'x')",
            .abandoned),
        Case(
            """
            INSERT INTO attempts (attempt_id, unit_id, environment_id, outcome, started_at, finished_at, seconds,
                epochs_completed, steps, weights_digest, result_digest)
                SELECT 99, unit_id, environment_id, outcome, started_at, finished_at, seconds,
                epochs_completed, steps, 'other weights', 'other result' FROM attempts WHERE attempt_id = 1;
            INSERT INTO epochs SELECT 99, epoch, training_loss, validation_loss, validation_correct, test_loss,
                test_correct, validation_auc, test_auc, further FROM epochs WHERE attempt_id = 1;
            INSERT INTO metrics SELECT 99, partition, name, value, correct, total, epoch FROM metrics
                WHERE attempt_id = 1
            """, .conflict, .digest),
    ]

    @Test(arguments: cases)
    func tamperingIsFound(_ tampering: Case) throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.sqlite")
        try SmallBenchmark.write(to: file)
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        let queue = try DatabaseQueue(path: file, configuration: configuration)
        try queue.write { database in
            let triggers = try Row.fetchAll(database, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            for trigger in triggers { try database.execute(sql: "DROP TRIGGER \(trigger.text(0) ?? "")") }
            try database.execute(sql: tampering.sql)
            for trigger in triggers { try database.execute(sql: trigger.text(1) ?? "") }
        }
        try queue.close()
        let findings = try ResultStore.open(file, for: .reading).verify()
        #expect(Set(findings.map(\.kind)) == tampering.kinds, "\(findings)")
        for finding in findings { #expect(!finding.description.contains("\n")) }
    }

    /// A selection made for the AUC has counts of correct rows too; they have nothing to do with its value.
    @Test(arguments: [0.0, 0.125])
    func selectionsByAUCAreComparedToTheCurve(_ deviation: Double) throws {
        let folder = try TemporaryFolder()
        let store = try Sample.openForWriting(folder.file("s.sqlite"))
        let unit = Sample.unit()
        var attempt = Sample.success(unit)
        let last = attempt.epochs.count - 1
        attempt.epochs[last].validationAUC = 0.875
        attempt.epochs[last].testAUC = 0.75
        var selection = Sample.selection(unit, attempt)
        selection.chosen?.testMetric = "auc"
        selection.chosen?.testValue = 0.75 + deviation
        try store.register([unit])
        try store.record(attempt)
        try store.record([selection])
        let findings = try store.verify()
        #expect(findings.map(\.kind) == (deviation == 0 ? [] : [.selection]), "\(findings)")
    }

    /// Where the metric that selects is undefined on a task's rows, no epoch is preferred and no metrics are stored.
    @Test func aWholeCurveWithoutMetricsIsASuccess() throws {
        let folder = try TemporaryFolder()
        let store = try Sample.openForWriting(folder.file("s.sqlite"))
        let unit = Sample.unit()
        var attempt = Sample.success(unit)
        attempt.metrics = []
        try store.register([unit])
        try store.record(attempt)
        #expect(try store.verify() == [])
    }

    @Test func listsNoMoreThanAskedFor() throws {
        let folder = try TemporaryFolder()
        let store = try Sample.openForWriting(folder.file("s.sqlite"))
        let unit = Sample.unit()
        try store.register([unit])
        for _ in 0..<10 {
            var attempt = Sample.success(unit)
            attempt.metrics = []
            for index in attempt.epochs.indices {
                (attempt.epochs[index].testLoss, attempt.epochs[index].testCorrect) = (nil, nil)
            }
            try store.record(attempt)
        }
        #expect(try store.verify(limitPerKind: 3).count == 3)
        #expect(try store.verify().count == 10)
    }
}

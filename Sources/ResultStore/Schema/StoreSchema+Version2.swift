import Formats
import GRDB

extension StoreSchema {
    /// What version 2 adds: digests that tie an attempt to its unit and a selection to what it was computed from, and the
    /// descriptions of the studies that were run.
    static let version2 = """
        ALTER TABLE attempts ADD COLUMN attempt_digest TEXT;

        ALTER TABLE selections ADD COLUMN basis_digest TEXT;

        CREATE TABLE studies (
            -- One run of a study by its whole description, from which all its units can be made again.
            study_id INTEGER PRIMARY KEY,
            study_digest TEXT NOT NULL,
            definition TEXT NOT NULL,
            recorded_at TEXT NOT NULL,
            UNIQUE (study_digest, recorded_at)
        ) STRICT;

        CREATE TRIGGER studies_are_not_overwritten BEFORE UPDATE ON studies
        BEGIN
            SELECT raise(ABORT, 'the description of a study is a fact: record a new one instead');
        END;

        CREATE TRIGGER studies_are_not_deleted BEFORE DELETE ON studies
        BEGIN
            SELECT raise(ABORT, 'descriptions of studies are facts and are not deleted');
        END;

        DROP VIEW selected_results;

        CREATE VIEW \(selectedResultsView);
        """

    /// The view of version 2 that has the digest of a selection's basis.
    private static let selectedResultsView = """
        selected_results AS
        -- One row per task, split, protocol, method, seed, grid and rule: the latest selection, a method's result.
        SELECT
            t.suite, t.name AS task, s.split_index, m.name AS method, x.seed, p.name AS protocol, x.grid,
            c.hidden_units, c.layers, c.learning_rate, c.dropout_rate, c.form, c.l2_penalty, c.bottleneck, x.epoch,
            x.validation_score, x.validation_correct, x.validation_total,
            x.test_metric, x.test_value, x.test_correct, x.test_total,
            x.candidates, x.failed_candidates, x.rule, u.unit_hash, x.recorded_at, x.selection_id, x.unit_id,
            x.split_id, x.method_id, x.protocol_id, p.protocol_digest, m.method_digest, t.content_digest, x.basis_digest
        FROM selections AS x
        JOIN splits AS s ON s.split_id = x.split_id
        JOIN tasks AS t ON t.task_id = s.task_id
        JOIN protocols AS p ON p.protocol_id = x.protocol_id
        JOIN methods AS m ON m.method_id = x.method_id
        LEFT JOIN units AS u ON u.unit_id = x.unit_id
        LEFT JOIN configurations AS c ON c.configuration_id = u.configuration_id
        WHERE NOT EXISTS (
            SELECT 1 FROM selections AS y
            WHERE y.split_id = x.split_id AND y.method_id = x.method_id AND y.protocol_id = x.protocol_id
                AND y.seed = x.seed AND y.grid = x.grid AND y.rule = x.rule
                AND (y.recorded_at, y.selection_id) > (x.recorded_at, x.selection_id)
        )
        """

    /// Temporary views that make a file of version 1 look like one of version 2 to a connection that only reads.
    ///
    /// Names without a schema mean the temporary views, so every statement for version 2 runs; the file stays as it is.
    static let version1AsVersion2 = """
        CREATE TEMP VIEW attempts AS SELECT *, NULL AS attempt_digest FROM main.attempts;
        CREATE TEMP VIEW selections AS SELECT *, NULL AS basis_digest FROM main.selections;
        CREATE TEMP VIEW studies AS
            SELECT NULL AS study_id, NULL AS study_digest, NULL AS definition, NULL AS recorded_at WHERE 0;
        CREATE TEMP VIEW \(selectedResultsView);
        """

    /// Gives each attempt with a result its digest, as version 2 has it.
    static func addAttemptDigests(_ database: Database) throws {
        let trigger = try String.fetchOne(
            database, sql: "SELECT sql FROM sqlite_schema WHERE name = 'attempts_are_not_overwritten'")
        try database.execute(sql: "DROP TRIGGER attempts_are_not_overwritten")
        let update = try database.makeStatement(sql: "UPDATE attempts SET attempt_digest = ? WHERE attempt_id = ?")
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT a.attempt_id AS attempt_id, u.unit_hash AS unit_hash,
                    e.environment_digest AS environment_digest, a.outcome AS outcome, a.message AS message,
                    a.started_at AS started_at, a.finished_at AS finished_at, a.seconds AS seconds,
                    a.result_digest AS result_digest
                FROM attempts AS a
                JOIN units AS u ON u.unit_id = a.unit_id
                JOIN environments AS e ON e.environment_id = a.environment_id
                WHERE a.finished_at IS NOT NULL AND a.result_digest IS NOT NULL
                """)
        while let row = try rows.next() {
            let digest = AttemptRecord.digest(
                unitHash: try row.requiredText("unit_hash"),
                environmentDigest: try row.requiredText("environment_digest"),
                outcome: try row.requiredText("outcome"), message: row.text("message"),
                startedAt: try row.requiredText("started_at"), finishedAt: try row.requiredText("finished_at"),
                seconds: row.double("seconds"), resultDigest: try row.requiredText("result_digest"))
            try update.execute(arguments: [digest, try row.requiredInteger("attempt_id")])
        }
        if let trigger { try database.execute(sql: trigger) }
    }
}

import GRDB

extension StoreSchema {
    /// The outcomes that version 1 names in the definition of `attempts`, and those that version 3 does.
    private static let outcomes = (
        before: "'timed_out', 'out_of_memory')),", after: "'timed_out', 'out_of_memory', 'unsupported')),"
    )

    /// What version 3 adds for external programs: the outcome `unsupported`, and what external programs wrote to their standard streams.
    ///
    /// A check of a column can't be altered. That an allowed value is added changes no row, so the text of the definition is changed in
    /// place, as SQLite's documentation of ALTER TABLE says it may be; to make the table anew would copy millions of rows.
    static func addPrograms(_ database: Database) throws {
        let definition = try String.fetchOne(
            database, sql: "SELECT sql FROM main.sqlite_schema WHERE type = 'table' AND name = 'attempts'")
        let changed = definition?.replacing(outcomes.before, with: outcomes.after)
        guard let changed, changed != definition else {
            throw UnexpectedValue("the table attempts is not that of version 2")
        }
        let number = try Int64.fetchOne(database, sql: "PRAGMA schema_version") ?? 0
        try database.execute(sql: "PRAGMA writable_schema = ON")
        try database.execute(
            sql: "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = 'attempts'", arguments: [changed])
        // Every connection reads the definitions again where their number has changed.
        try database.execute(sql: "PRAGMA schema_version = \(number + 1)")
        try database.execute(sql: "PRAGMA writable_schema = OFF")
        try database.execute(sql: printedText)
    }

    private static let printedText = """
        ALTER TABLE attempts ADD COLUMN standard_output TEXT;

        ALTER TABLE attempts ADD COLUMN standard_error TEXT;

        DROP VIEW progress;

        CREATE VIEW \(progressView);
        """

    /// The view of version 3 that counts what a program does not support.
    private static let progressView = """
        progress AS
        -- One row per suite, task, split and method: how many units stand how.
        SELECT
            t.suite, t.name AS task, s.split_index, m.name AS method, count(*) AS units,
            sum(a.outcome IS 'succeeded') AS succeeded,
            sum(a.outcome IS 'diverged') AS diverged,
            sum(coalesce(a.outcome IN ('failed', 'timed_out', 'out_of_memory'), 0)) AS failed,
            sum(a.outcome IS 'unsupported') AS unsupported,
            sum(a.outcome IS 'interrupted') AS interrupted,
            sum(a.outcome IS 'running') AS running,
            sum(a.outcome IS NULL) AS pending,
            sum(a.seconds) AS seconds
        FROM units AS u
        JOIN splits AS s ON s.split_id = u.split_id
        JOIN tasks AS t ON t.task_id = s.task_id
        JOIN configurations AS c ON c.configuration_id = u.configuration_id
        JOIN methods AS m ON m.method_id = c.method_id
        LEFT JOIN attempts AS a ON a.attempt_id = (
            SELECT b.attempt_id FROM attempts AS b
            WHERE b.unit_id = u.unit_id
            ORDER BY b.outcome = 'succeeded' DESC, b.started_at DESC, b.attempt_id DESC
            LIMIT 1
        )
        GROUP BY t.suite, t.name, s.split_index, m.name
        """

    /// Temporary views that make the attempts of a file of version 2, or of version 1 made to look like one, look like those of version 3.
    ///
    /// - Parameter version: The file's version.
    static func programsForVersion3(from version: Int32) -> String {
        let digest = version == 1 ? "NULL AS attempt_digest, " : ""
        return """
            DROP VIEW IF EXISTS temp.attempts;
            CREATE TEMP VIEW attempts AS
                SELECT *, \(digest)NULL AS standard_output, NULL AS standard_error FROM main.attempts;
            CREATE TEMP VIEW \(progressView);
            """
    }
}

import GRDB

/// The checks of a results file, each of which adds what it finds.
struct Verifier {
    let database: Database
    let limit: Int
    /// The version of the file's schema.
    let schemaVersion: Int32
    private(set) var findings: [Finding] = []

    /// Creates a verifier that has found nothing yet.
    ///
    /// - Parameters:
    ///   - database: The open file.
    ///   - limit: The most findings of one kind to list.
    ///   - schemaVersion: The version of the file's schema.
    init(database: Database, limit: Int, schemaVersion: Int32) {
        self.database = database
        self.limit = limit
        self.schemaVersion = schemaVersion
    }

    /// Adds a finding, unless there are enough of its kind.
    mutating func add(_ kind: Finding.Kind, _ message: String) {
        guard findings.count(where: { $0.kind == kind }) < limit else { return }
        findings.append(Finding(kind: kind, message: ResultStoreError.oneLine(message)))
    }

    /// Adds a finding for each row of a query that looks for what must not be; its column is the message.
    mutating func check(_ kind: Finding.Kind, _ sql: String) throws {
        let cursor = try Row.fetchCursor(database, sql: sql + " LIMIT \(limit)")
        while let row = try cursor.next() { add(kind, row.text(0) ?? "a row without a key") }
    }

    /// Rows that refer to rows that aren't there: orphans.
    mutating func checkForeignKeys() throws {
        for row in try Row.fetchAll(database, sql: "PRAGMA foreign_key_check") {
            let key = row.integer(1).map { "row \($0)" } ?? "a row"
            add(
                .foreignKey, "\(key) of \(row.text(0) ?? "?") refers to a row of \(row.text(2) ?? "?") that isn't there"
            )
        }
    }

    /// Tables, views, indices and triggers against those of a new file.
    mutating func checkSchema() throws {
        let fresh = try DatabaseQueue()
        try fresh.write { try $0.execute(sql: "PRAGMA application_id = \(StoreSchema.applicationID)") }
        try StoreSchema.migrator().migrate(fresh, upTo: "\(schemaVersion)")
        let expected = Set(try fresh.read { try StoreSchema.dump($0) }.components(of: ";\n\n"))
        let found = Set(try StoreSchema.dump(database).components(of: ";\n\n"))
        for statement in expected.subtracting(found).sorted() { add(.schema, "missing or changed: \(statement)") }
        for statement in found.subtracting(expected).sorted() { add(.schema, "not of this version: \(statement)") }
    }

    /// Attempts that nobody can be running.
    mutating func checkAbandoned(isWritten: Bool) throws {
        guard !isWritten else { return }
        try check(
            .abandoned,
            """
            SELECT 'attempt ' || attempt_id || ', started ' || started_at
                || ', was left running by a writer that ended; the next writer records it as interrupted'
            FROM attempts WHERE outcome = 'running' ORDER BY attempt_id
            """)
    }
}

extension String {
    /// The parts between separators.
    fileprivate func components(of separator: String) -> [String] {
        split(separator: separator).map { $0.hasSuffix(";\n") ? String($0.dropLast(2)) : String($0) }
    }
}

extension Verifier {
    /// Units whose attempts have different results.
    mutating func checkConflicts() throws {
        try check(
            .conflict,
            """
            SELECT 'unit ' || u.unit_hash || ' has ' || count(DISTINCT a.result_digest)
                || ' different results, attempts ' || group_concat(a.attempt_id)
            FROM attempts AS a JOIN units AS u ON u.unit_id = a.unit_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id
            WHERE a.outcome IN ('succeeded', 'diverged') AND \(MethodRecord.hasOneResult)
            GROUP BY a.unit_id HAVING count(DISTINCT a.result_digest) > 1
            """)
    }

    /// Selections that chose another split's unit, or whose counts are not those of the chosen epoch.
    mutating func checkSelections() throws {
        try check(
            .selection,
            """
            SELECT 'selection ' || x.selection_id || ' chose a unit of another task, split, protocol, method or seed'
            FROM selections AS x
            JOIN units AS u ON u.unit_id = x.unit_id
            JOIN splits AS s ON s.split_id = x.split_id
            JOIN splits AS w ON w.split_id = u.split_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            WHERE s.split_digest <> w.split_digest OR x.protocol_id <> u.protocol_id OR x.method_id <> c.method_id
                OR x.seed <> u.seed
            """)
        try check(
            .selection,
            """
            SELECT 'selection ' || x.selection_id || ' has a test accuracy that is not test_correct / test_total'
            FROM selections AS x
            WHERE x.test_metric = 'accuracy' AND x.test_total > 0 AND x.test_value IS NOT 1.0 * x.test_correct / x.test_total
            """)
        try check(
            .selection,
            """
            SELECT 'selection ' || x.selection_id || ' differs from the learning curve of its unit at epoch ' || x.epoch
            FROM selections AS x
            WHERE x.unit_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM attempts AS a
                JOIN epochs AS e ON e.attempt_id = a.attempt_id AND e.epoch = x.epoch
                WHERE a.unit_id = x.unit_id AND a.outcome = 'succeeded'
                    AND e.validation_correct IS x.validation_correct AND e.test_correct IS x.test_correct
                    AND (x.test_metric <> 'auc' OR e.test_auc IS x.test_value)
            )
            """)
    }
}

import GRDB

extension ResultStore {
    /// Writes every fact in a form that other programs read and another store can import.
    ///
    /// Facts refer to each other by digests and hashes. They come in the order of these, so two stores with the same facts
    /// give the same export. Attempts that have not ended are left out.
    ///
    /// - Parameters:
    ///   - path: A file for JSON ("-" for standard output), a folder for CSV.
    ///   - format: The form.
    /// - Throws: `ResultStoreError`.
    /// - Returns: The number of facts of each kind.
    @discardableResult
    public func export(to path: String, format: FactFormat) throws(ResultStoreError) -> [FactTable: Int] {
        var writer = try FactWriter(path: path, format: format)
        var counts: [FactTable: Int] = [:]
        try read { database in
            let attempts = try Self.exportedAttempts(database)
            for table in FactTable.allCases {
                try writer.begin(table)
                var count = 0
                func write(_ values: [QueryValue]) throws {
                    try writer.write(values)
                    count += 1
                }
                switch table {
                case .attempts, .epochs, .metrics:
                    let statement = try database.cachedStatement(sql: Self.measurementSQL(table))
                    for (position, attemptID) in attempts.enumerated() {
                        let cursor = try Row.fetchCursor(statement, arguments: [attemptID])
                        while let row = try cursor.next() {
                            try write([.integer(Int64(position + 1))] + row.databaseValues.map(Self.value))
                        }
                    }
                default:
                    let cursor = try Row.fetchCursor(database, sql: Self.exportSQL(table))
                    while let row = try cursor.next() { try write(row.databaseValues.map(Self.value)) }
                }
                writer.end()
                counts[table] = count
            }
        }
        try writer.finish()
        return counts
    }

    /// The row ids of the attempts that have ended, in an order that does not depend on row ids.
    private static func exportedAttempts(_ database: Database) throws -> [Int64] {
        try Row.fetchAll(
            database,
            sql: """
                SELECT a.attempt_id FROM attempts AS a
                JOIN units AS u ON u.unit_id = a.unit_id
                JOIN environments AS e ON e.environment_id = a.environment_id
                WHERE a.outcome <> 'running'
                ORDER BY u.unit_hash, a.started_at, a.finished_at, a.outcome, e.environment_digest, a.message,
                    a.attempt_id
                """
        ).map { try $0.requiredInteger(0) }
    }

    private static func measurementSQL(_ table: FactTable) -> String {
        switch table {
        case .attempts:
            """
            SELECT u.unit_hash, e.environment_digest, a.outcome, a.message, a.started_at, a.finished_at, a.seconds,
                a.epochs_completed, a.steps, a.weights_digest, a.result_digest
            FROM attempts AS a
            JOIN units AS u ON u.unit_id = a.unit_id
            JOIN environments AS e ON e.environment_id = a.environment_id
            WHERE a.attempt_id = ?
            """
        case .epochs:
            """
            SELECT epoch, training_loss, validation_loss, validation_correct, test_loss, test_correct, validation_auc,
                test_auc
            FROM epochs WHERE attempt_id = ? ORDER BY epoch
            """
        default:
            """
            SELECT partition, name, value, correct, total, epoch FROM metrics WHERE attempt_id = ?
            ORDER BY partition, name
            """
        }
    }

    private static func exportSQL(_ table: FactTable) -> String {
        let columns = table.columns.map(\.name).joined(separator: ", ")
        return switch table {
        case .splits:
            """
            SELECT name AS task, content_digest, split_index, split_digest, training_rows, validation_rows, test_rows
            FROM splits JOIN tasks USING (task_id) ORDER BY task, content_digest, split_index, split_digest
            """
        case .configurations:
            "SELECT \(columns) FROM configurations JOIN methods USING (method_id) ORDER BY configuration_digest"
        case .units:
            """
            SELECT unit_hash, t.name AS task, content_digest, split_index, split_digest, protocol_digest,
                configuration_digest, seed, numerics_version
            FROM units JOIN splits USING (split_id) JOIN tasks AS t USING (task_id) JOIN protocols USING (protocol_id)
            JOIN configurations USING (configuration_id) ORDER BY unit_hash
            """
        case .selections:
            """
            SELECT t.name AS task, content_digest, split_index, split_digest, protocol_digest, method_digest, x.seed,
                grid, rule, unit_hash, epoch, validation_score, validation_correct, validation_total, test_metric,
                test_value, test_correct, test_total, candidates, failed_candidates, recorded_at
            FROM selections AS x JOIN splits AS s USING (split_id) JOIN tasks AS t USING (task_id)
            JOIN protocols AS p ON p.protocol_id = x.protocol_id JOIN methods USING (method_id)
            LEFT JOIN units AS u ON u.unit_id = x.unit_id
            ORDER BY task, content_digest, split_index, split_digest, protocol_digest, method_digest, x.seed, grid, rule,
                recorded_at, selection_id
            """
        default: "SELECT \(columns) FROM \(table.rawValue) ORDER BY \(columns)"
        }
    }

    private static func value(_ value: DatabaseValue) -> QueryValue {
        switch value.storage {
        case .null: .null
        case .int64(let value): .integer(value)
        case .double(let value): .real(value)
        case .string(let value): .text(value)
        case .blob(let data): .blob(Array(data))
        }
    }
}

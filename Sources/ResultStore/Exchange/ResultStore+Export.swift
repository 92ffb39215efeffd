import GRDB

extension ResultStore {
    /// Writes every fact in a form that other programs read and another store can import.
    ///
    /// Facts refer to each other by digests and hashes. They come in the order of these, so two stores with the same facts
    /// give the same export. Attempts that have not ended are left out. What was at the path stays until all is written.
    ///
    /// - Parameters:
    ///   - path: A file for JSON ("-" for standard output), a folder for CSV.
    ///   - format: The form.
    /// - Throws: `ResultStoreError`.
    /// - Returns: The number of facts of each kind.
    @discardableResult
    public func export(to path: String, format: FactFormat) throws(ResultStoreError) -> [FactTable: Int] {
        // Nothing is begun for a store that can't be read at all.
        let attempts = try read { try Self.exportedAttempts($0) }
        var writer = try FactWriter(path: path, format: format)
        var counts: [FactTable: Int] = [:]
        try read { database in
            for table in FactTable.allCases {
                try writer.begin(table)
                var count = 0
                let hasNumbers = table.storedColumns.contains { $0.role == .reference(.attempts) } || table == .attempts
                let statement = try database.makeStatement(sql: Self.exportSQL(table))
                // The digest of an attempt may have to be computed.
                let digest = table == .attempts ? table.columns.firstIndex { $0.name == "attempt_digest" } : nil
                func write(_ rows: RawRows, attempt: Int?) throws {
                    writer.beginRow()
                    if let attempt { writer.write(.integer(Int64(attempt)), 0) }
                    let first = attempt == nil ? 0 : 1
                    for column in first..<table.columns.count {
                        let value = column == digest ? Self.attemptDigest(rows) : rows.value(column - first)
                        writer.write(value, column)
                    }
                    try writer.endRow()
                    count += 1
                }
                if hasNumbers {
                    for (position, attemptID) in attempts.enumerated() {
                        let rows = try RawRows(statement, [attemptID], in: database)
                        while try rows.next() { try write(rows, attempt: position + 1) }
                    }
                } else {
                    let rows = try RawRows(statement, in: database)
                    while try rows.next() { try write(rows, attempt: nil) }
                }
                writer.end()
                counts[table] = count
            }
        }
        try writer.finish()
        return counts
    }

    /// The digest of an attempt's exported row, which a file of version 1 doesn't have.
    private static func attemptDigest(_ row: RawRows) -> QueryValue {
        let place = { (name: String) in attemptPlaces[name] ?? 0 }
        if let own = row.text(place("attempt_digest")) { return .text(own) }
        guard let result = row.text(place("result_digest")) else { return .null }
        return .text(
            AttemptRecord.digest(
                unitHash: row.text(place("unit_hash")) ?? "",
                environmentDigest: row.text(place("environment_digest")) ?? "",
                outcome: row.text(place("outcome")) ?? "", message: row.text(place("message")),
                startedAt: row.text(place("started_at")) ?? "", finishedAt: row.text(place("finished_at")) ?? "",
                seconds: row.double(place("seconds")), resultDigest: result))
    }

    /// Where the columns of attempts stand in the statement that gives them, which has no number of the attempt.
    private static let attemptPlaces = Dictionary(
        FactTable.attempts.columns.enumerated().map { ($0.element.name, $0.offset - 1) },
        uniquingKeysWith: { first, _ in first })

    /// The row ids of the attempts that have ended, in an order that does not depend on row ids.
    private static func exportedAttempts(_ database: Database) throws -> [Int64] {
        try Int64.fetchAll(
            database,
            sql: """
                SELECT a.attempt_id FROM attempts AS a
                JOIN units AS u ON u.unit_id = a.unit_id
                JOIN environments AS e ON e.environment_id = a.environment_id
                WHERE a.outcome <> 'running'
                ORDER BY u.unit_hash, a.started_at, a.finished_at, a.outcome, e.environment_digest, a.message,
                    a.attempt_id
                """)
    }

    /// The statement that gives a kind's columns but for the number of the attempt, which is its parameter.
    static func exportSQL(_ table: FactTable) -> String {
        var columns: [String] = []
        var joins = ""
        for column in table.storedColumns {
            switch column.role {
            case .value: columns.append("x.\(column.name)")
            case .repeated: break
            case .reference(.attempts): break
            case .reference(let other):
                guard let id = other.rowID else { continue }
                let alias = "of_\(other.rawValue)"
                joins +=
                    " \(column.isOptional ? "LEFT " : "")JOIN \(other.rawValue) AS \(alias) ON \(alias).\(id) = x.\(id)"
                if other == .splits {
                    joins += " JOIN tasks AS of_tasks ON of_tasks.task_id = of_splits.task_id"
                    columns += ["of_tasks.name", "of_tasks.content_digest", "of_splits.split_index"]
                    columns.append("of_splits.split_digest")
                } else {
                    columns += other.key.map { "\(alias).\($0)" }
                }
            }
        }
        let order: String
        var condition = ""
        switch table {
        case .attempts:
            condition = " WHERE x.attempt_id = ?"
            order = "1"
        case .epochs, .metrics:
            condition = " WHERE x.attempt_id = ?"
            order = table == .epochs ? "x.epoch" : "x.partition, x.name"
        case .units: order = "x.unit_hash"
        case .configurations: order = "x.configuration_digest"
        case .selections: order = "1, 2, 3, 4, 5, 6, x.seed, x.grid, x.rule, x.recorded_at, x.selection_id"
        default: order = (1...columns.count).map { "\($0)" }.joined(separator: ", ")
        }
        return
            "SELECT \(columns.joined(separator: ", ")) FROM \(table.rawValue) AS x\(joins)\(condition) ORDER BY \(order)"
    }
}

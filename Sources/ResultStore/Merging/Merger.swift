import Formats
import GRDB

/// The copying of rows from one results file to another, by what they mean rather than by their row ids.
struct Merger {
    private let from: Database
    private let into: Database
    private let file: String
    private var registry: Registry
    /// The row id here of each row id there.
    private var unitIDs: [Int64: Int64] = [:]
    private var splits: [Int64: SplitRecord] = [:]
    private var methods: [Int64: MethodRecord] = [:]
    private var protocols: [Int64: ProtocolRecord] = [:]
    private(set) var report = MergeReport()

    /// Creates a merger of two open files.
    ///
    /// - Parameters:
    ///   - from: The file that is read.
    ///   - into: The file that is written, within a transaction.
    ///   - file: The path of the file that is read, for errors.
    init(from: Database, into: Database, file: String) {
        self.from = from
        self.into = into
        self.file = file
        registry = Registry(into)
    }

    /// Copies tasks, splits, methods, protocols, configurations and units.
    mutating func mergeUnits() throws {
        try readParents()
        var configurations: [Int64: ConfigurationRecord] = [:]
        for row in try Row.fetchAll(
            from, sql: "SELECT configuration_id, method_id, hyperparameters, configuration_digest FROM configurations")
        {
            let id = try row.requiredInteger(0)
            guard case .object(let values)? = try? CanonicalJSON(parsing: row.text(2) ?? ""),
                let method = methods[try row.requiredInteger(1)]
            else { throw UnexpectedValue("configuration \(id) has no hyperparameters or no method") }
            let record = ConfigurationRecord(method: method, hyperparameters: values)
            guard record.digest == row.text(3) else { throw wrongDigest("configuration \(id)") }
            configurations[id] = record
            _ = try registry.configurationID(record)
        }
        let cursor = try Row.fetchCursor(
            from,
            sql: """
                SELECT unit_id, unit_hash, split_id, protocol_id, configuration_id, seed, numerics_version FROM units
                ORDER BY unit_id
                """)
        while let row = try cursor.next() {
            guard let split = splits[try row.requiredInteger(2)],
                let protocolRecord = protocols[try row.requiredInteger(3)],
                let configuration = configurations[try row.requiredInteger(4)]
            else { throw UnexpectedValue("unit \(try row.requiredInteger(0)) refers to rows that aren't there") }
            let unit = UnitRecord(
                split: split, protocolRecord: protocolRecord, configuration: configuration,
                seed: try row.requiredInteger(5), numericsVersion: Int(try row.requiredInteger(6)))
            guard unit.hash == row.text(1) else { throw wrongDigest("unit \(row.text(1) ?? "")") }
            if try registry.addUnit(unit) { report.units += 1 }
            unitIDs[try row.requiredInteger(0)] = try rowID(
                "SELECT unit_id FROM units WHERE unit_hash = ?", [unit.hash])
        }
    }

    /// Copies the attempts that have ended and are not there, unless a unit would then have two results.
    mutating func mergeAttempts() throws {
        var conflicts: [MergeConflict] = []
        let cursor = try Row.fetchCursor(
            from,
            sql: """
                SELECT a.attempt_id, a.unit_id, u.unit_hash, a.outcome, a.result_digest
                FROM attempts AS a JOIN units AS u USING (unit_id) ORDER BY a.attempt_id
                """)
        while let row = try cursor.next() {
            guard row.text(3) != Outcome.running.rawValue else {
                report.runningAttempts += 1
                continue
            }
            let attemptID = try row.requiredInteger(0)
            let hash = try row.requiredText(2)
            guard let unitID = unitIDs[try row.requiredInteger(1)] else {
                throw UnexpectedValue("attempt \(attemptID) refers to a unit that isn't there")
            }
            let attempt = try ResultStore.attempt(attemptID, unitHash: hash, in: from)
            // A writer that was killed leaves attempts without a result, which have no digest either.
            let digest = attempt.resultDigest
            guard row.text(4) == nil || row.text(4) == digest else { throw wrongDigest("the result of unit \(hash)") }
            if Outcome.finished.contains(attempt.outcome), let ours = try otherResult(of: unitID, than: digest) {
                conflicts.append(MergeConflict(unitHash: hash, ours: ours, theirs: digest))
                continue
            }
            let environmentID = try registry.environmentID(attempt.environment)
            if try has(attempt, unitID: unitID, environmentID: environmentID) { continue }
            _ = try ResultStore.insert(attempt, unitID: unitID, environmentID: environmentID, in: into)
            report.attempts += 1
        }
        guard conflicts.isEmpty else { throw ResultStoreError.mergeConflict(file: file, units: conflicts) }
    }

    /// Copies the selections that are not there.
    mutating func mergeSelections() throws {
        let columns = """
            epoch, validation_score, validation_correct, validation_total, test_metric, test_value, test_correct,
            test_total, candidates, failed_candidates, seed, grid, rule, recorded_at
            """
        let names = columns.split { $0 == "," || $0.isWhitespace }
        let condition = names.map { "\($0) IS ?" }.joined(separator: " AND ")
        let cursor = try Row.fetchCursor(
            from,
            sql: "SELECT split_id, protocol_id, method_id, unit_id, \(columns) FROM selections ORDER BY selection_id")
        while let row = try cursor.next() {
            guard let split = splits[try row.requiredInteger(0)],
                let protocolRecord = protocols[try row.requiredInteger(1)],
                let method = methods[try row.requiredInteger(2)]
            else { throw UnexpectedValue("a selection refers to rows that aren't there") }
            let unitID = try row.integer(3).map { id in
                guard let unitID = unitIDs[id] else {
                    throw UnexpectedValue("a selection refers to a unit that isn't there")
                }
                return unitID
            }
            let values: [(any DatabaseValueConvertible)?] =
                [
                    try registry.splitID(split), try registry.protocolID(protocolRecord),
                    try registry.methodID(method), unitID,
                ] + row.databaseValues.dropFirst(4).map { $0 }
            let arguments = StatementArguments(values)
            let known = try Row.fetchOne(
                try into.cachedStatement(
                    sql: """
                        SELECT 1 FROM selections WHERE split_id = ? AND protocol_id = ? AND method_id = ?
                            AND unit_id IS ? AND \(condition)
                        """), arguments: arguments)
            guard known == nil else { continue }
            let places = Array(repeating: "?", count: values.count).joined(separator: ", ")
            try into.cachedStatement(
                sql: "INSERT INTO selections (split_id, protocol_id, method_id, unit_id, \(columns)) VALUES (\(places))"
            ).execute(arguments: arguments)
            report.selections += 1
        }
    }

    /// Copies the published numbers that are not there.
    mutating func mergePublishedResults() throws {
        let rows = try Row.fetchAll(
            from, sql: "SELECT source, table_label, task, method, metric, detail, value FROM published_results")
        for row in rows {
            let result = PublishedResult(
                source: try row.requiredText(0), table: try row.requiredText(1), task: try row.requiredText(2),
                method: try row.requiredText(3), metric: try row.requiredText(4), detail: try row.requiredText(5),
                value: row.double(6))
            if try ResultStore.insert(result, in: into) { report.publishedResults += 1 }
        }
    }

    private mutating func readParents() throws {
        var tasks: [Int64: TaskRecord] = [:]
        for row in try Row.fetchAll(
            from, sql: "SELECT task_id, name, suite, content_digest, rows, features, classes FROM tasks")
        {
            tasks[try row.requiredInteger(0)] = TaskRecord(
                name: try row.requiredText(1), suite: try row.requiredText(2), contentDigest: try row.requiredText(3),
                rows: Int(try row.requiredInteger(4)), features: Int(try row.requiredInteger(5)),
                classes: Int(try row.requiredInteger(6)))
        }
        for task in tasks.sorted(by: { $0.key < $1.key }) { _ = try registry.taskID(task.value) }
        for row in try Row.fetchAll(
            from,
            sql: """
                SELECT split_id, task_id, split_index, split_digest, training_rows, validation_rows, test_rows
                FROM splits ORDER BY split_id
                """)
        {
            guard let task = tasks[try row.requiredInteger(1)] else {
                throw UnexpectedValue("split \(try row.requiredInteger(0)) has no task")
            }
            let split = SplitRecord(
                task: task, index: Int(try row.requiredInteger(2)), digest: try row.requiredText(3),
                trainingRows: Int(try row.requiredInteger(4)), validationRows: Int(try row.requiredInteger(5)),
                testRows: Int(try row.requiredInteger(6)))
            splits[try row.requiredInteger(0)] = split
            _ = try registry.splitID(split)
        }
        for row in try Row.fetchAll(from, sql: "SELECT method_id, name, definition, method_digest FROM methods") {
            let record = MethodRecord(name: try row.requiredText(1), definition: try definition(row, 2))
            guard record.digest == row.text(3) else { throw wrongDigest("method \(record.name)") }
            methods[try row.requiredInteger(0)] = record
            _ = try registry.methodID(record)
        }
        for row in try Row.fetchAll(from, sql: "SELECT protocol_id, name, definition, protocol_digest FROM protocols") {
            let record = ProtocolRecord(name: try row.requiredText(1), definition: try definition(row, 2))
            guard record.digest == row.text(3) else { throw wrongDigest("protocol \(record.name)") }
            protocols[try row.requiredInteger(0)] = record
            _ = try registry.protocolID(record)
        }
    }

    private func definition(_ row: Row, _ index: Int) throws -> CanonicalJSON {
        guard let value = try? CanonicalJSON(parsing: try row.requiredText(index)) else {
            throw UnexpectedValue("a definition is not JSON")
        }
        return value
    }

    private func wrongDigest(_ what: String) -> ResultStoreError {
        .corrupt(file: file, detail: "\(what) does not have its digest; nothing was merged")
    }

    private func rowID(_ sql: String, _ arguments: StatementArguments) throws -> Int64 {
        guard let row = try Row.fetchOne(try into.cachedStatement(sql: sql), arguments: arguments) else {
            throw UnexpectedValue("a row that was just added isn't there")
        }
        return try row.requiredInteger(0)
    }

    /// The digest of a result of the unit that differs from `digest`, where there is one.
    private func otherResult(of unitID: Int64, than digest: String) throws -> String? {
        let statement = try into.cachedStatement(
            sql: """
                SELECT result_digest FROM attempts
                WHERE unit_id = ? AND outcome IN ('succeeded', 'diverged') AND result_digest <> ? LIMIT 1
                """)
        return try Row.fetchOne(statement, arguments: [unitID, digest])?.text(0)
    }

    private func has(_ attempt: AttemptRecord, unitID: Int64, environmentID: Int64) throws -> Bool {
        let statement = try into.cachedStatement(
            sql: """
                SELECT 1 FROM attempts WHERE unit_id = ? AND environment_id = ? AND outcome = ? AND started_at = ?
                    AND finished_at = ? AND message IS ? AND epochs_completed = ? AND steps = ?
                """)
        let arguments: StatementArguments = [
            unitID, environmentID, attempt.outcome.rawValue, Timestamp.text(attempt.startedAt),
            Timestamp.text(attempt.finishedAt), attempt.message, attempt.epochsCompleted, attempt.steps,
        ]
        return try Row.fetchOne(statement, arguments: arguments) != nil
    }
}

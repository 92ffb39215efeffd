import GRDB

/// The row ids of records within one transaction, adding rows that are missing.
struct Registry {
    private let database: Database
    private var taskIDs: [TaskRecord: Int64] = [:]
    private var splitIDs: [SplitRecord: Int64] = [:]
    private var methodIDs: [String: Int64] = [:]
    private var configurationIDs: [String: Int64] = [:]
    private var protocolIDs: [String: Int64] = [:]
    private var environmentIDs: [String: Int64] = [:]

    /// Creates an empty registry.
    ///
    /// - Parameter database: The transaction's database.
    init(_ database: Database) { self.database = database }

    /// The row id of a task.
    mutating func taskID(_ task: TaskRecord) throws -> Int64 {
        if let id = taskIDs[task] { return id }
        let id = try rowID(
            find: """
                SELECT task_id, suite = ? AND rows = ? AND features = ? AND classes = ? FROM tasks
                WHERE name = ? AND content_digest = ?
                """,
            insert: """
                INSERT INTO tasks (suite, rows, features, classes, name, content_digest) VALUES (?, ?, ?, ?, ?, ?)
                """,
            [task.suite, task.rows, task.features, task.classes, task.name, task.contentDigest],
            what: "task \(task.name)")
        taskIDs[task] = id
        return id
    }

    /// The row id of a split.
    mutating func splitID(_ split: SplitRecord) throws -> Int64 {
        if let id = splitIDs[split] { return id }
        let id = try rowID(
            find: """
                SELECT split_id, training_rows = ? AND validation_rows = ? AND test_rows = ? FROM splits
                WHERE task_id = ? AND split_digest = ? AND split_index = ?
                """,
            insert: """
                INSERT INTO splits (training_rows, validation_rows, test_rows, task_id, split_digest, split_index)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
            [
                split.trainingRows, split.validationRows, split.testRows, try taskID(split.task), split.digest,
                split.index,
            ],
            what: "split \(split.index) of \(split.task.name)")
        splitIDs[split] = id
        return id
    }

    /// The row id of a method.
    mutating func methodID(_ method: MethodRecord) throws -> Int64 {
        if let id = methodIDs[method.digest] { return id }
        let id = try rowID(
            find: "SELECT method_id, name = ? AND definition = ? FROM methods WHERE method_digest = ?",
            insert: "INSERT INTO methods (name, definition, method_digest) VALUES (?, ?, ?)",
            [method.name, method.definition, method.digest], what: "method \(method.name)")
        methodIDs[method.digest] = id
        return id
    }

    /// The row id of a configuration.
    mutating func configurationID(_ configuration: ConfigurationRecord) throws -> Int64 {
        if let id = configurationIDs[configuration.digest] { return id }
        let columns = try HyperparameterColumns(configuration)
        let id = try rowID(
            find: """
                SELECT configuration_id, method_id = ? AND hyperparameters = ? AND hidden_units IS ? AND layers IS ?
                    AND learning_rate IS ? AND dropout_rate IS ? AND form IS ? AND l2_penalty IS ? AND bottleneck IS ?
                FROM configurations WHERE configuration_digest = ?
                """,
            insert: """
                INSERT INTO configurations (method_id, hyperparameters, hidden_units, layers, learning_rate,
                    dropout_rate, form, l2_penalty, bottleneck, configuration_digest)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            [
                try methodID(configuration.method), configuration.hyperparameters, columns.hiddenUnits, columns.layers,
                columns.learningRate, columns.dropoutRate, columns.form, columns.l2Penalty, columns.bottleneck,
                configuration.digest,
            ],
            what: "configuration \(configuration.hyperparameters) of \(configuration.method.name)")
        configurationIDs[configuration.digest] = id
        return id
    }

    /// The row id of a protocol; its name is a label and may differ from the stored one.
    mutating func protocolID(_ record: ProtocolRecord) throws -> Int64 {
        if let id = protocolIDs[record.digest] { return id }
        let id = try rowID(
            find: "SELECT protocol_id, ? IS NOT NULL AND definition = ? FROM protocols WHERE protocol_digest = ?",
            insert: "INSERT INTO protocols (name, definition, protocol_digest) VALUES (?, ?, ?)",
            [record.name, record.definition, record.digest], what: "protocol \(record.name)")
        protocolIDs[record.digest] = id
        return id
    }

    /// The row id of an environment.
    mutating func environmentID(_ environment: EnvironmentRecord) throws -> Int64 {
        if let id = environmentIDs[environment.digest] { return id }
        let id = try rowID(
            find: """
                SELECT environment_id, host = ? AND operating_system = ? AND processor = ? AND instruction_set = ?
                    AND threads = ? AND swift_version = ? AND program_version = ? AND source_commit = ?
                FROM environments WHERE environment_digest = ?
                """,
            insert: """
                INSERT INTO environments (host, operating_system, processor, instruction_set, threads, swift_version,
                    program_version, source_commit, environment_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            [
                environment.host, environment.operatingSystem, environment.processor, environment.instructionSet,
                environment.threads, environment.swiftVersion, environment.programVersion, environment.sourceCommit,
                environment.digest,
            ],
            what: "environment \(environment.host)")
        environmentIDs[environment.digest] = id
        return id
    }

    /// Adds a unit where it is missing, and says whether it was.
    mutating func addUnit(_ unit: UnitRecord) throws -> Bool {
        let splitID = try splitID(unit.split)
        let protocolID = try protocolID(unit.protocolRecord)
        let configurationID = try configurationID(unit.configuration)
        let statement = try database.cachedStatement(
            sql: """
                INSERT INTO units (unit_hash, split_id, protocol_id, configuration_id, seed, numerics_version)
                VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (unit_hash) DO NOTHING
                """)
        try statement.execute(
            arguments: [unit.hash, splitID, protocolID, configurationID, unit.seed, unit.numericsVersion])
        return database.changesCount > 0
    }

    /// Finds the row of a record or inserts it.
    ///
    /// - Parameters:
    ///   - find: SQL that gives the id and whether the row's other values are the record's.
    ///   - insert: SQL that inserts the record, with the same arguments.
    ///   - values: The arguments of both.
    ///   - what: The record, for the error.
    private func rowID(
        find: String, insert: String, _ values: [(any DatabaseValueConvertible)?], what: String
    ) throws -> Int64 {
        let arguments = StatementArguments(values)
        let row = try Row.fetchOne(try database.cachedStatement(sql: find), arguments: arguments)
        if let row {
            guard row.integer(1) == 1 else {
                throw ResultStoreError.conflictingRecord(what: what, detail: "the digest is the same")
            }
            return try row.requiredInteger(0)
        }
        do {
            try database.cachedStatement(sql: insert).execute(arguments: arguments)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw ResultStoreError.invalidRecord(what: what, detail: error.message ?? "constraint")
        }
        return database.lastInsertedRowID
    }
}

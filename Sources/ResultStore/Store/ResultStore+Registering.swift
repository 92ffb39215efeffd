import GRDB

extension ResultStore {
    /// Registers tasks; those already there with the same values stay as they are.
    ///
    /// - Parameter tasks: The tasks.
    /// - Throws: `ResultStoreError.conflictingRecord` where a task of that name and content has other values.
    public func register(_ tasks: [TaskRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for task in tasks { _ = try registry.taskID(task) }
        }
    }

    /// Registers splits and their tasks.
    ///
    /// - Parameter splits: The splits.
    /// - Throws: `ResultStoreError.conflictingRecord`.
    public func register(_ splits: [SplitRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for split in splits { _ = try registry.splitID(split) }
        }
    }

    /// Registers methods.
    ///
    /// - Parameter methods: The methods.
    /// - Throws: `ResultStoreError`.
    public func register(_ methods: [MethodRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for method in methods { _ = try registry.methodID(method) }
        }
    }

    /// Registers configurations and their methods.
    ///
    /// - Parameter configurations: The configurations.
    /// - Throws: `ResultStoreError.invalidRecord` where a hyperparameter with a column has another type than it.
    public func register(_ configurations: [ConfigurationRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for configuration in configurations { _ = try registry.configurationID(configuration) }
        }
    }

    /// Registers protocols; of two names of one definition the first stays.
    ///
    /// - Parameter protocols: The protocols.
    /// - Throws: `ResultStoreError`.
    public func register(_ protocols: [ProtocolRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for record in protocols { _ = try registry.protocolID(record) }
        }
    }

    /// Registers environments.
    ///
    /// - Parameter environments: The environments.
    /// - Throws: `ResultStoreError`.
    public func register(_ environments: [EnvironmentRecord]) throws(ResultStoreError) {
        try write { database in
            var registry = Registry(database)
            for environment in environments { _ = try registry.environmentID(environment) }
        }
    }

    /// Registers units with all that they refer to, in one transaction.
    ///
    /// - Parameter units: The units; those already there stay as they are.
    /// - Throws: `ResultStoreError.conflictingRecord`, `.invalidRecord`.
    /// - Returns: The number of units that were not there before.
    @discardableResult
    public func register(_ units: [UnitRecord]) throws(ResultStoreError) -> Int {
        try write { database in
            var registry = Registry(database)
            var added = 0
            for unit in units where try registry.unitID(unit).isNew { added += 1 }
            return added
        }
    }

    /// Records the description of a study, unless it is there already.
    ///
    /// - Parameter study: The description.
    /// - Throws: `ResultStoreError`.
    /// - Returns: Whether it was added.
    @discardableResult
    public func record(_ study: StudyRecord) throws(ResultStoreError) -> Bool {
        try write { database in
            let known = try Row.fetchOne(
                try database.cachedStatement(sql: "SELECT 1 FROM studies WHERE study_digest = ?"),
                arguments: [study.digest])
            guard known == nil else { return false }
            return try Registry(database).add(study, what: "the study \(study.digest)").isNew
        }
    }
}

/// The row ids of records within one transaction, adding rows that are missing.
struct Registry {
    private let database: Database
    private let access = RecordAccess()
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
        let id = try add(task, what: "task \(task.name)").id
        taskIDs[task] = id
        return id
    }

    /// The row id of a split.
    mutating func splitID(_ split: SplitRecord) throws -> Int64 {
        if let id = splitIDs[split] { return id }
        let id = try add(
            split, references: [try taskID(split.task)], what: "split \(split.index) of \(split.task.name)"
        ).id
        splitIDs[split] = id
        return id
    }

    /// The row id of a method.
    mutating func methodID(_ method: MethodRecord) throws -> Int64 {
        if let id = methodIDs[method.digest] { return id }
        let id = try add(method, what: "method \(method.name)").id
        methodIDs[method.digest] = id
        return id
    }

    /// The row id of a configuration.
    mutating func configurationID(_ configuration: ConfigurationRecord) throws -> Int64 {
        if let id = configurationIDs[configuration.digest] { return id }
        try configuration.checkColumns()
        let id = try add(
            configuration, references: [try methodID(configuration.method)],
            what: "configuration \(configuration.hyperparameters) of \(configuration.method.name)"
        ).id
        configurationIDs[configuration.digest] = id
        return id
    }

    /// The row id of a protocol; its name is a label and may differ from the stored one.
    mutating func protocolID(_ record: ProtocolRecord) throws -> Int64 {
        if let id = protocolIDs[record.digest] { return id }
        let id = try add(record, what: "protocol \(record.name)").id
        protocolIDs[record.digest] = id
        return id
    }

    /// The row id of an environment.
    mutating func environmentID(_ environment: EnvironmentRecord) throws -> Int64 {
        if let id = environmentIDs[environment.digest] { return id }
        let id = try add(environment, what: "environment \(environment.host)").id
        environmentIDs[environment.digest] = id
        return id
    }

    /// The row id of a unit, and whether it was missing.
    mutating func unitID(_ unit: UnitRecord) throws -> (id: Int64, isNew: Bool) {
        let references = [
            try splitID(unit.split), try protocolID(unit.protocolRecord), try configurationID(unit.configuration),
        ]
        return try add(unit, references: references, what: "unit \(unit.hash)")
    }

    /// Adds a record where its key is missing, and gives its row id.
    ///
    /// - Parameters:
    ///   - record: The record.
    ///   - references: The row ids that its columns refer to, in their order.
    ///   - what: The record, for the error.
    /// - Throws: `ResultStoreError.conflictingRecord` where a row of the key has other values, `.invalidRecord`.
    func add<Record: StoredRecord>(
        _ record: Record, references: [Int64] = [], what: @autoclosure () -> String
    ) throws -> (id: Int64, isNew: Bool) {
        let access = try access.of(Record.self, in: database)
        let values = record.values(references: references.map(\.databaseValue))
        let row = try Row.fetchOne(
            access.find, arguments: StatementArguments(access.keyPlaces.map { values[$0] }))
        if let row {
            for place in access.comparedPlaces where row[place + 1] != values[place] {
                throw ResultStoreError.conflictingRecord(
                    what: what(), detail: "another \(Record.fields[place].column.name)")
            }
            return ((row[0] as DatabaseValue).integer ?? 0, false)
        }
        do {
            try access.insert.execute(arguments: StatementArguments(values))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw ResultStoreError.invalidRecord(what: what(), detail: error.message ?? "constraint")
        }
        return (database.lastInsertedRowID, true)
    }
}

/// The statements that find and add records, by table: for a hundred thousand units their making took longer than they.
private final class RecordAccess {
    struct Table {
        let find: Statement
        let insert: Statement
        /// The places among the columns of those of the key.
        let keyPlaces: [Int]
        /// The places of the columns in which two records of one key must not differ.
        let comparedPlaces: [Int]
    }

    private var tables: [FactTable: Table] = [:]

    func of<Record: StoredRecord>(_: Record.Type, in database: Database) throws -> Table {
        if let known = tables[Record.table] { return known }
        let table = Record.table
        let names = Record.columns.map(\.name)
        let made = Table(
            find: try database.cachedStatement(sql: table.findSQL),
            insert: try database.cachedStatement(sql: table.insertSQL),
            keyPlaces: table.key.compactMap { names.firstIndex(of: $0) },
            comparedPlaces: names.indices.filter { !table.labels.contains(names[$0]) })
        tables[Record.table] = made
        return made
    }
}

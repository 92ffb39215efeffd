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
        let table = Record.table
        let columns = Record.columns
        let values = record.values(references: references.map(\.databaseValue))
        let key = table.key.map { name in columns.firstIndex { $0.name == name }.map { values[$0] } ?? .null }
        let row = try Row.fetchOne(
            try database.cachedStatement(sql: table.findSQL), arguments: StatementArguments(key))
        if let row {
            let labels = table.labels
            for (place, column) in columns.enumerated() where !labels.contains(column.name) {
                guard row[place + 1] == values[place] else {
                    throw ResultStoreError.conflictingRecord(what: what(), detail: "another \(column.name)")
                }
            }
            return ((row[0] as DatabaseValue).integer ?? 0, false)
        }
        do {
            try database.cachedStatement(sql: table.insertSQL).execute(arguments: StatementArguments(values))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw ResultStoreError.invalidRecord(what: what(), detail: error.message ?? "constraint")
        }
        return (database.lastInsertedRowID, true)
    }
}

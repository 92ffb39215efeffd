import Formats
import GRDB

/// The filling of an empty store from an export; every digest and hash is computed again and compared.
struct FactImporter {
    private let database: Database
    private var registry: Registry
    private var tasks: [String: TaskRecord] = [:]
    private var splits: [String: SplitRecord] = [:]
    private var methods: [String: MethodRecord] = [:]
    private var protocols: [String: ProtocolRecord] = [:]
    private var configurations: [String: ConfigurationRecord] = [:]
    private var units: [String: Int64] = [:]
    private var environments: [String: Int64] = [:]
    private var attempts: [Int: Int64] = [:]

    /// Starts with an empty store.
    init(_ database: Database) {
        self.database = database
        registry = Registry(database)
    }

    /// Adds a fact; those that it refers to have been added before.
    mutating func add(_ row: FactRow) throws {
        switch row.table {
        case .tasks: try addTask(row)
        case .splits: try addSplit(row)
        case .methods:
            let record = MethodRecord(name: try row.text("name"), definition: try json(row, "definition"))
            try compare(record.digest, row, "method_digest")
            _ = try registry.methodID(record)
            methods[record.digest] = record
        case .protocols:
            let record = ProtocolRecord(name: try row.text("name"), definition: try json(row, "definition"))
            try compare(record.digest, row, "protocol_digest")
            _ = try registry.protocolID(record)
            protocols[record.digest] = record
        case .configurations: try addConfiguration(row)
        case .units: try addUnit(row)
        case .environments: try addEnvironment(row)
        case .attempts: try addAttempt(row)
        case .epochs, .metrics:
            let number = try row.integer("attempt")
            guard let attemptID = attempts[number] else {
                throw row.problem("there is no attempt \(number)")
            }
            try insert(row, into: row.table.rawValue, ["attempt_id": attemptID], without: ["attempt"])
        case .selections: try addSelection(row)
        case .publishedResults: try insert(row, into: "published_results", [:], without: [])
        }
    }

    private mutating func addTask(_ row: FactRow) throws {
        let record = TaskRecord(
            name: try row.text("name"), suite: try row.text("suite"), contentDigest: try row.text("content_digest"),
            rows: try row.integer("rows"), features: try row.integer("features"), classes: try row.integer("classes"))
        _ = try registry.taskID(record)
        tasks[record.name + "\n" + record.contentDigest] = record
    }

    private mutating func addSplit(_ row: FactRow) throws {
        let task = try found(tasks[try row.text("task") + "\n" + row.text("content_digest")], row, "task")
        let record = SplitRecord(
            task: task, index: try row.integer("split_index"), digest: try row.text("split_digest"),
            trainingRows: try row.integer("training_rows"), validationRows: try row.integer("validation_rows"),
            testRows: try row.integer("test_rows"))
        _ = try registry.splitID(record)
        splits[try splitKey(row)] = record
    }

    private mutating func addConfiguration(_ row: FactRow) throws {
        guard case .object(let values) = try json(row, "hyperparameters") else {
            throw row.problem("hyperparameters is no JSON object")
        }
        let record = ConfigurationRecord(
            method: try found(methods[try row.text("method_digest")], row, "method_digest"), hyperparameters: values)
        try compare(record.digest, row, "configuration_digest")
        _ = try registry.configurationID(record)
        configurations[record.digest] = record
    }

    private mutating func addUnit(_ row: FactRow) throws {
        let unit = UnitRecord(
            split: try found(splits[try splitKey(row)], row, "split_digest"),
            protocolRecord: try found(protocols[try row.text("protocol_digest")], row, "protocol_digest"),
            configuration: try found(
                configurations[try row.text("configuration_digest")], row, "configuration_digest"),
            seed: Int64(try row.integer("seed")), numericsVersion: try row.integer("numerics_version"))
        try compare(unit.hash, row, "unit_hash")
        guard try registry.addUnit(unit) else { throw row.problem("the unit \(unit.hash) is there twice") }
        units[unit.hash] = database.lastInsertedRowID
    }

    private mutating func addEnvironment(_ row: FactRow) throws {
        let record = EnvironmentRecord(
            host: try row.text("host"), operatingSystem: try row.text("operating_system"),
            processor: try row.text("processor"), instructionSet: try row.text("instruction_set"),
            threads: try row.integer("threads"), swiftVersion: try row.text("swift_version"),
            programVersion: try row.text("program_version"), sourceCommit: try row.text("source_commit"))
        try compare(record.digest, row, "environment_digest")
        environments[record.digest] = try registry.environmentID(record)
    }

    private mutating func addAttempt(_ row: FactRow) throws {
        let number = try row.integer("attempt")
        let outcome = try row.text("outcome")
        guard let known = Outcome(rawValue: outcome), known != .running else {
            throw row.problem(
                "outcome is \"\(ResultStoreError.oneLine(String(outcome.prefix(40))))\", no outcome of an attempt that ended"
            )
        }
        for name in ["started_at", "finished_at"] where Timestamp.date(try row.text(name)) == nil {
            throw row.problem("\(name) is no time such as 2026-11-21T09:30:00.123Z")
        }
        guard attempts[number] == nil else { throw row.problem("attempt \(number) is there twice") }
        try insert(
            row, into: "attempts",
            [
                "unit_id": try found(units[try row.text("unit_hash")], row, "unit_hash"),
                "environment_id": try found(
                    environments[try row.text("environment_digest")], row, "environment_digest"),
            ],
            without: ["attempt", "unit_hash", "environment_digest"])
        attempts[number] = database.lastInsertedRowID
    }

    private mutating func addSelection(_ row: FactRow) throws {
        let split = try found(splits[try splitKey(row)], row, "split_digest")
        let method = try found(methods[try row.text("method_digest")], row, "method_digest")
        let protocolRecord = try found(protocols[try row.text("protocol_digest")], row, "protocol_digest")
        var keys: [String: Int64] = [
            "split_id": try registry.splitID(split), "method_id": try registry.methodID(method),
            "protocol_id": try registry.protocolID(protocolRecord),
        ]
        if case .text(let hash)? = row.values["unit_hash"] {
            keys["unit_id"] = try found(units[hash], row, "unit_hash")
        }
        try insert(
            row, into: "selections", keys,
            without: [
                "task", "content_digest", "split_index", "split_digest", "protocol_digest", "method_digest",
                "unit_hash",
            ])
    }

    private func splitKey(_ row: FactRow) throws -> String {
        [
            try row.text("task"), try row.text("content_digest"), "\(try row.integer("split_index"))",
            try row.text("split_digest"),
        ].joined(separator: "\n")
    }

    private func found<Value>(_ value: Value?, _ row: FactRow, _ column: String) throws -> Value {
        guard let value else { throw row.problem("\(column) refers to nothing in the export") }
        return value
    }

    private func compare(_ digest: String, _ row: FactRow, _ column: String) throws {
        guard try row.text(column) == digest else {
            throw row.problem("\(column) is not the digest of what it stands for, \(digest): the fact was changed")
        }
    }

    private func json(_ row: FactRow, _ column: String) throws -> CanonicalJSON {
        let text = try row.text(column)
        guard let value = try? CanonicalJSON(parsing: text) else { throw row.problem("\(column) is no JSON") }
        return value
    }

    /// Inserts the columns of a fact as they are, but for those that become row ids.
    private func insert(_ row: FactRow, into table: String, _ keys: [String: Int64], without: Set<String>) throws {
        let columns = row.table.columns.map(\.name).filter { !without.contains($0) }
        let names = keys.keys.sorted() + columns
        var arguments: [DatabaseValue] = keys.sorted { $0.key < $1.key }.map(\.value.databaseValue)
        for column in columns {
            switch row.values[column] ?? .null {
            case .null, .blob: arguments.append(.null)
            case .integer(let number): arguments.append(number.databaseValue)
            case .real(let number): arguments.append(number.databaseValue)
            case .text(let text): arguments.append(text.databaseValue)
            }
        }
        let places = names.map { _ in "?" }.joined(separator: ", ")
        do {
            try database.cachedStatement(
                sql: "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(places))"
            ).execute(arguments: StatementArguments(arguments))
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw row.problem(ResultStoreError.oneLine(error.message ?? "a value outside of what is allowed"))
        }
    }
}

import Formats
import Foundation
import GRDB

extension ResultStore {
    /// Adds the facts of an export that this store lacks, as one transaction.
    ///
    /// The export is first read into a store of its own beside this one, which is removed afterwards. There digests and
    /// hashes are computed again and the whole is verified; then it is merged, so that importing twice adds nothing.
    ///
    /// - Parameter path: A JSON file or a folder of CSV files, as `export(to:format:)` writes them.
    /// - Throws: `ResultStoreError.badFacts` with the line or record that is wrong, `.mergeConflict` where a unit would have
    ///   two different results; then nothing is imported.
    /// - Returns: What was added.
    @discardableResult
    public func importFacts(from path: String) throws(ResultStoreError) -> MergeReport {
        guard isWritable else { throw .openedForReading(file: self.path) }
        // A fixed name, which only the one writer uses, and nobody else: what a killed import left goes before the next begins.
        let scratch = self.path + ".snnbench-import"
        Self.removeScratch(scratch)
        defer { Self.removeScratch(scratch) }
        let store = try ResultStore.open(scratch, for: .writing(.thisProcess()))
        try interruptible({ store.interrupt() }) { () throws(ResultStoreError) in
            try Self.fill(store, from: path)
        }
        return try merge(scratch, store, of: path)
    }

    private static func fill(_ store: ResultStore, from path: String) throws(ResultStoreError) {
        try store.write { database in
            var importer = FactImporter(database)
            try FactReader(path: path).forEach { row throws(ResultStoreError) in
                do {
                    try importer.add(row)
                } catch let error as ResultStoreError {
                    // What the records themselves refuse is named with its place too.
                    switch error {
                    case .badFacts: throw error
                    case .invalidRecord, .conflictingRecord: throw row.problem(error.description)
                    default: throw error
                    }
                } catch let error as UnexpectedValue {
                    throw row.problem(error.detail)
                } catch {
                    throw ResultStoreError(error, file: store.path)
                }
            }
        }
    }

    /// Merges what an export gave, if it fits together.
    private func merge(
        _ scratch: String, _ store: ResultStore, of path: String
    ) throws(ResultStoreError) -> MergeReport {
        if let finding = try store.verify(limitPerKind: 1).first {
            throw .badFacts(file: path, place: "", problem: "what it says does not fit together: \(finding)")
        }
        try store.close()
        do {
            return try merge(from: scratch)
        } catch {
            guard case .mergeConflict(_, let units) = error else { throw error }
            throw .mergeConflict(file: path, units: units)
        }
    }

    /// Removes a store that an import goes through, with what SQLite and the lock keep beside it.
    private static func removeScratch(_ path: String) {
        for ending in ["", "-wal", "-shm", "-journal", ".lock"] { unlink(path + ending) }
    }
}

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
    private var inserts: [FactTable: RawInsert] = [:]

    /// Starts with an empty store.
    init(_ database: Database) {
        self.database = database
        registry = Registry(database)
    }

    /// Adds a fact; those that it refers to have been added before.
    mutating func add(_ row: FactRow) throws {
        switch row.table {
        case .tasks:
            let record = try TaskRecord(named: row.stored)
            _ = try registry.taskID(record)
            tasks[try key(row, "name", "content_digest")] = record
        case .splits:
            var record = try SplitRecord(named: row.stored)
            record.task = try found(tasks[try key(row, "task", "content_digest")], row, "task")
            _ = try registry.splitID(record)
            splits[try splitKey(row)] = record
        case .methods:
            let record = try MethodRecord(named: row.stored)
            try check(record.hasItsDigest, row, "method_digest")
            _ = try registry.methodID(record)
            methods[record.digest] = record
        case .protocols:
            let record = try ProtocolRecord(named: row.stored)
            try check(record.hasItsDigest, row, "protocol_digest")
            _ = try registry.protocolID(record)
            protocols[record.digest] = record
        case .configurations: try addConfiguration(row)
        case .units: try addUnit(row)
        case .environments:
            let record = try EnvironmentRecord(named: row.stored)
            try check(record.hasItsDigest, row, "environment_digest")
            environments[record.digest] = try registry.environmentID(record)
        case .attempts: try addAttempt(row)
        case .epochs, .metrics:
            let number = try row.integer("attempt")
            guard let attemptID = attempts[number] else { throw row.problem("there is no attempt \(number)") }
            try insert(row, [attemptID])
        case .selections: try addSelection(row)
        case .publishedResults: try insert(row, [])
        case .studies:
            try check(try StudyRecord(named: row.stored).hasItsDigest, row, "study_digest")
            try insert(row, [])
        }
    }

    private mutating func addConfiguration(_ row: FactRow) throws {
        var record = try ConfigurationRecord(named: row.stored)
        guard case .object? = try? CanonicalJSON(parsing: record.hyperparameters) else {
            throw row.problem("hyperparameters is no JSON object")
        }
        record.method = try found(methods[try row.text("method_digest")], row, "method_digest")
        try check(record.hasItsDigest, row, "configuration_digest")
        _ = try registry.configurationID(record)
        configurations[record.digest] = record
    }

    private mutating func addUnit(_ row: FactRow) throws {
        let stated = try UnitRecord(named: row.stored)
        let unit = UnitRecord(
            split: try found(splits[try splitKey(row)], row, "split_digest"),
            protocolRecord: try found(protocols[try row.text("protocol_digest")], row, "protocol_digest"),
            configuration: try found(
                configurations[try row.text("configuration_digest")], row, "configuration_digest"),
            seed: stated.seed, numericsVersion: stated.numericsVersion)
        try check(unit.hash == stated.hash, row, "unit_hash")
        let (id, isNew) = try registry.unitID(unit)
        guard isNew else { throw row.problem("the unit \(unit.hash) is there twice") }
        units[unit.hash] = id
    }

    private mutating func addAttempt(_ row: FactRow) throws {
        let number = try row.integer("attempt")
        let outcome = try row.text("outcome")
        guard let known = Outcome(rawValue: outcome), known != .running else {
            throw row.problem(
                "outcome is \"\(ResultStoreError.oneLine(String(outcome.prefix(40))))\", no outcome of an attempt that ended"
            )
        }
        if case .real(let seconds) = row["seconds"], !AttemptRecord.possibleSeconds.contains(seconds) {
            throw row.problem("seconds is \(seconds), which no attempt can have taken")
        }
        guard attempts[number] == nil else { throw row.problem("attempt \(number) is there twice") }
        var digest: String?
        if case .text(let result) = row["result_digest"] {
            digest = AttemptRecord.digest(
                unitHash: try row.text("unit_hash"), environmentDigest: try row.text("environment_digest"),
                outcome: outcome, message: row.stored("message").text, startedAt: try row.text("started_at"),
                finishedAt: try row.text("finished_at"), seconds: row.stored("seconds").double, resultDigest: result)
            // Exports of version 1 have none; that of a later one ties the result to the unit.
            if row.version > 1 { try check(row.stored("attempt_digest").text == digest, row, "attempt_digest") }
        }
        try insert(
            row,
            [
                try found(units[try row.text("unit_hash")], row, "unit_hash"),
                try found(environments[try row.text("environment_digest")], row, "environment_digest"),
            ], ["attempt_digest": digest.map { .text($0) } ?? .null])
        attempts[number] = database.lastInsertedRowID
    }

    private mutating func addSelection(_ row: FactRow) throws {
        let split = try found(splits[try splitKey(row)], row, "split_digest")
        let protocolRecord = try found(protocols[try row.text("protocol_digest")], row, "protocol_digest")
        let method = try found(methods[try row.text("method_digest")], row, "method_digest")
        var references = [
            try registry.splitID(split), try registry.protocolID(protocolRecord), try registry.methodID(method),
        ]
        if case .text(let hash) = row["unit_hash"] {
            references.append(try found(units[hash], row, "unit_hash"))
        }
        _ = try SelectionRecord(named: row.stored)
        try insert(row, references)
    }

    private func splitKey(_ row: FactRow) throws -> String {
        "\(try key(row, "task", "content_digest", "split_digest"))\n\(try row.integer("split_index"))"
    }

    private func key(_ row: FactRow, _ names: String...) throws -> String {
        try names.map { try row.text($0) }.joined(separator: "\n")
    }

    private func found<Value>(_ value: Value?, _ row: FactRow, _ column: String) throws -> Value {
        guard let value else { throw row.problem("\(column) refers to nothing in the export") }
        return value
    }

    private func check(_ isSound: Bool, _ row: FactRow, _ column: String) throws {
        guard isSound else {
            throw row.problem("\(column) is not the digest of what it stands for: the fact was changed")
        }
    }

    /// Inserts the values of a fact as they are, with row ids in the place of what names other facts.
    private mutating func insert(
        _ row: FactRow, _ references: [Int64], _ computed: [String: QueryValue] = [:]
    ) throws {
        let insert = try inserts[row.table] ?? RawInsert(into: row.table, in: database)
        inserts[row.table] = insert
        var next = references.makeIterator()
        for (place, column) in row.table.storedColumns.enumerated() {
            if case .reference = column.role {
                insert.bind(next.next().map { .integer($0) } ?? .null, at: place + 1)
            } else {
                insert.bind(computed[column.name] ?? row[column.name], at: place + 1)
            }
        }
        do {
            try insert.run()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw row.problem(ResultStoreError.oneLine(error.message ?? "a value outside of what is allowed"))
        }
    }
}

import Formats
import GRDB

/// Two different results of one unit.
public struct MergeConflict: Equatable, Hashable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The digest of the result this file has.
    public let ours: String
    /// The digest of the result the other file has.
    public let theirs: String
}

/// What a merge added.
public struct MergeReport: Equatable, Sendable {
    /// The number of units that were not there before.
    public var units = 0
    /// The number of attempts that were not there before.
    public var attempts = 0
    /// The number of selections that were not there before.
    public var selections = 0
    /// The number of published numbers that were not there before.
    public var publishedResults = 0
    /// The number of attempts left out because they have not ended; a later merge takes them.
    public var runningAttempts = 0
}

extension ResultStore {
    /// Adds what another results file has and this one lacks, as one transaction.
    ///
    /// Merging a file again adds nothing, and the order in which files are merged makes no difference but to row ids.
    /// Attempts that have not ended are left out. The other file is only read and may be written meanwhile.
    ///
    /// - Parameter file: The other file.
    /// - Throws: `ResultStoreError.mergeConflict` with every unit that would have two different results, and then
    ///   nothing is merged; `.corrupt` where the other file's numbers don't have their digests; the errors of opening.
    /// - Returns: What was added.
    @discardableResult
    public func merge(from file: String) throws(ResultStoreError) -> MergeReport {
        let source = try ResultStore.open(file, for: .reading)
        guard source.path != path else { return MergeReport() }
        return try source.read { from in
            // What the rows refer to was found or added before them, by its meaning; SQLite would look for it once a row more.
            try self.write(checkingReferences: false) { into in
                var merger = Merger(from: from, into: into, file: source.path)
                do {
                    try merger.mergeUnits()
                    try merger.mergeAttempts()
                    try merger.mergeSelections()
                    try merger.mergeOthers()
                } catch let error as UnexpectedValue {
                    throw ResultStoreError(error, file: source.path)
                }
                return merger.report
            }
        }
    }
}

/// The copying of rows from one results file to another, by what they mean rather than by their row ids.
struct Merger {
    private let from: Database
    private let into: Database
    private let file: String
    private var registry: Registry
    /// The row id here of each row id there.
    private var unitIDs: [Int64: Int64] = [:]
    /// Units that were added and have no attempt yet.
    private var newUnits: Set<Int64> = []
    private var environmentIDs: [Int64: Int64] = [:]
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
        try mergeParents()
        var configurations: [Int64: ConfigurationRecord] = [:]
        try Self.forEach(in: from, ConfigurationRecord.self) { id, references, record in
            guard let method = methods[references.first ?? 0] else { throw missing("the method", of: record.digest) }
            var record = record
            record.method = method
            guard record.hasItsDigest else { throw wrongDigest("configuration \(id)") }
            configurations[id] = record
            _ = try registry.configurationID(record)
        }
        try Self.forEach(in: from, UnitRecord.self) { id, references, record in
            guard references.count == 3, let split = splits[references[0]],
                let protocolRecord = protocols[references[1]], let configuration = configurations[references[2]]
            else { throw missing("a row", of: "unit \(record.hash)") }
            let unit = UnitRecord(
                split: split, protocolRecord: protocolRecord, configuration: configuration, seed: record.seed,
                numericsVersion: record.numericsVersion)
            guard unit.hash == record.hash else { throw wrongDigest("unit \(record.hash)") }
            let (unitID, isNew) = try registry.unitID(unit)
            if isNew {
                report.units += 1
                newUnits.insert(unitID)
            }
            unitIDs[id] = unitID
        }
    }

    /// Copies the attempts that have ended and are not there, unless a unit would then have two results.
    mutating func mergeAttempts() throws {
        try Self.forEach(in: from, EnvironmentRecord.self) { id, _, record in
            guard record.hasItsDigest else { throw wrongDigest("environment \(id)") }
            environmentIDs[id] = try registry.environmentID(record)
        }
        let target = try AttemptTarget(into)
        var conflicts: [MergeConflict] = []
        var pass = try MeasurementPass(from)
        let rows = try RawRows(AttemptRow.sql, in: from)
        var hash = ResultHash()
        while try rows.next() {
            let row = try AttemptRow(rows)
            guard row.outcome != Outcome.running.rawValue else {
                report.runningAttempts += 1
                continue
            }
            guard row.hasPossibleSeconds else {
                throw UnexpectedValue("attempt \(row.attemptID) took a time that none can have taken")
            }
            guard let unitID = unitIDs[row.unitID], let environmentID = environmentIDs[row.environmentID] else {
                throw missing("its unit or environment", of: "attempt \(row.attemptID)")
            }
            // The first attempt of a unit that was only just added need not be looked for.
            let isFirst = newUnits.remove(unitID) != nil
            let isKnown = try !isFirst && target.has(row, unitID: unitID, environmentID: environmentID)
            let attemptID = isKnown ? 0 : try target.insert(rows, row, unitID: unitID, environmentID: environmentID)
            row.begin(&hash)
            var isMeasured = false
            try pass.add(row.attemptID, to: &hash) { epoch in
                isMeasured = true
                if !isKnown { try target.insertEpoch(epoch, of: attemptID) }
            } eachMetric: { metric in
                isMeasured = true
                if !isKnown { try target.insertMetric(metric, of: attemptID) }
            }
            let digest = hash.finalize()
            // A writer that was killed leaves attempts without a result, which have no digest either.
            guard row.resultDigest == digest || (row.resultDigest == nil && row.isAbandoned && !isMeasured) else {
                throw wrongDigest("the result of unit \(row.unitHash)")
            }
            if let own = row.attemptDigest, own != row.digest(result: digest) {
                throw wrongDigest("attempt \(row.attemptID) of unit \(row.unitHash)")
            }
            if row.isFinished, !isFirst, let ours = try target.otherResult(of: unitID, than: digest) {
                conflicts.append(MergeConflict(unitHash: row.unitHash, ours: ours, theirs: digest))
            } else if !isKnown {
                report.attempts += 1
            }
        }
        try target.finish()
        guard conflicts.isEmpty else { throw ResultStoreError.mergeConflict(file: file, units: conflicts) }
    }

    /// Copies the selections that are not there.
    mutating func mergeSelections() throws {
        let columns = SelectionRecord.columns
        let condition = columns.map { "\($0.name) IS ?" }.joined(separator: " AND ")
        let known = try into.cachedStatement(sql: "SELECT 1 FROM selections WHERE \(condition)")
        let insert = try into.cachedStatement(sql: FactTable.selections.insertSQL)
        try Self.forEach(in: from, SelectionRecord.self) { _, references, record in
            guard references.count >= 3, let split = splits[references[0]],
                let protocolRecord = protocols[references[1]], let method = methods[references[2]]
            else { throw missing("a row", of: "a selection") }
            var ids = [
                try registry.splitID(split), try registry.protocolID(protocolRecord), try registry.methodID(method),
            ].map(\.databaseValue)
            if references.count > 3 {
                guard let unitID = unitIDs[references[3]] else { throw missing("the unit", of: "a selection") }
                ids.append(unitID.databaseValue)
            }
            let arguments = StatementArguments(record.values(references: ids))
            guard try Row.fetchOne(known, arguments: arguments) == nil else { return }
            try insert.execute(arguments: arguments)
            report.selections += 1
        }
    }

    /// Copies the published numbers and the descriptions of studies that are not there.
    mutating func mergeOthers() throws {
        try Self.forEach(in: from, PublishedResult.self) { _, _, record in
            if try registry.add(record, what: record.title).isNew { report.publishedResults += 1 }
        }
        try Self.forEach(in: from, StudyRecord.self) { id, _, record in
            guard record.hasItsDigest else { throw wrongDigest("study \(id)") }
            _ = try registry.add(record, what: "study \(record.digest)")
        }
    }

    private mutating func mergeParents() throws {
        var tasks: [Int64: TaskRecord] = [:]
        try Self.forEach(in: from, TaskRecord.self) { id, _, record in
            tasks[id] = record
            _ = try registry.taskID(record)
        }
        try Self.forEach(in: from, SplitRecord.self) { id, references, record in
            guard let task = tasks[references.first ?? 0] else { throw missing("the task", of: "split \(id)") }
            var record = record
            record.task = task
            splits[id] = record
            _ = try registry.splitID(record)
        }
        try Self.forEach(in: from, MethodRecord.self) { id, _, record in
            guard record.hasItsDigest else { throw wrongDigest("method \(record.name)") }
            methods[id] = record
            _ = try registry.methodID(record)
        }
        try Self.forEach(in: from, ProtocolRecord.self) { id, _, record in
            guard record.hasItsDigest else { throw wrongDigest("protocol \(record.name)") }
            protocols[id] = record
            _ = try registry.protocolID(record)
        }
    }

    /// Calls a body with each record of a kind: its row id, the row ids it refers to as far as it does, and the record.
    private static func forEach<Record: StoredRecord>(
        in from: Database, _: Record.Type, _ body: (Int64, [Int64], Record) throws -> Void
    ) throws {
        let table = Record.table
        let references = Record.columns.filter { if case .reference = $0.role { true } else { false } }
        let names = references.map { "x.\($0.name), " }.joined()
        let order = table.rowID ?? table.key.joined(separator: ", ")
        let cursor = try Row.fetchCursor(
            from,
            sql: """
                SELECT \(table.rowID.map { "x.\($0)" } ?? "0"), \(names)\(Record.list("x"))
                FROM \(table.rawValue) AS x ORDER BY \(order)
                """)
        while let row = try cursor.next() {
            var reader = RowReader(row)
            let id = try reader.integer()
            let ids = references.compactMap { _ in reader.value().integer }
            try body(id, ids, try reader.next(Record.self))
        }
    }

    private func wrongDigest(_ what: String) -> ResultStoreError {
        .corrupt(file: file, detail: "\(what) does not have its digest; nothing was merged")
    }

    private func missing(_ what: String, of whose: String) -> UnexpectedValue {
        UnexpectedValue("\(what) of \(whose) isn't there")
    }
}

/// Where attempts are copied to.
private struct AttemptTarget {
    private let database: Database
    private let attempts: RawInsert
    private let epochs: RowBatch
    private let metrics: RowBatch
    private let known: Statement
    private let other: Statement

    init(_ database: Database) throws {
        self.database = database
        attempts = try RawInsert(into: .attempts, in: database)
        epochs = try RowBatch(into: EpochRecord.self, in: database)
        metrics = try RowBatch(into: MetricRecord.self, in: database)
        known = try database.makeStatement(
            sql: """
                SELECT 1 FROM attempts WHERE unit_id = ? AND environment_id = ? AND outcome = ? AND started_at = ?
                    AND finished_at = ? AND message IS ? AND epochs_completed = ? AND steps = ?
                """)
        other = try database.makeStatement(
            sql: """
                SELECT a.result_digest FROM attempts AS a
                JOIN units AS u ON u.unit_id = a.unit_id
                JOIN configurations AS c ON c.configuration_id = u.configuration_id
                JOIN methods AS m ON m.method_id = c.method_id
                WHERE a.unit_id = ? AND a.outcome IN ('succeeded', 'diverged') AND a.result_digest <> ?
                    AND \(MethodRecord.hasOneResult) LIMIT 1
                """)
    }

    func has(_ row: AttemptRow, unitID: Int64, environmentID: Int64) throws -> Bool {
        let arguments: StatementArguments = [
            unitID, environmentID, row.outcome, row.startedAt, row.finishedAt, row.message, row.epochsCompleted,
            row.steps,
        ]
        return try Row.fetchOne(known, arguments: arguments) != nil
    }

    /// The digest of a result of the unit that differs from `digest`, where there is one.
    ///
    /// A method whose definition says that it is not deterministic may have several results.
    func otherResult(of unitID: Int64, than digest: String) throws -> String? {
        try Row.fetchOne(other, arguments: [unitID, digest])?.text(0)
    }

    func insert(
        _ cells: RawRows, _ row: AttemptRow, unitID: Int64, environmentID: Int64
    ) throws -> Int64 {
        attempts.bind(unitID, at: 1)
        attempts.bind(environmentID, at: 2)
        cells.copy(AttemptRow.copied, to: attempts, from: 3)
        // A file of version 1 has no digests of attempts.
        if row.attemptDigest == nil, let result = row.resultDigest {
            attempts.bind(row.digest(result: result), at: 1 + (AttemptRecord.place("attempt_digest") ?? 0))
        }
        try attempts.run()
        return database.lastInsertedRowID
    }

    func insertEpoch(_ row: RawRows, of attemptID: Int64) throws {
        try epochs.add(attemptID, row)
    }

    func insertMetric(_ row: RawRows, of attemptID: Int64) throws {
        try metrics.add(attemptID, row)
    }

    /// Writes what is not written yet.
    func finish() throws {
        try epochs.flush()
        try metrics.flush()
    }
}

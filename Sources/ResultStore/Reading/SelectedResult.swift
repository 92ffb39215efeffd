import Formats
import Foundation
import GRDB

/// The latest selection for a task, split, protocol, method, seed, grid and rule: a method's result on a task.
public struct SelectedResult: Equatable, Sendable {
    /// The suite.
    public let suite: String
    /// The task's full name.
    public let task: String
    /// The digest of the task's content.
    public let contentDigest: String
    /// The number of rows of the task.
    public let rows: Int
    /// The index of the split.
    public let splitIndex: Int
    /// The digest of which rows fall where.
    public let splitDigest: String
    /// The method's name.
    public let method: String
    /// The digest of the method.
    public let methodDigest: String
    /// The protocol's name.
    public let protocolName: String
    /// The digest of the protocol.
    public let protocolDigest: String
    /// The seed.
    public let seed: Int64
    /// The name of the grid.
    public let grid: String
    /// The rule of selection as canonical JSON text.
    public let rule: String
    /// The candidate that was chosen; `nil` where every candidate failed.
    public let chosen: ChosenCandidate?
    /// The hyperparameters of the chosen unit as canonical JSON text.
    public let hyperparameters: String?
    /// The number of candidates.
    public let candidates: Int
    /// The number of candidates without a success.
    public let failedCandidates: Int
    /// When the selection was made.
    public let recordedAt: Date
    /// The digest of what it was computed from; `nil` where that was not recorded.
    public let basisDigest: String?
    /// The candidates that could be chosen, each by the first 16 digits of its unit's hash; `nil` where that was not recorded.
    public let candidateUnits: [String]?
    /// The version of the arithmetic of the chosen unit.
    public let numericsVersion: Int?
}

/// What the latest success of a unit measured after one epoch.
public struct SelectedMeasurements: Equatable, Sendable {
    /// The epoch's numbers.
    public let epoch: EpochRecord
    /// The number of validation rows.
    public let validationRows: Int
    /// The number of test rows.
    public let testRows: Int
    /// The attempt's other test metrics by name, where they were computed after the same epoch.
    public let testMetrics: [String: MetricRecord]
}

extension ResultStore {
    /// The latest selections, for ranking, in the order of task, split, method and seed.
    ///
    /// - Parameters:
    ///   - filter: Which tasks, splits, methods, protocols and seeds; its hashes and configurations are those of the
    ///     chosen units.
    ///   - grids: Names of grids; `nil` for all.
    /// - Throws: `ResultStoreError`.
    public func selectedResults(
        _ filter: UnitFilter = .all, grids: [String]? = nil
    ) throws(ResultStoreError) -> [SelectedResult] {
        try read { database in
            var condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "x.seed")
            if let grids {
                condition.sql += " AND x.grid IN (SELECT value FROM json_each(?))"
                condition.arguments += [CanonicalJSON.array(grids.map { .string($0) }).text]
            }
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(SelectionRecord.list("x")), \(TaskRecord.list("t")), \(SplitRecord.list("s")),
                        \(MethodRecord.list("m")), \(ProtocolRecord.list("p")), u.unit_hash, c.hyperparameters,
                        u.numerics_version
                    FROM selections AS x
                    JOIN splits AS s ON s.split_id = x.split_id
                    JOIN tasks AS t ON t.task_id = s.task_id
                    JOIN protocols AS p ON p.protocol_id = x.protocol_id
                    JOIN methods AS m ON m.method_id = x.method_id
                    LEFT JOIN units AS u ON u.unit_id = x.unit_id
                    LEFT JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    WHERE x.selection_id IN (SELECT selection_id FROM selected_results) AND \(condition.sql)
                    ORDER BY t.name, s.split_index, m.name, x.seed, x.grid, x.selection_id
                    """, arguments: condition.arguments)
            var results: [SelectedResult] = []
            while let row = try cursor.next() { results.append(try Self.selectedResult(row)) }
            return results
        }
    }

    private static func selectedResult(_ row: Row) throws -> SelectedResult {
        var reader = RowReader(row)
        let selection = try reader.next(SelectionRecord.self)
        let task = try reader.next(TaskRecord.self)
        let split = try reader.next(SplitRecord.self)
        let method = try reader.next(MethodRecord.self)
        let protocolRecord = try reader.next(ProtocolRecord.self)
        let hash = reader.value().text
        // A choice without its unit is none: the schema doesn't let one be stored.
        var chosen = hash == nil ? nil : selection.chosen
        chosen?.unitHash = hash ?? ""
        return SelectedResult(
            suite: task.suite, task: task.name, contentDigest: task.contentDigest, rows: task.rows,
            splitIndex: split.index, splitDigest: split.digest, method: method.name, methodDigest: method.digest,
            protocolName: protocolRecord.name, protocolDigest: protocolRecord.digest, seed: selection.seed,
            grid: selection.grid, rule: selection.rule.text, chosen: chosen, hyperparameters: reader.value().text,
            candidates: selection.candidates, failedCandidates: selection.failedCandidates,
            recordedAt: selection.recordedAt, basisDigest: selection.basisDigest,
            candidateUnits: selection.candidateUnits,
            numericsVersion: reader.value().integer.map { Int($0) })
    }

    /// What was measured at the epoch that each selection chose, by the chosen unit's hash.
    ///
    /// A unit whose attempt has no such epoch is left out.
    ///
    /// - Parameter candidates: The chosen candidates.
    /// - Throws: `ResultStoreError`.
    public func measurements(
        of candidates: [ChosenCandidate]
    ) throws(ResultStoreError) -> [String: SelectedMeasurements] {
        try read { database in
            let statement = try database.cachedStatement(
                sql: """
                    SELECT a.attempt_id AS attempt_id, s.validation_rows AS validation_rows, s.test_rows AS test_rows
                    FROM units AS u
                    JOIN splits AS s ON s.split_id = u.split_id
                    JOIN latest_success AS a ON a.unit_id = u.unit_id
                    WHERE u.unit_hash = ?
                    """)
            var result: [String: SelectedMeasurements] = [:]
            for candidate in candidates {
                guard let row = try Row.fetchOne(statement, arguments: [candidate.unitHash]) else { continue }
                let attemptID = try row.requiredInteger("attempt_id")
                let curve = try Self.epochs(of: attemptID, in: database)
                guard let epoch = curve.first(where: { $0.epoch == candidate.epoch }) else { continue }
                let metrics = try Self.metrics(of: attemptID, in: database)
                    .filter { $0.part == .test && ($0.epoch ?? candidate.epoch) == candidate.epoch }
                result[candidate.unitHash] = SelectedMeasurements(
                    epoch: epoch, validationRows: try row.requiredCount("validation_rows"),
                    testRows: try row.requiredCount("test_rows"),
                    testMetrics: Dictionary(metrics.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
            }
            return result
        }
    }
}

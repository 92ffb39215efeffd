import Formats
import Foundation
import GRDB

/// The units that a selection may choose among: one task's content, split, protocol, method, seed and numerics version.
public struct CandidateGroup: Equatable, Sendable {
    /// A unit with the outcome of its current attempt: the latest success, or else the latest attempt of any outcome.
    public struct Unit: Equatable, Sendable {
        /// The unit's hash.
        public let unitHash: String
        /// The digest of the configuration.
        public let configurationDigest: String
        /// The outcome; `nil` where the unit was never tried.
        public let outcome: Outcome?
        /// The digest of the current attempt's result.
        public let resultDigest: String?
        /// When the current attempt ended.
        public let finishedAt: Date?
    }

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
    /// The digest of the protocol.
    public let protocolDigest: String
    /// The method's name.
    public let method: String
    /// The digest of the method.
    public let methodDigest: String
    /// The seed.
    public let seed: Int64
    /// The version of the arithmetic.
    public let numericsVersion: Int
    /// The units, in the order of their hashes.
    public internal(set) var units: [Unit]
}

extension ResultStore {
    /// The units of a store in the groups that selections are made of, in the order of their tasks.
    ///
    /// - Parameter filter: Which units.
    /// - Throws: `ResultStoreError`.
    public func candidateGroups(_ filter: UnitFilter = .all) throws(ResultStoreError) -> [CandidateGroup] {
        try read { database in
            let condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "u.seed")
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT u.split_id, u.protocol_id, c.method_id, u.seed, u.numerics_version, u.configuration_id,
                        u.unit_hash, a.outcome, a.result_digest, a.finished_at
                    FROM units AS u
                    JOIN splits AS s ON s.split_id = u.split_id
                    JOIN tasks AS t ON t.task_id = s.task_id
                    JOIN protocols AS p ON p.protocol_id = u.protocol_id
                    JOIN configurations AS c ON c.configuration_id = u.configuration_id
                    JOIN methods AS m ON m.method_id = c.method_id
                    LEFT JOIN current_attempts AS a ON a.unit_id = u.unit_id
                    WHERE \(condition.sql)
                    ORDER BY t.name, t.task_id, u.split_id, m.name, c.method_id, u.protocol_id, u.seed,
                        u.numerics_version, u.unit_hash
                    """, arguments: condition.arguments)
            var configurations: [Int64: String] = [:]
            var key: [Int64] = []
            var groups: [CandidateGroup] = []
            while let row = try cursor.next() {
                let own = try (0..<5).map { try row.requiredInteger($0) }
                if own != key {
                    key = own
                    groups.append(try Self.candidateGroup(own, in: database))
                }
                let configuration = try row.requiredInteger(5)
                if configurations[configuration] == nil {
                    configurations[configuration] = try Self.text(
                        "SELECT configuration_digest FROM configurations WHERE configuration_id = ?", configuration,
                        in: database)
                }
                groups[groups.count - 1].units.append(
                    CandidateGroup.Unit(
                        unitHash: try row.requiredText(6), configurationDigest: configurations[configuration] ?? "",
                        outcome: row.text(7).flatMap(Outcome.init), resultDigest: row.text(8),
                        finishedAt: row.text(9).flatMap(Timestamp.date)))
            }
            return groups
        }
    }

    /// The protocols that units were registered under, by digest.
    ///
    /// - Throws: `ResultStoreError`.
    public func protocolDefinitions() throws(ResultStoreError) -> [String: (name: String, definition: CanonicalJSON)] {
        try read { database in
            var found: [String: (name: String, definition: CanonicalJSON)] = [:]
            for row in try Row.fetchAll(database, sql: "SELECT protocol_digest, name, definition FROM protocols") {
                let definition = (try? CanonicalJSON(parsing: try row.requiredText(2))) ?? .object([:])
                found[try row.requiredText(0)] = (try row.requiredText(1), definition)
            }
            return found
        }
    }

    /// What a question about results may name: tasks with their suites, methods, and grids of selections, each once and sorted.
    ///
    /// - Throws: `ResultStoreError`.
    public func resultNames() throws(ResultStoreError) -> (
        tasks: [(suite: String, name: String)], methods: [String], grids: [String]
    ) {
        try read { database in
            func rows(_ sql: String) throws -> [Row] { try Row.fetchAll(database, sql: sql) }
            return (
                try rows("SELECT DISTINCT suite, name FROM tasks ORDER BY name").map {
                    (try $0.requiredText(0), try $0.requiredText(1))
                },
                try rows("SELECT DISTINCT name FROM methods ORDER BY name").map { try $0.requiredText(0) },
                try rows("SELECT DISTINCT grid FROM selections ORDER BY grid").map { try $0.requiredText(0) }
            )
        }
    }

    /// The digests of methods whose definitions do not promise the same result again.
    ///
    /// - Throws: `ResultStoreError`.
    public func unrepeatableMethods() throws(ResultStoreError) -> Set<String> {
        try read { database in
            try Set(
                Row.fetchAll(
                    database, sql: "SELECT m.method_digest FROM methods AS m WHERE NOT (\(MethodRecord.hasOneResult))"
                ).map { try $0.requiredText(0) })
        }
    }

    /// A group without its units, by the ids of split, protocol and method, the seed and the numerics version.
    private static func candidateGroup(_ key: [Int64], in database: Database) throws -> CandidateGroup {
        let statement = try database.cachedStatement(
            sql: """
                SELECT t.suite, t.name, t.content_digest, t.rows, s.split_index, s.split_digest,
                    (SELECT protocol_digest FROM protocols WHERE protocol_id = ?2), m.name, m.method_digest
                FROM splits AS s JOIN tasks AS t ON t.task_id = s.task_id, methods AS m
                WHERE s.split_id = ?1 AND m.method_id = ?3
                """)
        guard let row = try Row.fetchOne(statement, arguments: [key[0], key[1], key[2]]) else {
            throw UnexpectedValue("split \(key[0]) or method \(key[2]) is missing")
        }
        return CandidateGroup(
            suite: try row.requiredText(0), task: try row.requiredText(1), contentDigest: try row.requiredText(2),
            rows: Int(try row.requiredInteger(3)), splitIndex: Int(try row.requiredInteger(4)),
            splitDigest: try row.requiredText(5), protocolDigest: try row.requiredText(6),
            method: try row.requiredText(7), methodDigest: try row.requiredText(8), seed: key[3],
            numericsVersion: Int(clamping: key[4]), units: [])
    }

    private static func text(_ sql: String, _ id: Int64, in database: Database) throws -> String {
        guard let row = try Row.fetchOne(try database.cachedStatement(sql: sql), arguments: [id]) else {
            throw UnexpectedValue("row \(id) is missing")
        }
        return try row.requiredText(0)
    }
}

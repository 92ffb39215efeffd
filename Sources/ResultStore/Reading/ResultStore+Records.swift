import Formats
import Foundation
import GRDB

extension ResultStore {
    /// The tasks, in the order of name and content.
    ///
    /// - Throws: `ResultStoreError`.
    public func tasks() throws(ResultStoreError) -> [TaskRecord] { try all(orderedBy: "name, content_digest") }

    /// The methods, in the order of name and digest.
    ///
    /// - Throws: `ResultStoreError`.
    public func methods() throws(ResultStoreError) -> [MethodRecord] { try all(orderedBy: "name, method_digest") }

    /// The protocols, in the order of name and digest.
    ///
    /// - Throws: `ResultStoreError`.
    public func protocols() throws(ResultStoreError) -> [ProtocolRecord] {
        try all(orderedBy: "name, protocol_digest")
    }

    /// The descriptions of the studies that were run, the latest last.
    ///
    /// - Throws: `ResultStoreError`.
    public func studies() throws(ResultStoreError) -> [StudyRecord] { try all(orderedBy: "recorded_at, study_digest") }

    /// The names of the grids that selections are of, in alphabetical order.
    ///
    /// - Throws: `ResultStoreError`.
    public func gridNames() throws(ResultStoreError) -> [String] {
        try read { try String.fetchAll($0, sql: "SELECT DISTINCT grid FROM selections ORDER BY grid") }
    }

    /// The versions of the arithmetic that units were made with, in ascending order.
    ///
    /// - Throws: `ResultStoreError`.
    public func numericsVersions() throws(ResultStoreError) -> [Int] {
        try read {
            try Int.fetchAll($0, sql: "SELECT DISTINCT numerics_version FROM units ORDER BY numerics_version")
        }
    }

    /// The units whose hash begins with some digits, in the order of their hashes.
    ///
    /// - Parameters:
    ///   - prefix: The first hexadecimal digits, in lower case.
    ///   - limit: The most units to read; `nil` for all.
    /// - Throws: `ResultStoreError.corrupt` where a unit does not have its hash, and others.
    public func units(startingWith prefix: String = "", limit: Int? = nil) throws(ResultStoreError) -> [UnitRecord] {
        try read { database in
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT \(UnitRecord.list("u")), \(SplitRecord.list("s")), \(TaskRecord.list("t")),
                        \(ProtocolRecord.list("p")), \(ConfigurationRecord.list("c")), \(MethodRecord.list("m"))
                    FROM \(StatementPart.unitsWithParents)
                    WHERE u.unit_hash >= ?1 AND u.unit_hash < ?1 || 'g' ORDER BY u.unit_hash LIMIT ?2
                    """, arguments: [prefix, limit ?? -1])
            var units: [UnitRecord] = []
            while let row = try cursor.next() {
                var reader = RowReader(row)
                let read = try reader.next(UnitRecord.self)
                var split = try reader.next(SplitRecord.self)
                split.task = try reader.next(TaskRecord.self)
                let protocolRecord = try reader.next(ProtocolRecord.self)
                var configuration = try reader.next(ConfigurationRecord.self)
                configuration.method = try reader.next(MethodRecord.self)
                let unit = UnitRecord(
                    split: split, protocolRecord: protocolRecord, configuration: configuration, seed: read.seed,
                    numericsVersion: read.numericsVersion)
                guard unit.hash == read.hash else {
                    throw UnexpectedValue("unit \(read.hash) does not have the hash of its identity")
                }
                units.append(unit)
            }
            return units
        }
    }

    /// The published numbers that were recorded, in the order of source, table, task, method, metric and detail.
    ///
    /// - Parameters:
    ///   - source: One source; `nil` for all.
    ///   - table: One table, by its label; `nil` for all.
    /// - Throws: `ResultStoreError`.
    public func publishedResults(
        source: String? = nil, table: String? = nil
    ) throws(ResultStoreError) -> [PublishedResult] {
        try all(
            where: "(?1 IS NULL OR source = ?1) AND (?2 IS NULL OR table_label = ?2)", [source, table],
            orderedBy: "source, table_label, task, method, metric, detail")
    }

    private func all<Record: StoredRecord>(
        where condition: String = "1", _ arguments: StatementArguments = [], orderedBy order: String
    ) throws(ResultStoreError) -> [Record] {
        try read { database in
            let sql = """
                SELECT \(Record.list("x")) FROM \(Record.table.rawValue) AS x WHERE \(condition) ORDER BY \(order)
                """
            return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
                var reader = RowReader(row)
                return try reader.next(Record.self)
            }
        }
    }
}

import Formats
import GRDB

extension Verifier {
    /// The digests of methods, configurations, protocols, environments and studies, and columns that repeat JSON.
    mutating func checkDefinitions() throws {
        try forEach(MethodRecord.self) { verifier, id, record in
            if !record.hasItsDigest {
                verifier.add(.digest, "method \(record.name) does not have the digest of its definition")
            }
        }
        try forEach(ProtocolRecord.self) { verifier, id, record in
            if !record.hasItsDigest {
                verifier.add(.digest, "protocol \(record.name) does not have the digest of its definition")
            }
        }
        try forEach(EnvironmentRecord.self) { verifier, id, record in
            if !record.hasItsDigest {
                verifier.add(.digest, "environment \(id) does not have the digest of its values")
            }
        }
        try forEach(StudyRecord.self) { verifier, id, record in
            if !record.hasItsDigest {
                verifier.add(.digest, "study \(id) does not have the digest of its definition")
            }
        }
        try checkConfigurations()
    }

    private mutating func checkConfigurations() throws {
        let repeated = ConfigurationRecord.fields.filter { $0.column.role == .repeated }
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT c.configuration_id, \(ConfigurationRecord.list("c")), \(MethodRecord.list("m")),
                    \(repeated.map { "c.\($0.column.name)" }.joined(separator: ", "))
                FROM configurations AS c JOIN methods AS m ON m.method_id = c.method_id
                """)
        while let row = try cursor.next() {
            var reader = RowReader(row)
            let id = try reader.integer()
            var record = try reader.next(ConfigurationRecord.self)
            record.method = try reader.next(MethodRecord.self)
            let name = "configuration \(id) (\(record.method.name))"
            if !record.hasItsDigest { add(.digest, "\(name) does not have the digest of its hyperparameters") }
            if (try? record.checkColumns()) == nil {
                add(.column, "\(name) has hyperparameters that don't fit the columns: \(record.hyperparameters)")
            } else if repeated.contains(where: { $0.value(record) != reader.value() }) {
                add(.column, "\(name) has columns that differ from its hyperparameters \(record.hyperparameters)")
            }
        }
    }

    private mutating func forEach<Record: StoredRecord>(
        _: Record.Type, _ body: (inout Verifier, Int64, Record) -> Void
    ) throws {
        let cursor = try Row.fetchCursor(
            database,
            sql:
                "SELECT \(Record.table.rowID.map { "x.\($0)" } ?? "0"), \(Record.list("x")) FROM \(Record.table.rawValue) AS x"
        )
        while let row = try cursor.next() {
            var reader = RowReader(row)
            let id = try reader.integer()
            do {
                body(&self, id, try reader.next(Record.self))
            } catch let error as UnexpectedValue {
                add(.column, "\(Record.table.rawValue), row \(id): \(error.detail)")
            }
        }
    }

    /// The hash of each unit against the SHA-256 of its identity.
    mutating func checkUnits() throws {
        let rows = try RawRows(
            """
            SELECT u.unit_hash, c.hyperparameters, m.method_digest, u.numerics_version, p.protocol_digest, u.seed,
                s.split_digest, s.split_index, t.content_digest
            FROM \(StatementPart.unitsWithParents)
            """, in: database)
        while try rows.next() {
            let identity = UnitRecord.identity(
                hyperparameters: rows.text(1) ?? "", methodDigest: rows.text(2) ?? "",
                numericsVersion: rows.integer(3) ?? 0, protocolDigest: rows.text(4) ?? "", seed: rows.integer(5) ?? 0,
                splitDigest: rows.text(6) ?? "", splitIndex: rows.integer(7) ?? 0, taskDigest: rows.text(8) ?? "")
            let hash = rows.text(0) ?? ""
            if SHA256.digest(of: identity).description != hash {
                add(.digest, "unit \(hash) does not have the hash of its identity")
            }
        }
    }
}

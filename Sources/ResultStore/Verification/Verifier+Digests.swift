import Formats
import GRDB

extension Verifier {
    /// The digests of methods, configurations, protocols and environments, and columns that repeat JSON.
    mutating func checkDefinitions() throws {
        for row in try Row.fetchAll(database, sql: "SELECT name, definition, method_digest FROM methods") {
            let name = row.text(0) ?? ""
            guard let definition = try? CanonicalJSON(parsing: row.text(1) ?? "") else {
                add(.digest, "the definition of method \(name) is not JSON")
                continue
            }
            let record = MethodRecord(name: name, definition: definition)
            if record.digest != row.text(2) {
                add(.digest, "method \(name) does not have the digest of its definition")
            }
        }
        for row in try Row.fetchAll(database, sql: "SELECT name, definition, protocol_digest FROM protocols")
        where SHA256.digest(of: row.text(1) ?? "").description != row.text(2) {
            add(.digest, "protocol \(row.text(0) ?? "") does not have the digest of its definition")
        }
        try checkConfigurations()
        let environments = try Row.fetchAll(
            database,
            sql: """
                SELECT environment_id, host, operating_system, processor, instruction_set, threads, swift_version,
                    program_version, source_commit, environment_digest FROM environments
                """)
        for row in environments {
            let record = EnvironmentRecord(
                host: row.text(1) ?? "", operatingSystem: row.text(2) ?? "", processor: row.text(3) ?? "",
                instructionSet: row.text(4) ?? "", threads: Int(row.integer(5) ?? 0), swiftVersion: row.text(6) ?? "",
                programVersion: row.text(7) ?? "", sourceCommit: row.text(8) ?? "")
            if record.digest != row.text(9) {
                add(.digest, "environment \(row.integer(0) ?? 0) does not have the digest of its values")
            }
        }
    }

    private mutating func checkConfigurations() throws {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT c.configuration_id, m.name, m.method_digest, c.hyperparameters, c.configuration_digest,
                    c.hidden_units, c.layers, c.learning_rate, c.dropout_rate, c.form, c.l2_penalty, c.bottleneck
                FROM configurations AS c JOIN methods AS m USING (method_id)
                """)
        for row in rows {
            let name = "configuration \(row.integer(0) ?? 0) (\(row.text(1) ?? ""))"
            let text = row.text(3) ?? ""
            let identity = "{\"hyperparameters\":\(text),\"method\":\(CanonicalJSON.string(row.text(2) ?? "").text)}"
            if SHA256.digest(of: identity).description != row.text(4) {
                add(.digest, "\(name) does not have the digest of its hyperparameters")
            }
            guard let columns = try? HyperparameterColumns(hyperparameters: text, method: row.text(1) ?? "") else {
                add(.column, "\(name) has hyperparameters that don't fit the columns: \(text)")
                continue
            }
            let same =
                columns.hiddenUnits == row.integer(5) && columns.layers == row.integer(6)
                && columns.learningRate == row.double(7) && columns.dropoutRate == row.double(8)
                && columns.form == row.text(9) && columns.l2Penalty == row.double(10)
                && columns.bottleneck == row.double(11)
            if !same { add(.column, "\(name) has columns that differ from its hyperparameters \(text)") }
        }
    }

    /// The hash of each unit against the SHA-256 of its identity.
    mutating func checkUnits() throws {
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT u.unit_hash, c.hyperparameters, m.method_digest, u.numerics_version, p.protocol_digest, u.seed,
                    s.split_digest, s.split_index, t.content_digest
                FROM units AS u
                JOIN splits AS s ON s.split_id = u.split_id
                JOIN tasks AS t ON t.task_id = s.task_id
                JOIN protocols AS p ON p.protocol_id = u.protocol_id
                JOIN configurations AS c ON c.configuration_id = u.configuration_id
                JOIN methods AS m ON m.method_id = c.method_id
                """)
        while let row = try cursor.next() {
            let identity = UnitRecord.identity(
                hyperparameters: row.text(1) ?? "", methodDigest: row.text(2) ?? "",
                numericsVersion: row.integer(3) ?? 0, protocolDigest: row.text(4) ?? "", seed: row.integer(5) ?? 0,
                splitDigest: row.text(6) ?? "", splitIndex: row.integer(7) ?? 0, taskDigest: row.text(8) ?? "")
            let hash = row.text(0) ?? ""
            if SHA256.digest(of: identity).description != hash {
                add(.digest, "unit \(hash) does not have the hash of its identity")
            }
        }
    }

    /// The digest of each attempt's result against its epochs and metrics.
    mutating func checkResults() throws {
        let cursor = try Row.fetchCursor(
            database,
            sql: """
                SELECT a.attempt_id, u.unit_hash, a.result_digest FROM attempts AS a JOIN units AS u USING (unit_id)
                WHERE a.outcome <> 'running' AND a.result_digest IS NOT NULL ORDER BY a.attempt_id
                """)
        while let row = try cursor.next() {
            let attemptID = try row.requiredInteger(0)
            let hash = row.text(1) ?? ""
            let attempt: AttemptRecord
            do {
                attempt = try ResultStore.attempt(attemptID, unitHash: hash, in: database)
            } catch let error as UnexpectedValue {
                add(.digest, "attempt \(attemptID) of unit \(hash): \(error.detail)")
                continue
            }
            if attempt.resultDigest != row.text(2) {
                add(.digest, "attempt \(attemptID) of unit \(hash) has numbers that were changed after recording")
            }
        }
    }
}

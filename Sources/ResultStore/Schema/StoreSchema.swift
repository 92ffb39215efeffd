import GRDB

/// The schema of a results file: its marks and its migrations.
enum StoreSchema {
    /// The mark of a results file in its header: the ASCII letters SNNB.
    static let applicationID: Int32 = 0x534E_4E42

    /// The newest version of the schema, which is also the number of migrations.
    static let version: Int32 = 4

    /// The steps that lead from an empty file to the newest version; a step that was released never changes.
    static func migrator() -> DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: version1Tables)
            try database.execute(sql: version1Triggers)
            try database.execute(sql: version1Views)
            try database.execute(sql: "PRAGMA user_version = 1")
        }
        // Nothing refers to other rows than before, so that the references need not all be checked again.
        migrator.registerMigration("2", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version2)
            try addAttemptDigests(database)
            try database.execute(sql: "PRAGMA user_version = 2")
        }
        migrator.registerMigration("3", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version3)
            try addPrograms(database)
            try database.execute(sql: "PRAGMA user_version = 3")
        }
        migrator.registerMigration("4", foreignKeyChecks: .immediate) { database in
            try database.execute(sql: version4)
            try database.execute(sql: "PRAGMA user_version = 4")
        }
        return migrator
    }

    /// Makes a file of an older version look like one of the newest to a connection that only reads.
    ///
    /// - Parameters:
    ///   - database: The open file.
    ///   - version: The file's version.
    static func bridge(_ database: Database, from version: Int32) throws {
        if version == 1 { try database.execute(sql: version1AsVersion2) }
        if version <= 2 { try database.execute(sql: version2AsVersion3(from: version)) }
        if version <= 2 { try database.execute(sql: programsForVersion3(from: version)) }
        if version <= 3 { try database.execute(sql: epochsForVersion4) }
    }

    /// The whole schema as SQL, in a fixed order: the file's marks, then tables, indices, triggers and views by name.
    ///
    /// - Parameter database: The open file.
    static func dump(_ database: Database) throws -> String {
        let applicationID = try Int64.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let userVersion = try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT sql FROM main.sqlite_schema
                WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'grdb\\_%' ESCAPE '\\'
                ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'trigger' THEN 2 ELSE 3 END, name
                """)
        var statements = ["PRAGMA application_id = \(applicationID)", "PRAGMA user_version = \(userVersion)"]
        for row in rows {
            guard let sql = row.text("sql") else { continue }
            statements.append(sql)
        }
        return statements.joined(separator: ";\n\n") + ";\n"
    }
}

import Foundation
import GRDB
import Testing

@testable import ResultStore

@Suite struct SchemaTests {
    static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Fixtures/schema.sql").path

    /// The schema can't change without this test failing; set SNNBENCH_UPDATE_GOLDEN=1 to write the file anew, and
    /// only together with a new migration once a version has been released.
    @Test func theDumpedSchemaIsTheGoldenFile() throws {
        let folder = try TemporaryFolder()
        let schema = try Sample.openForWriting(folder.file("s.sqlite")).schemaSQL()
        if ProcessInfo.processInfo.environment["SNNBENCH_UPDATE_GOLDEN"] == "1" {
            try schema.write(toFile: Self.fixture, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOfFile: Self.fixture, encoding: .utf8) == schema)
    }

    @Test func theGoldenFileMakesAStore() throws {
        let queue = try DatabaseQueue()
        let sql = try String(contentsOfFile: Self.fixture, encoding: .utf8)
        try queue.write { try $0.execute(sql: sql) }
        #expect(try queue.read { try StoreSchema.dump($0) } == sql)
    }

    @Test func everyTableIsStrictAndEveryTableAndViewHasAComment() throws {
        let folder = try TemporaryFolder()
        let store = try Sample.openForWriting(folder.file("s.sqlite"))
        let tables = try store.query(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table' AND name NOT GLOB '*_schema*'"
                + " AND name NOT LIKE 'grdb%' AND name NOT LIKE 'sqlite%'")
        #expect(tables.rows.count == 13)
        for row in tables.rows { #expect(row[1] == .integer(1), "\(row)") }
        let objects = try store.query(
            "SELECT name, sql FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'grdb%'"
                + " AND name NOT LIKE 'sqlite%'")
        for row in objects.rows {
            guard case .text(let sql) = row[1] else { continue }
            #expect(sql.contains("-- "), "\(row[0]) has no comment")
        }
        #expect(try store.query("PRAGMA foreign_key_check").rows.isEmpty)
    }

    /// Programs that don't trust schemas refuse views and checks that call unsafe functions.
    @Test func worksForProgramsThatDoNotTrustSchemas() throws {
        let folder = try TemporaryFolder()
        let file = folder.file("s.sqlite")
        try SmallBenchmark.write(to: file)
        var configuration = Configuration()
        configuration.readonly = true
        configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
        let queue = try DatabaseQueue(path: file, configuration: configuration)
        let views = try queue.read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_schema WHERE type = 'view'")
        }
        #expect(views.count == 8)
        for view in views { _ = try queue.read { try Row.fetchAll($0, sql: "SELECT * FROM \(view)") } }
    }

    /// The manual names every table, view, column and named query, so that it can't fall behind.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: manual), "docs/schema.md is not beside this package"))
    func theManualNamesEverything() throws {
        let text = try String(contentsOfFile: Self.manual, encoding: .utf8)
        let folder = try TemporaryFolder()
        let store = try Sample.openForWriting(folder.file("s.sqlite"))
        let names = try store.query(
            """
            SELECT m.name, c.name FROM sqlite_schema AS m, pragma_table_info(m.name) AS c
            WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'grdb%' AND m.name NOT LIKE 'sqlite%'
            """)
        for row in names.rows {
            guard case .text(let table) = row[0], case .text(let column) = row[1] else { continue }
            #expect(text.contains("`\(table)`"), "\(table)")
            #expect(text.contains("`\(column)`"), "\(table).\(column)")
        }
        for query in NamedQuery.all {
            #expect(text.contains("`\(query.name)`"), "\(query.name)")
            #expect(text.contains(query.summary), "\(query.name)")
        }
    }

    /// The manual's own examples of SQL, which people copy.
    @Test(.enabled(if: FileManager.default.fileExists(atPath: manual), "docs/schema.md is not beside this package"))
    func everyQuestionOfTheManualRuns() throws {
        let lines = try String(contentsOfFile: Self.manual, encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
        let blocks = lines.split { !$0.hasPrefix("    ") }.map { $0.joined(separator: "\n") }
            .filter { $0.contains("SELECT") }
        #expect(blocks.count == 3)
        let folder = try TemporaryFolder()
        try SmallBenchmark.write(to: folder.file("s.sqlite"))
        let store = try ResultStore.open(folder.file("s.sqlite"), for: .reading)
        let counts = try blocks.map { try store.query($0).rows.count }
        #expect(counts.first == 9)
    }

    static let manual = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/schema.md").path
}

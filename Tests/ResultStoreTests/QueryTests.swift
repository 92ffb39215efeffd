import Foundation
import Testing

@testable import ResultStore

@Suite struct QueryTests {
    let folder: TemporaryFolder
    let file: String

    init() throws {
        folder = try TemporaryFolder()
        file = folder.file("s.sqlite")
    }

    static let refused = [
        "DELETE FROM tasks", "delete from tasks", " \n-- a comment\n/* another */ UPDATE tasks SET name = 'x'",
        "INSERT INTO tasks DEFAULT VALUES", "DROP TABLE tasks", "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)",
        "PRAGMA journal_mode = DELETE", "PRAGMA journal_mode(DELETE)", "PRAGMA user_version = 5",
        "PRAGMA application_id(5)", "PRAGMA query_only = 0",
        "PRAGMA writable_schema = 1", "VACUUM", "VACUUM INTO '/tmp/x'", "ATTACH 'x.db' AS x", "BEGIN", "COMMIT",
        "SAVEPOINT x", "REINDEX", "ANALYZE", "WITH x AS (SELECT 1) DELETE FROM tasks",
        "WITH x AS (SELECT 1) INSERT INTO published_results SELECT 1, 1, 1, 1, 1, 1, 1", "", ";", "--", "/*",
        "nonsense",
    ]

    @Test(arguments: refused)
    func refusesWhatDoesNotOnlyRead(_ sql: String) throws {
        let store = try Sample.openForWriting(file)
        try store.register([Sample.unit()])
        let before = try store.dumpEverything()
        let error = #expect(throws: ResultStoreError.self) { _ = try store.query(sql) }
        if case .notAReadingStatement = error {} else { Issue.record("\(sql): \(String(describing: error))") }
        #expect(error?.kind == .usage)
        #expect(try store.dumpEverything() == before)
        #expect(try store.query("PRAGMA user_version").rows == [[.integer(Int64(StoreSchema.version))]])
        try store.register([Sample.unit(seed: 2)])
    }

    @Test(arguments: [
        "SELECT * FROM nowhere", "SELECT nothing FROM tasks", "SELECT 1; SELECT 2", "SELECT 1; DELETE FROM tasks",
        "SELECT \"tasks\"", "SELECT", "SELECT 1 +", "SELECT 'x", "SELECT * FROM tasks WHERE", "SELECT\0 1",
        "SELECT load_extension('x')",
    ])
    func saysWhatIsWrongWithAQuery(_ sql: String) throws {
        let store = try Sample.openForWriting(file)
        let error = #expect(throws: ResultStoreError.self) { _ = try store.query(sql) }
        if case .invalidQuery = error {} else { Issue.record("\(sql): \(String(describing: error))") }
        #expect(error.map { "\($0)".contains("\n") } == false)
    }

    @Test(arguments: [
        ("SELECT 1; SELECT 2", "more than one statement"), (" \n", "the statement is empty"),
        ("DROP TABLE tasks", "DROP TABLE"),
    ])
    func saysItWithoutWordsOfTheCode(_ sql: String, _ hint: String) throws {
        let store = try Sample.openForWriting(file)
        let error = #expect(throws: ResultStoreError.self) { _ = try store.query(sql) }
        let message = try #require(error.map { "\($0)" })
        #expect(message.contains(hint), "\(message)")
        #expect(!message.contains("Database."), "\(message)")
    }

    @Test func givesColumnsAndValuesOfEveryType() throws {
        let store = try Sample.openForWriting(file)
        let result = try store.query("SELECT 1 AS a, 2.5 AS b, 'x' AS c, x'00ff' AS d, NULL AS e")
        #expect(result.columns == ["a", "b", "c", "d", "e"])
        #expect(result.rows == [[.integer(1), .real(2.5), .text("x"), .blob([0, 255]), .null]])
        #expect(try store.query("SELECT name FROM tasks").columns == ["name"])
        #expect(
            try store.query("/* c */ -- d\n VALUES (1), (2), (3)", limit: 2).rows == [[.integer(1)], [.integer(2)]])
        #expect(try store.query("EXPLAIN QUERY PLAN SELECT 1").columns.count == 4)
        #expect(try store.query("PRAGMA table_info(tasks)").rows.count == 7)
    }

    @Test func bindsNamedArgumentsAndLeavesOthersNull() throws {
        let store = try Sample.openForWriting(file)
        let hostile = "x'; DROP TABLE tasks; --"
        let result = try store.query("SELECT :a, :b, :c", arguments: ["a": .text(hostile), "b": .blob([1])])
        #expect(result.rows == [[.text(hostile), .blob([1]), .null]])
    }

    @Test func aLongQueryCanBeInterrupted() throws {
        let store = try Sample.openForWriting(file)
        Thread.detachNewThread {
            for _ in 0..<50 {
                usleep(20_000)
                store.interrupt()
            }
        }
        #expect(throws: ResultStoreError.queryInterrupted) {
            _ = try store.query(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
        }
        try store.close()
    }
}

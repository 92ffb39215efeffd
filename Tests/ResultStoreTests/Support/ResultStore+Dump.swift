import GRDB

@testable import ResultStore

extension ResultStore {
    /// Every row of every table as text, to compare stores with.
    func dumpEverything() throws -> [String] {
        try read { database in
            let tables = try String.fetchAll(
                database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            return try tables.flatMap { table in
                try Row.fetchAll(database, sql: "SELECT * FROM \"\(table)\"").map { "\(table): \($0)" }
            }
        }
    }
}

extension AttemptRecord {
    /// The attempt with its metrics in the order in which they are read back.
    var sorted: AttemptRecord {
        var copy = self
        copy.metrics.sort { ($0.part.rawValue, $0.name) < ($1.part.rawValue, $1.name) }
        return copy
    }
}

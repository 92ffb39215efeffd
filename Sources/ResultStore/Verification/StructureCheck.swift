import Foundation
import GRDB
import Synchronization

/// SQLite's own check of a file's pages and indices, on a connection and a thread of its own.
final class StructureCheck: Sendable {
    private let connection: DatabaseQueue
    private let file: String
    private let limit: Int
    private let result = Mutex<Result<[Finding], any Error>?>(nil)
    private let end = DispatchSemaphore(value: 0)

    /// Opens the file once more.
    init(_ store: ResultStore, limit: Int) throws(ResultStoreError) {
        file = store.path
        self.limit = limit
        connection = try store.secondConnection()
    }

    /// Begins the check.
    func start() {
        Thread.detachNewThread { [self] in
            let found = Result { try connection.read { try Self.findings($0, limit: limit) } }
            result.withLock { $0 = found }
            end.signal()
        }
    }

    /// Waits for the end of the check.
    func findings() throws(ResultStoreError) -> [Finding] {
        end.wait()
        do {
            return try result.withLock { try $0?.get() } ?? []
        } catch {
            throw ResultStoreError(error, file: file)
        }
    }

    /// Ends the check as soon as possible.
    func interrupt() { connection.interrupt() }

    private static func findings(_ database: Database, limit: Int) throws -> [Finding] {
        try String.fetchAll(database, sql: "PRAGMA integrity_check(\(limit))").filter { $0 != "ok" }.map {
            Finding(kind: .integrity, message: ResultStoreError.oneLine($0))
        }
    }
}

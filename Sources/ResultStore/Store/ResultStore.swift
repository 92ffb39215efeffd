import Foundation
import GRDB
import Synchronization

/// A results file: every number of a benchmark, in one SQLite database.
///
/// Facts are appended and never overwritten. One process writes a file at a time, any number read it meanwhile. What a
/// call has recorded survives a kill of the process and a loss of power. Calls may come from any thread and wait for
/// each other.
///
///     let store = try ResultStore.open("results/snnbench.sqlite", for: .writing(.thisProcess()))
///     try store.register(units)
///     try store.record(attempt)
///     let result = try store.query("SELECT * FROM unit_overview LIMIT 10")
public final class ResultStore: Sendable {
    /// The file's path, absolute and without symbolic links.
    public let path: String
    /// Whether the store was opened for writing.
    public let isWritable: Bool
    /// The number of attempts that an earlier writer left running and that were recorded as interrupted on opening.
    public let interruptedOnOpening: Int

    private let connection: DatabaseQueue
    /// Held during each access: GRDB doesn't bear an access to a connection that has been closed.
    private let access = NSLock()
    /// Whether `close` has begun, apart from `access` so that a long query can be interrupted.
    private let isClosed = Mutex(false)
    let environmentIDs = Mutex<[String: Int64]>([:])
    private let lock: Mutex<WriterLock?>

    init(
        path: String, isWritable: Bool, connection: DatabaseQueue, lock: WriterLock?, interruptedOnOpening: Int
    ) {
        self.path = path
        self.isWritable = isWritable
        self.connection = connection
        self.lock = Mutex(lock)
        self.interruptedOnOpening = interruptedOnOpening
    }

    /// Closes the file and gives the writer's lock back; every later call throws.
    ///
    /// A store that goes out of scope closes too; closing early lets errors be seen.
    ///
    /// - Throws: `ResultStoreError`.
    public func close() throws(ResultStoreError) {
        access.lock()
        defer { access.unlock() }
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        defer { lock.withLock { $0 = nil } }
        do {
            try connection.close()
        } catch {
            throw ResultStoreError(error, file: path)
        }
    }

    /// Ends the query that runs at the moment, from another thread; it throws `ResultStoreError.queryInterrupted`.
    public func interrupt() {
        isClosed.withLock { isClosed in
            if !isClosed { connection.interrupt() }
        }
    }

    /// The schema as SQL: marks, tables, indices, triggers and views in a fixed order.
    ///
    /// - Throws: `ResultStoreError`.
    public func schemaSQL() throws(ResultStoreError) -> String {
        try read { try StoreSchema.dump($0) }
    }

    /// Runs a closure that reads.
    func read<Value>(_ body: (Database) throws -> Value) throws(ResultStoreError) -> Value {
        access.lock()
        defer { access.unlock() }
        guard !isClosed.withLock({ $0 }) else { throw .closed(file: path) }
        do {
            return try connection.read(body)
        } catch {
            throw ResultStoreError(error, file: path)
        }
    }

    /// Runs a closure that writes, as one transaction: all of it is stored or nothing.
    func write<Value>(_ body: (Database) throws -> Value) throws(ResultStoreError) -> Value {
        guard isWritable else { throw .openedForReading(file: path) }
        access.lock()
        defer { access.unlock() }
        guard !isClosed.withLock({ $0 }) else { throw .closed(file: path) }
        do {
            return try connection.write(body)
        } catch {
            // An id that a rolled back transaction gave out must not be used again.
            environmentIDs.withLock { $0.removeAll() }
            throw ResultStoreError(error, file: path)
        }
    }
}

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
    /// The version of the file's schema; one that is opened for writing has the newest.
    public let schemaVersion: Int32
    /// The number of attempts that an earlier writer left running and that were recorded as interrupted on opening.
    public let interruptedOnOpening: Int

    private let connection: DatabaseQueue
    /// How long the connection waits for other programs.
    private let patience: LockPatience
    /// Held during each access: GRDB doesn't bear an access to a connection that has been closed.
    private let access = NSLock()
    /// Whether `close` has begun, apart from `access` so that a long query can be interrupted.
    private let isClosed = Mutex(false)
    let environmentIDs = Mutex<[String: Int64]>([:])
    private let lock: Mutex<WriterLock?>
    /// Whether opening made the file.
    private let isNew: Bool
    /// The file that was opened; another one under its name must not be written to.
    private let opened: FileState?
    /// How a file looked that is read as one that doesn't change.
    private let witness: FileState?
    /// Where what was known was saved once the file had gone.
    private let rescue = Mutex(Rescue())

    /// The log of the file that was opened.
    private let log = Mutex<FileState?>(nil)
    /// What else ends where this store is interrupted: work on its behalf on other connections.
    private let helpers = Mutex<[@Sendable () -> Void]>([])

    private struct Rescue {
        var copy: String?
        var isStale = true
    }

    /// Wraps a connection for reading.
    init(
        path: String, connection: DatabaseQueue, patience: LockPatience, schemaVersion: Int32, witness: FileState?
    ) {
        self.path = path
        isWritable = false
        self.connection = connection
        self.patience = patience
        self.schemaVersion = schemaVersion
        lock = Mutex(nil)
        isNew = false
        opened = nil
        self.witness = witness
        interruptedOnOpening = 0
    }

    /// Wraps a connection for writing.
    init(
        path: String, connection: DatabaseQueue, patience: LockPatience, lock: WriterLock, isNew: Bool,
        interruptedOnOpening: Int
    ) {
        self.path = path
        isWritable = true
        self.connection = connection
        self.patience = patience
        schemaVersion = StoreSchema.version
        self.lock = Mutex(lock)
        self.isNew = isNew
        opened = FileState(path)
        witness = nil
        self.interruptedOnOpening = interruptedOnOpening
    }

    /// Closes the file and gives the writer's lock back; every later call throws.
    ///
    /// A store that goes out of scope closes too; closing early lets errors be seen.
    ///
    /// - Throws: `ResultStoreError`.
    public func close() throws(ResultStoreError) {
        try close {}
    }

    /// Closes the file and removes it again where opening made it and nothing was recorded since.
    ///
    /// For work that failed: no empty file stays where there was none.
    ///
    /// - Throws: `ResultStoreError`.
    public func closeRemovingIfNew() throws(ResultStoreError) {
        let isEmpty = isNew && (try? read { try Row.fetchOne($0, sql: "SELECT 1 FROM tasks") == nil }) == true
        try close {
            guard isEmpty, let opened, let found = FileState(path), found.isSameFile(as: opened) else { return }
            for suffix in ["", "-wal", "-shm"] { unlink(path + suffix) }
        }
    }

    private func close(_ last: () -> Void) throws(ResultStoreError) {
        access.lock()
        defer { access.unlock() }
        let wasClosed = isClosed.withLock { isClosed in
            defer { isClosed = true }
            return isClosed
        }
        guard !wasClosed else { return }
        // Removed, where it is, while nobody else can write the file.
        defer { lock.withLock { $0 = nil } }
        do {
            if rescue.withLock({ $0.copy != nil && $0.isStale }) { _ = saveCopy() }
            try connection.close()
        } catch {
            throw ResultStoreError(error, file: path)
        }
        last()
    }

    /// Ends the query that runs at the moment, from another thread; it throws `ResultStoreError.queryInterrupted`.
    public func interrupt() {
        isClosed.withLock { isClosed in
            if !isClosed { connection.interrupt() }
        }
        patience.end()
        for interrupt in helpers.withLock({ $0 }) { interrupt() }
    }

    /// Does work that uses other connections, which are interrupted together with this one.
    func interruptible<Value>(
        _ interrupt: @escaping @Sendable () -> Void, _ work: () throws(ResultStoreError) -> Value
    ) throws(ResultStoreError) -> Value {
        helpers.withLock { $0.append(interrupt) }
        defer { helpers.withLock { $0.removeAll() } }
        return try work()
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
        patience.begin()
        do {
            let value = try connection.read(body)
            guard witness == nil || witness == FileState(path) else { throw ResultStoreError.busy(file: path) }
            return value
        } catch {
            // What was read while somebody wrote may be anything.
            if let witness, witness != FileState(path) { throw .busy(file: path) }
            throw failure(error)
        }
    }

    /// Runs a closure that writes, as one transaction: all of it is stored or nothing.
    ///
    /// Where the file has been deleted, moved or replaced under its name, all that is known goes to a copy beside it.
    ///
    /// - Parameters:
    ///   - checkingReferences: Whether SQLite looks for what each row refers to.
    ///   - body: What writes.
    func write<Value>(
        checkingReferences: Bool = true, _ body: (Database) throws -> Value
    ) throws(ResultStoreError) -> Value {
        guard isWritable else { throw .openedForReading(file: path) }
        access.lock()
        defer { access.unlock() }
        guard !isClosed.withLock({ $0 }) else { throw .closed(file: path) }
        patience.begin()
        do {
            var isGone = false
            let value = try connection.write(checkingReferences: checkingReferences) { database in
                let value = try body(database)
                isGone = isFileGone
                return value
            }
            if isGone { throw ResultStoreError.fileGone(file: path, rescued: saveCopy()) }
            log.withLock { if $0 == nil { $0 = FileState(path + "-wal") } }
            return value
        } catch {
            // An id that a rolled back transaction gave out must not be used again.
            environmentIDs.withLock { $0.removeAll() }
            throw failure(error)
        }
    }

    /// The store's error for whatever an access threw; one that was interrupted while it waited says that.
    private func failure(_ error: any Error) -> ResultStoreError {
        let error = ResultStoreError(error, file: path)
        return error == .busy(file: path) && patience.isOver ? .queryInterrupted : error
    }

    /// Whether the path names another file than the one that was opened, or none.
    var isFileGone: Bool {
        guard let opened else { return false }
        return FileState(path).map { !$0.isSameFile(as: opened) } ?? true
    }

    /// Saves what the connection knows beside where the file was, once, and again at the end if there is more.
    ///
    /// - Returns: The copy's path; `nil` where it can't be written.
    private func saveCopy() -> String? {
        let earlier = rescue.withLock { rescue in
            defer { rescue.isStale = true }
            return rescue.copy
        }
        let isLast = isClosed.withLock { $0 }
        if let earlier, !isLast { return earlier }
        let names = [path + ".rescued"] + (2..<1000).map { "\(path).rescued.\($0)" }
        guard let copy = earlier ?? names.first(where: { FileState($0) == nil }) else { return nil }
        if earlier != nil { unlink(copy) }
        do {
            try connection.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [copy]) }
        } catch {
            return nil
        }
        rescue.withLock { $0 = Rescue(copy: copy, isStale: false) }
        // Under its name our log would be taken for that of whatever file stands there now.
        if let log = log.withLock({ $0 }), let found = FileState(path + "-wal"), found.isSameFile(as: log) {
            unlink(path + "-wal")
            unlink(path + "-shm")
        }
        return copy
    }
}

extension DatabaseQueue {
    /// Runs a closure as one transaction, in which SQLite looks for what each row refers to, or doesn't.
    fileprivate func write<Value>(
        checkingReferences: Bool, _ body: (Database) throws -> Value
    ) throws -> Value {
        guard !checkingReferences else { return try write(body) }
        return try writeWithoutTransaction { database in
            // Within a transaction SQLite would ignore it.
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            defer { try? database.execute(sql: "PRAGMA foreign_keys = ON") }
            var value: Value?
            try database.inTransaction {
                value = try body(database)
                return .commit
            }
            guard let value else { throw DatabaseError(resultCode: .SQLITE_ABORT) }
            return value
        }
    }
}

/// How long a connection waits for the locks of other programs; unlike SQLite's own wait it can be ended.
final class LockPatience: Sendable {
    private static let nap = 0.02
    private let tries: Int
    private let isEnded = Mutex(false)

    /// Patience for some seconds.
    init(seconds: Double) { tries = Int(seconds / Self.nap) }

    /// Whether it was ended.
    var isOver: Bool { isEnded.withLock { $0 } }

    /// Starts anew, with the next access.
    func begin() { isEnded.withLock { $0 = false } }

    /// Ends the wait that goes on.
    func end() { isEnded.withLock { $0 = true } }

    /// Waits a little, and says whether to try again; what SQLite calls after each try.
    func waits(_ count: Int) -> Bool {
        guard count < tries, !isOver else { return false }
        usleep(UInt32(Self.nap * 1e6))
        return true
    }
}

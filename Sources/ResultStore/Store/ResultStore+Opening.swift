import Foundation
import GRDB

extension ResultStore {
    /// Opens a results file.
    ///
    /// For writing, a missing folder and file are made, an older schema is brought up to date, and attempts that a
    /// killed writer left running are recorded as interrupted. A file of another kind, an SQLite database of another
    /// program or one of a newer schema is refused and left as it is to the byte.
    ///
    /// - Parameters:
    ///   - path: The file; a relative path starts from the current folder.
    ///   - mode: What it is opened for.
    /// - Throws: `ResultStoreError`: `.isAFolder`, `.notAFile`, `.missing`, `.notADatabase`, `.foreignDatabase`,
    ///   `.newerSchema`, `.olderSchema`, `.noAccess`, `.locked`, `.busy`, `.diskFull`, `.inputOutput`, `.corrupt`.
    /// - Returns: The open store.
    public static func open(_ path: String, for mode: OpenMode) throws(ResultStoreError) -> ResultStore {
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw .noAccess(file: path, reason: "the path is empty or has a zero byte")
        }
        let file = absolutePath(path)
        switch mode {
        case .reading: return try openForReading(file)
        case .writing(let identity, let patience, let abandoned):
            return try openForWriting(file, identity: identity, patience: patience, abandoned: abandoned)
        }
    }

    private static func openForReading(_ file: String) throws(ResultStoreError) -> ResultStore {
        let header = try FileHeader.read(file)
        // A file that its writer is only just making has no bytes yet.
        if header == .absent || header == .empty { throw .missing(file: file) }
        try check(header, of: file)
        do {
            let connection = try openConnection(file, readonly: true)
            let version = try connection.read { try userVersion($0) }
            guard version <= StoreSchema.version else {
                throw ResultStoreError.newerSchema(file: file, version: version, supported: StoreSchema.version)
            }
            guard version == StoreSchema.version else {
                throw ResultStoreError.olderSchema(file: file, version: version, supported: StoreSchema.version)
            }
            return ResultStore(
                path: file, isWritable: false, connection: connection, lock: nil, interruptedOnOpening: 0)
        } catch {
            throw ResultStoreError(error, file: file)
        }
    }

    /// Opens a connection for reading, where the folder is read-only too.
    ///
    /// A database in WAL mode needs its -shm file even to be read. Where that can't be made and the -wal file has nothing,
    /// nobody is writing and the file can be read as one that doesn't change.
    private static func openConnection(_ file: String, readonly: Bool) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = readonly
        configuration.busyMode = .timeout(10)
        configuration.label = "ResultStore"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            try database.execute(sql: "PRAGMA cache_size = -32768")
        }
        do {
            return try DatabaseQueue(path: file, configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN && readonly {
            var log = stat()
            let hasLog = stat(file + "-wal", &log) == 0 && log.st_size > 0
            guard access(file, R_OK) == 0, !hasLog else { throw error }
            var allowed = CharacterSet.urlPathAllowed
            allowed.remove(charactersIn: "?#%")
            guard let encoded = file.addingPercentEncoding(withAllowedCharacters: allowed) else { throw error }
            return try DatabaseQueue(path: "file:\(encoded)?immutable=1", configuration: configuration)
        }
    }

    private static func openForWriting(
        _ file: String, identity: WriterIdentity, patience: Double, abandoned: Outcome
    ) throws(ResultStoreError) -> ResultStore {
        // Looked at before the lock, so that not even a lock file appears beside a file that isn't ours.
        try check(FileHeader.read(file), of: file)
        try makeFolder(of: file)
        let lock = try WriterLock.acquire(file: file, identity: identity, patience: patience)
        let header = try FileHeader.read(file)
        try check(header, of: file)
        if header != .absent && access(file, W_OK) != 0 {
            throw .noAccess(file: file, reason: systemMessage(errno))
        }
        do {
            let connection = try openConnection(file, readonly: false)
            let version = try connection.read { try userVersion($0) }
            guard version <= StoreSchema.version else {
                throw ResultStoreError.newerSchema(file: file, version: version, supported: StoreSchema.version)
            }
            if version < StoreSchema.version { try bringUp(connection) }
            try connection.writeWithoutTransaction { database in
                // FULL makes each commit reach the disk before the call returns; WAL's usual NORMAL would not.
                let mode = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
                guard mode == "wal" else {
                    throw ResultStoreError.noAccess(file: file, reason: "the file system has no write-ahead log")
                }
                try database.execute(sql: "PRAGMA synchronous = FULL")
                try database.execute(sql: "PRAGMA journal_size_limit = 67108864")
            }
            let interrupted = try markAbandonedAttempts(
                connection, abandonedBy: lock.abandonedBy, as: abandoned == .outOfMemory ? abandoned : .interrupted)
            return ResultStore(
                path: file, isWritable: true, connection: connection, lock: lock, interruptedOnOpening: interrupted)
        } catch {
            throw ResultStoreError(error, file: file)
        }
    }

    /// Marks a new file as ours and makes its schema, or brings an older schema up to date.
    ///
    /// This runs before the file is in WAL mode, so that the marks stand in the file itself and the next opening can
    /// read them without SQLite.
    private static func bringUp(_ connection: DatabaseQueue) throws {
        try connection.write { database in
            try database.execute(sql: "PRAGMA application_id = \(StoreSchema.applicationID)")
        }
        try StoreSchema.migrator().migrate(connection)
    }

    private static func check(_ header: FileHeader, of file: String) throws(ResultStoreError) {
        switch header {
        case .absent, .empty: return
        case .otherContent: throw .notADatabase(file: file)
        case .database(let applicationID, let version):
            guard applicationID == StoreSchema.applicationID else {
                throw .foreignDatabase(file: file, applicationID: applicationID)
            }
            guard version <= StoreSchema.version else {
                throw .newerSchema(file: file, version: version, supported: StoreSchema.version)
            }
            guard version >= 0 else { throw .corrupt(file: file, detail: "user_version \(version)") }
        }
    }

    private static func userVersion(_ database: Database) throws -> Int32 {
        let row = try Row.fetchOne(database, sql: "PRAGMA user_version")
        return Int32(truncatingIfNeeded: row?.integer(0) ?? 0)
    }

    private static func makeFolder(of file: String) throws(ResultStoreError) {
        let folder = (file as NSString).deletingLastPathComponent
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            let reason = (error as NSError).localizedDescription
            throw .noAccess(file: folder, reason: ResultStoreError.oneLine(reason))
        }
    }

    /// Ends the attempts that a killed writer left running: with the lock in hand, nobody can be running them.
    private static func markAbandonedAttempts(
        _ connection: DatabaseQueue, abandonedBy: WriterIdentity?, as outcome: Outcome
    ) throws -> Int {
        try connection.write { database in
            let writer = abandonedBy?.description ?? "the process that ran it"
            try database.execute(
                sql: """
                    UPDATE attempts SET outcome = ?, message = ?, finished_at = ?
                    WHERE outcome = 'running'
                    """,
                arguments: [
                    outcome.rawValue,
                    outcome == .outOfMemory
                        ? "\(writer) was ended by the system for lack of memory"
                        : "\(writer) ended without recording a result", Timestamp.text(Date()),
                ])
            return database.changesCount
        }
    }

    /// The path from the root and without symbolic links, so that all names of a file share one lock.
    static func absolutePath(_ path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        if let resolved = realPath(absolute) { return resolved }
        let folder = (absolute as NSString).deletingLastPathComponent
        let name = (absolute as NSString).lastPathComponent
        if let resolved = realPath(folder) { return (resolved as NSString).appendingPathComponent(name) }
        return (absolute as NSString).standardizingPath
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

import Formats
import Foundation
import GRDB

/// What a results file is opened for.
public enum OpenMode: Equatable, Sendable {
    /// For reading, beside any writer; the file must exist.
    case reading
    /// For writing, as the only writer; folder and file are made where they are missing.
    ///
    /// The identity is what a second writer is told. The patience is how long to wait for another writer, in seconds.
    /// Attempts that an earlier writer left running are recorded with the given outcome: interrupted, or out of memory
    /// where it is known that the system ended that writer for lack of it.
    case writing(WriterIdentity, patience: Double = 0, abandoned: Outcome = .interrupted)
}

extension ResultStore {
    /// Opens a results file.
    ///
    /// For writing, a missing folder and file are made, an older schema is brought up to date, and attempts that a
    /// killed writer left running are recorded as interrupted. For reading, a file of an older schema is shown as one of
    /// the newest and stays as it is. A file of another kind, an SQLite database of another program or one of a newer
    /// schema is refused and left as it is to the byte.
    ///
    /// - Parameters:
    ///   - path: The file; a relative path starts from the current folder.
    ///   - mode: What it is opened for.
    /// - Throws: `ResultStoreError`: `.isAFolder`, `.notAFile`, `.missing`, `.empty`, `.notADatabase`, `.foreignDatabase`,
    ///   `.newerSchema`, `.olderSchema`, `.severalNames`, `.noAccess`, `.locked`, `.busy`, `.diskFull`, `.inputOutput`,
    ///   `.corrupt`.
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

    /// How many seconds the locks of other programs are waited for.
    ///
    /// A writer waits for long: a night of results is worth more than an answer within seconds.
    private static let (readingPatience, writingPatience) = (20.0, 120.0)

    private static func openForReading(_ file: String) throws(ResultStoreError) -> ResultStore {
        let header = try FileHeader.read(file)
        if header == .absent { throw .missing(file: file) }
        // So is one that its writer is only just making.
        if header == .empty { throw .empty(file: file) }
        try check(header, of: file)
        do {
            let access = ReadingAccess(file)
            let witness = access == .unchanging ? FileState(file) : nil
            let patience = LockPatience(seconds: readingPatience)
            let connection = try openConnection(file, access, patience)
            let version = try connection.read { try userVersion($0) }
            guard version <= StoreSchema.version else {
                throw ResultStoreError.newerSchema(file: file, version: version, supported: StoreSchema.version)
            }
            guard version >= 1 else {
                throw ResultStoreError.olderSchema(file: file, version: version, supported: StoreSchema.version)
            }
            return ResultStore(
                path: file, connection: connection, patience: patience, schemaVersion: version, witness: witness)
        } catch {
            throw ResultStoreError(error, file: file)
        }
    }

    /// How a file is read without leaving anything beside it that would be in its owner's way.
    ///
    /// A database in WAL mode needs its -wal and -shm files even to be read, and SQLite makes them where they are missing.
    private enum ReadingAccess {
        /// The log is there already, so that nothing needs to be made.
        case beside
        /// The log is there, but not ours to write.
        case besideReadOnly
        /// There is no log and the file is ours: SQLite makes it, and takes it away again at the end.
        case own
        /// There is no log and none may be made: nobody is writing, so the file is read as one that doesn't change.
        case unchanging

        init(_ file: String) {
            var database = stat()
            var log = stat()
            let hasLog = stat(file + "-wal", &log) == 0 && log.st_size > 0
            let folder = (file as NSString).deletingLastPathComponent
            let isOurs =
                stat(file, &database) == 0 && (geteuid() == 0 || database.st_uid == geteuid())
                && access(file, W_OK) == 0 && access(folder, W_OK) == 0
            self = hasLog ? (isOurs ? .beside : .besideReadOnly) : (isOurs ? .own : .unchanging)
        }
    }

    /// Opens the file once more, for reading beside this connection.
    func secondConnection() throws(ResultStoreError) -> DatabaseQueue {
        do {
            return try Self.openConnection(
                path, isWritable ? .beside : ReadingAccess(path), LockPatience(seconds: Self.readingPatience))
        } catch {
            throw ResultStoreError(error, file: path)
        }
    }

    /// Opens the file once more for each core, so many times at most; never where nobody writes to it here, or something else
    /// stands under its name.
    func otherConnections(atMost limit: Int) throws(ResultStoreError) -> [DatabaseQueue] {
        guard isWritable, !isFileGone else { return [] }
        var connections: [DatabaseQueue] = []
        for _ in 0..<min(limit, ProcessInfo.processInfo.activeProcessorCount) {
            connections.append(try secondConnection())
        }
        return connections
    }

    private static func openConnection(
        _ file: String, _ access: ReadingAccess?, _ patience: LockPatience
    ) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = access != nil && access != .own
        configuration.busyMode = .callback { patience.waits($0) }
        configuration.label = "ResultStore"
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            try database.execute(sql: "PRAGMA cache_size = -32768")
            guard access != nil else { return }
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            let version = try userVersion(database)
            if version > 0, version < StoreSchema.version { try StoreSchema.bridge(database, from: version) }
        }
        let parameter: String
        switch access {
        case nil, .beside, .own: return try DatabaseQueue(path: file, configuration: configuration)
        case .besideReadOnly: parameter = "readonly_shm=1"
        case .unchanging: parameter = "immutable=1"
        }
        var allowed = CharacterSet.urlPathAllowed
        allowed.remove(charactersIn: "?#%")
        let encoded = file.addingPercentEncoding(withAllowedCharacters: allowed) ?? file
        return try DatabaseQueue(path: "file:\(encoded)?\(parameter)", configuration: configuration)
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
        if header != .absent {
            if access(file, W_OK) != 0 { throw .noAccess(file: file, reason: systemMessage(errno)) }
            // The log and the lock go by the file's name: under another name a second writer would see neither.
            if let state = FileState(file), state.names > 1 { throw .severalNames(file: file, names: state.names) }
        }
        do {
            let patience = LockPatience(seconds: writingPatience)
            let connection = try openConnection(file, nil, patience)
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
                path: file, connection: connection, patience: patience, lock: lock, isNew: header == .absent,
                interruptedOnOpening: interrupted)
        } catch {
            throw ResultStoreError(error, file: file)
        }
    }

    /// Marks a new file as ours and makes its schema, or brings an older schema up to date.
    ///
    /// For a new file this runs before it is in WAL mode, so that the marks stand in the file itself and the next opening
    /// can read them without SQLite.
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
        Int32(truncatingIfNeeded: try Int64.fetchOne(database, sql: "PRAGMA user_version") ?? 0)
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
    ///
    /// A link to a file that is not there yet is followed too: SQLite makes the file that it names.
    static func absolutePath(_ path: String) -> String {
        var absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        // As many as Linux follows.
        for _ in 0..<40 {
            if let resolved = realPath(absolute) { return resolved }
            let folder = (absolute as NSString).deletingLastPathComponent
            let name = (absolute as NSString).lastPathComponent
            let place = realPath(folder).map { ($0 as NSString).appendingPathComponent(name) }
            guard let place, let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place) else {
                return place ?? (absolute as NSString).standardizingPath
            }
            absolute =
                target.hasPrefix("/")
                ? target
                : ((place as NSString).deletingLastPathComponent as NSString).appendingPathComponent(target)
        }
        return (absolute as NSString).standardizingPath
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}

import Formats
import Foundation
import GRDB

/// What kept the store from doing what was asked, in one line each.
public enum ResultStoreError: ClassifiedError, Equatable, Sendable {
    /// The path names a folder.
    case isAFolder(file: String)
    /// The path names something that is neither a file nor a folder.
    case notAFile(file: String)
    /// There is no such file to read.
    case missing(file: String)
    /// The file has no bytes.
    case empty(file: String)
    /// The file is not an SQLite database.
    case notADatabase(file: String)
    /// The file is an SQLite database of another program; its application id is given.
    case foreignDatabase(file: String, applicationID: Int32)
    /// The file was written by a newer version of this program.
    case newerSchema(file: String, version: Int32, supported: Int32)
    /// The file has a schema of no released version and is opened for reading only.
    case olderSchema(file: String, version: Int32, supported: Int32)
    /// The file or its folder can't be created, read or written; the reason is the system's.
    case noAccess(file: String, reason: String)
    /// The file has several names (hard links), which share neither lock nor log.
    case severalNames(file: String, names: Int)
    /// The file was deleted, moved or replaced while it was written; the copy of what is known, if one could be made.
    case fileGone(file: String, rescued: String?)
    /// Another process writes the file.
    case locked(file: String, holder: WriterIdentity?)
    /// Another program holds the database for longer than is waited for.
    case busy(file: String)
    /// There is no space left for the file.
    case diskFull(file: String)
    /// Whoever read a pipe that was written to has gone.
    case readerGone(place: String)
    /// Reading or writing the file failed.
    case inputOutput(file: String, detail: String)
    /// The file's content is damaged.
    case corrupt(file: String, detail: String)
    /// The store has been closed.
    case closed(file: String)
    /// The store was opened for reading only.
    case openedForReading(file: String)
    /// The SQL would change the store.
    case notAReadingStatement(sql: String)
    /// The SQL is wrong.
    case invalidQuery(sql: String, detail: String)
    /// The query was interrupted.
    case queryInterrupted
    /// There is no unit with the hash.
    case unknownUnit(hash: String)
    /// There is no running attempt with the id.
    case noRunningAttempt(attemptID: Int64)
    /// A record's value is outside what the schema allows.
    case invalidRecord(what: String, detail: String)
    /// A record differs from the stored record of the same key.
    case conflictingRecord(what: String, detail: String)
    /// Merging would give units two different results.
    case mergeConflict(file: String, units: [MergeConflict])
    /// A fact of an export is wrong; the place is a line or a record, empty for the whole.
    case badFacts(file: String, place: String, problem: String)
    /// Another error of the database.
    case database(file: String, detail: String)

    /// One line that says what failed, on which file, and what can be done.
    public var description: String {
        switch self {
        case .isAFolder(let file):
            "\(file) is a folder: give the path of a results file, for example \(file)/snnbench.sqlite"
        case .notAFile(let file):
            "\(file) is not a regular file: give the path of a results file"
        case .missing(let file):
            "\(file) does not exist: check the path, or run something that writes results first"
        case .empty(let file):
            "\(file) is empty: check the path, or run something that writes results to it first"
        case .notADatabase(let file):
            "\(file) is not an SQLite database: choose another path; the file was left as it is"
        case .foreignDatabase(let file, let applicationID):
            "\(file) is an SQLite database of another program (application id \(applicationID)): "
                + "choose another path; the file was left as it is"
        case .newerSchema(let file, let version, let supported):
            "\(file) has schema version \(version) and this program knows up to \(supported): use a newer snnbench"
        case .olderSchema(let file, let version, let supported):
            "\(file) has schema version \(version), older than \(supported): a command that writes to it brings it up"
        case .noAccess(let file, let reason):
            "\(file) can't be opened: \(reason); check the permissions of the file and its folder"
        case .severalNames(let file, let names):
            "\(file) is one of \(names) names of the same file (hard links), which SQLite can't write safely: "
                + "remove the others, or write to a copy"
        case .fileGone(let file, let rescued?):
            "\(file) was deleted, moved or replaced while it was written: all that is known is in \(rescued)"
        case .fileGone(let file, nil):
            "\(file) was deleted, moved or replaced while it was written, and no copy could be made beside it: "
                + "what was recorded since is lost"
        case .locked(let file, let holder):
            "\(file) is being written by \(holder?.description ?? "another process"): "
                + "wait for it, or write to another file and merge"
        case .busy(let file):
            "\(file) is locked by another program: close what has the database open and try again"
        case .diskFull(let file):
            "\(file) could not be written: no space left; free some, what was committed is safe"
        case .readerGone(let place):
            "\(place) was closed by its reader"
        case .inputOutput(let file, let detail):
            "\(file) could not be read or written (\(detail)): check the disk, quota and file size limit"
        case .corrupt(let file, let detail):
            "\(file) is damaged (\(detail)): restore a copy, or save what is readable with sqlite3's .recover"
        case .closed(let file):
            "\(file) has been closed: open it again"
        case .openedForReading(let file):
            "\(file) is open for reading only: open it for writing"
        case .notAReadingStatement(let sql) where ResultStoreError.oneLine(sql).isEmpty:
            "the statement is empty: give one that reads, as SELECT * FROM selected_results"
        case .notAReadingStatement(let sql):
            "only statements that read are allowed (SELECT, WITH, VALUES, EXPLAIN, reading PRAGMAs): "
                + ResultStoreError.oneLine(sql)
        case .invalidQuery(let sql, let detail):
            "the query is not valid (\(detail)): \(ResultStoreError.oneLine(sql))"
        case .queryInterrupted:
            "the query was interrupted"
        case .unknownUnit(let hash):
            "no unit \(hash) is registered: register units before recording their attempts"
        case .noRunningAttempt(let attemptID):
            "attempt \(attemptID) is not running: begin an attempt before finishing it, and finish it once"
        case .invalidRecord(let what, let detail):
            "\(what) can't be stored: \(ResultStoreError.oneLine(detail))"
        case .conflictingRecord(let what, let detail):
            "\(what) is already stored with other values (\(detail)): a changed content needs a changed digest"
        case .mergeConflict(let file, let units):
            "\(file) has other results for \(units.count) unit\(units.count == 1 ? "" : "s") "
                + "(first: \(units.first?.unitHash ?? "?")): nothing was merged; find out which run is wrong"
        case .badFacts(let file, let place, let problem):
            "\(file)\(place.isEmpty ? "" : ", \(place)"): \(ResultStoreError.oneLine(problem)); nothing was imported"
        case .database(let file, let detail):
            "\(file): \(ResultStoreError.oneLine(detail))"
        }
    }

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .notAReadingStatement, .invalidQuery: .usage
        case .notADatabase, .foreignDatabase, .newerSchema, .olderSchema, .corrupt, .conflictingRecord,
            .mergeConflict, .badFacts:
            .badData
        case .closed, .openedForReading, .unknownUnit, .noRunningAttempt, .invalidRecord, .database: .internalFault
        case .isAFolder, .notAFile, .missing, .empty, .noAccess, .diskFull, .readerGone, .inputOutput, .severalNames,
            .fileGone:
            .inputOutput
        case .locked, .busy, .queryInterrupted: .tryAgain
        }
    }

    /// A text without line breaks and not longer than a line of a terminal or two.
    static func oneLine(_ text: String) -> String { TerminalText.oneLine(text) }
}

extension ResultStoreError {
    /// The store's error for whatever a database access threw.
    ///
    /// - Parameters:
    ///   - error: What was thrown.
    ///   - file: The results file.
    init(_ error: any Error, file: String) {
        switch error {
        case let error as ResultStoreError: self = error
        case let error as DatabaseError: self.init(database: error, file: file)
        case let error as UnexpectedValue: self = .corrupt(file: file, detail: error.detail)
        default: self = .database(file: file, detail: String(describing: error))
        }
    }

    /// Whether the disk of a file has no block left.
    private static func hasNoSpace(_ file: String) -> Bool {
        var status = statvfs()
        return statvfs((file as NSString).deletingLastPathComponent, &status) == 0 && status.f_bavail == 0
    }

    private init(database error: DatabaseError, file: String) {
        let detail = ResultStoreError.oneLine(error.message ?? error.resultCode.description)
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull(file: file)
        // Where the file of shared memory can't grow, SQLite says no more than that.
        case .SQLITE_IOERR where Self.hasNoSpace(file): self = .diskFull(file: file)
        case .SQLITE_IOERR:
            self = .inputOutput(file: file, detail: "\(detail), code \(error.extendedResultCode.rawValue)")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt(file: file, detail: detail)
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(file: file)
        case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self = .noAccess(file: file, reason: detail)
        case .SQLITE_INTERRUPT: self = .queryInterrupted
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG:
            self = .invalidRecord(what: "the record", detail: detail)
        default: self = .database(file: file, detail: "\(detail) (code \(error.extendedResultCode.rawValue))")
        }
    }
}

/// The system's words for an error number.
///
/// - Parameter code: The value of `errno`.
package func systemMessage(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

import GRDB

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

    private init(database error: DatabaseError, file: String) {
        let detail = ResultStoreError.oneLine(error.message ?? error.resultCode.description)
        switch error.resultCode {
        case .SQLITE_FULL: self = .diskFull(file: file)
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

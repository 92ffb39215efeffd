import Foundation
import GRDB
import Synchronization

/// Something in a results file that is not as it should be.
public struct Finding: Equatable, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing is wrong.
    public enum Kind: String, CaseIterable, Sendable {
        /// SQLite's own check of the file's structure found damage.
        case integrity
        /// A row refers to a row that isn't there.
        case foreignKey = "foreign-key"
        /// Tables, views, indices or triggers are not those of this version.
        case schema
        /// A digest or a unit's hash is not that of what it stands for.
        case digest
        /// A column does not repeat what the JSON beside it says.
        case column
        /// The epochs of an attempt are not 1 to the number completed.
        case epochs
        /// A metric doesn't follow from its counts, its epoch or its split.
        case metric
        /// A success has no test metric or has values that are not finite.
        case success
        /// Two successes of one unit have different results.
        case conflict
        /// A selection disagrees with the attempt it was made from.
        case selection
        /// An attempt is still running though nobody writes the file.
        case abandoned
    }

    /// What kind of thing is wrong.
    public let kind: Kind
    /// What is wrong, in one line, with the row's key.
    public let message: String

    /// The finding in one line.
    public var description: String { "\(kind.rawValue): \(message)" }
}

extension ResultStore {
    /// Checks the whole file: its structure, its references, and that every number follows from what it is made of.
    ///
    /// The digests of results are computed again from the epochs and metrics, so a number that was changed afterwards
    /// is found; those of attempts tie each result to its unit.
    ///
    /// - Parameters:
    ///   - limitPerKind: The most findings of one kind to list.
    ///   - recomputesResults: Whether to compute the digests of results again.
    /// - Throws: `ResultStoreError`, `.corrupt` where the file is too damaged to be read.
    /// - Returns: What is wrong; empty where nothing is.
    public func verify(
        limitPerKind: Int = 100, recomputesResults: Bool = true
    ) throws(ResultStoreError) -> [Finding] {
        let limit = max(1, limitPerKind)
        // SQLite's own check takes as long as ours: it runs beside it where there is a second processor.
        let structure = try StructureCheck(self, limit: limit)
        return try interruptible({ structure.interrupt() }) { () throws(ResultStoreError) in
            structure.start()
            return try verify(beside: structure, limit: limit, recomputesResults: recomputesResults)
        }
    }

    private func verify(
        beside structure: StructureCheck, limit: Int, recomputesResults: Bool
    ) throws(ResultStoreError) -> [Finding] {
        let contents = Result { () throws(ResultStoreError) in
            try read { database in
                var verifier = Verifier(database: database, limit: limit, schemaVersion: schemaVersion)
                try verifier.checkForeignKeys()
                try verifier.checkSchema()
                try verifier.checkDefinitions()
                try verifier.checkUnits()
                try verifier.checkAttempts(recomputesResults: recomputesResults)
                try verifier.checkConflicts()
                try verifier.checkSelections()
                try verifier.checkAbandoned(isWritten: isWritable || WriterLock.isHeld(file: path))
                return verifier.findings
            }
        }
        // With broken pages the other checks would only repeat the same bad news.
        let damage = try structure.findings()
        return damage.isEmpty ? try contents.get() : damage
    }
}

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

import Foundation
import GRDB

extension ResultStore {
    /// Adds the facts of an export that this store lacks, as one transaction.
    ///
    /// The export is first read into a store of its own beside this one, which is removed afterwards. There digests and
    /// hashes are computed again and the whole is verified; then it is merged, so that importing twice adds nothing.
    ///
    /// - Parameter path: A JSON file or a folder of CSV files, as `export(to:format:)` writes them.
    /// - Throws: `ResultStoreError.badFacts` with the line or record that is wrong, `.mergeConflict` where a unit would have
    ///   two different results; then nothing is imported.
    /// - Returns: What was added.
    @discardableResult
    public func importFacts(from path: String) throws(ResultStoreError) -> MergeReport {
        guard isWritable else { throw .openedForReading(file: self.path) }
        let scratch = self.path + ".import-\(UUID().uuidString)"
        defer {
            for suffix in ["", "-wal", "-shm", ".lock"] {
                try? FileManager.default.removeItem(atPath: scratch + suffix)
            }
        }
        let store = try ResultStore.open(scratch, for: .writing(.thisProcess()))
        try store.write { database in
            var importer = FactImporter(database)
            try FactReader(path: path).forEach { row throws(ResultStoreError) in
                do {
                    try importer.add(row)
                } catch let error as ResultStoreError {
                    // What the records themselves refuse is named with its place too.
                    switch error {
                    case .badFacts: throw error
                    case .invalidRecord, .conflictingRecord: throw row.problem(error.description)
                    default: throw error
                    }
                } catch {
                    throw ResultStoreError(error, file: scratch)
                }
            }
        }
        if let finding = try store.verify(limitPerKind: 1).first {
            throw .badFacts(file: path, place: "", problem: "what it says does not fit together: \(finding)")
        }
        try store.close()
        do {
            return try merge(from: scratch)
        } catch {
            guard case .mergeConflict(_, let units) = error else { throw error }
            throw .mergeConflict(file: path, units: units)
        }
    }
}

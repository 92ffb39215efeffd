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
        // A fixed name, which only the one writer uses: what a killed import left goes before the next begins.
        let scratch = self.path + ".import"
        removeScratch()
        defer { removeScratch() }
        let store = try ResultStore.open(scratch, for: .writing(.thisProcess()))
        try interruptible({ store.interrupt() }) { () throws(ResultStoreError) in
            try Self.fill(store, from: path)
        }
        return try merge(scratch, store, of: path)
    }

    private static func fill(_ store: ResultStore, from path: String) throws(ResultStoreError) {
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
                } catch let error as UnexpectedValue {
                    throw row.problem(error.detail)
                } catch {
                    throw ResultStoreError(error, file: store.path)
                }
            }
        }
    }

    /// Merges what an export gave, if it fits together.
    private func merge(
        _ scratch: String, _ store: ResultStore, of path: String
    ) throws(ResultStoreError) -> MergeReport {
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

    /// Removes the stores that imports go through, those that earlier versions of the program left too.
    private func removeScratch() {
        let folder = (path as NSString).deletingLastPathComponent
        let prefix = (path as NSString).lastPathComponent + ".import"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard name.hasPrefix(prefix) else { continue }
            let rest = name.dropFirst(prefix.count)
            if rest.isEmpty || rest.hasPrefix("-") || rest == ".lock" { unlink(folder + "/" + name) }
        }
    }
}

import GRDB

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

import GRDB

extension ResultStore {
    /// Checks the whole file: its structure, its references, and that every number follows from what it is made of.
    ///
    /// The digests of results are computed again from the epochs and metrics, so a number that was changed afterwards
    /// is found.
    ///
    /// - Parameters:
    ///   - limitPerKind: The most findings of one kind to list.
    ///   - recomputesResults: Whether to compute the digests of results again, the longest part.
    /// - Throws: `ResultStoreError`, `.corrupt` where the file is too damaged to be read.
    /// - Returns: What is wrong; empty where nothing is.
    public func verify(
        limitPerKind: Int = 100, recomputesResults: Bool = true
    ) throws(ResultStoreError) -> [Finding] {
        try read { database in
            var verifier = Verifier(database: database, limit: max(1, limitPerKind))
            try verifier.checkIntegrity()
            // With broken pages the other checks would only repeat the same bad news.
            guard verifier.findings.isEmpty else { return verifier.findings }
            try verifier.checkForeignKeys()
            try verifier.checkSchema()
            try verifier.checkDefinitions()
            try verifier.checkUnits()
            try verifier.checkEpochs()
            try verifier.checkMetrics()
            try verifier.checkSuccesses()
            try verifier.checkSelections()
            if recomputesResults { try verifier.checkResults() }
            try verifier.checkAbandoned(isWritten: isWritable || WriterLock.isHeld(file: path))
            return verifier.findings
        }
    }
}

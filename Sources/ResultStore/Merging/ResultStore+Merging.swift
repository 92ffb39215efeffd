import GRDB

/// Two different results of one unit.
public struct MergeConflict: Equatable, Hashable, Sendable {
    /// The unit's hash.
    public let unitHash: String
    /// The digest of the result this file has.
    public let ours: String
    /// The digest of the result the other file has.
    public let theirs: String
}

/// What a merge added.
public struct MergeReport: Equatable, Sendable {
    /// The number of units that were not there before.
    public var units = 0
    /// The number of attempts that were not there before.
    public var attempts = 0
    /// The number of selections that were not there before.
    public var selections = 0
    /// The number of published numbers that were not there before.
    public var publishedResults = 0
    /// The number of attempts left out because they have not ended; a later merge takes them.
    public var runningAttempts = 0
}

extension ResultStore {
    /// Adds what another results file has and this one lacks, as one transaction.
    ///
    /// Merging a file again adds nothing, and the order in which files are merged makes no difference but to row ids.
    /// Attempts that have not ended are left out. The other file is only read and may be written meanwhile.
    ///
    /// - Parameter file: The other file.
    /// - Throws: `ResultStoreError.mergeConflict` with every unit that would have two different results, and then
    ///   nothing is merged; `.corrupt` where the other file's numbers don't have their digests; the errors of opening.
    /// - Returns: What was added.
    @discardableResult
    public func merge(from file: String) throws(ResultStoreError) -> MergeReport {
        let source = try ResultStore.open(file, for: .reading)
        guard source.path != path else { return MergeReport() }
        return try source.read { from in
            try self.write { into in
                var merger = Merger(from: from, into: into, file: source.path)
                do {
                    try merger.mergeUnits()
                    try merger.mergeAttempts()
                    try merger.mergeSelections()
                    try merger.mergeOthers()
                } catch let error as UnexpectedValue {
                    throw ResultStoreError(error, file: source.path)
                }
                return merger.report
            }
        }
    }
}

import Formats
import ResultStore

/// The stored selections of a file that do not follow from the units that are there.
///
/// A run that was killed before it selected leaves such ones behind, so does merging with a poorer file, and a forger makes them.
/// Readers derive what they show in memory; `merge` stores it anew, and `verify` names what is wrong.
public struct StaleSelections: Sendable {
    /// One of them, beside what its units give.
    public struct Selection: Sendable {
        /// What is stored.
        public let stored: SelectedResult
        /// What the rule chooses among the units; nil where none succeeded.
        public let chosen: ChosenCandidate?
        let rule: SelectionRule
        let basis: SelectionBasis

        /// The number of candidates: of a search that leaves some out all that were begun, not those alone that came to the end.
        var candidates: Int {
            max(basis.units.count, SearchSuffix(ofGrid: stored.grid) == nil ? 0 : stored.candidates)
        }

        /// The number of those that were given up.
        var failed: Int { candidates > basis.units.count ? stored.failedCandidates : basis.failed }

        /// Whether another unit or epoch is chosen than is stored.
        public var isWrong: Bool {
            stored.chosen?.unitHash != chosen?.unitHash || stored.chosen?.epoch != chosen?.epoch
        }

        /// What it is for, and what is stored and right: one line.
        public var description: String {
            func words(_ candidate: ChosenCandidate?) -> String {
                candidate.map { "unit \($0.unitHash.prefix(12)) at epoch \($0.epoch)" } ?? "none"
            }
            return "\(stored.method) on \(stored.task), split \(stored.splitIndex), seed \(stored.seed), grid "
                + "\(stored.grid): \(words(stored.chosen)) is stored, its units give \(words(chosen))"
        }
    }

    /// The selections, in the order of their tasks.
    public let selections: [Selection]

    /// Finds them.
    ///
    /// Selections of which nothing says which units they are among, as those by halving of files before version 3, are left alone.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - includesFresh: whether also those are computed again whose digest is that of their units, so that a wrong choice under a
    ///     right digest is seen; reads every learning curve.
    /// - Throws: `ResultStoreError`.
    public init(_ store: ResultStore, includesFresh: Bool = false) throws {
        let entries = EntryReader(try store.candidateGroups(), try store.selectedResults(), ResultQuestion()).entries
        let cache = CandidateCache()
        selections = try entries.compactMap { entry in
            guard let stored = entry.stored, let units = entry.units, let rule = SelectionRule(record: entry.rule),
                includesFresh || !entry.isFresh
            else { return nil }
            let selection = Selection(
                stored: stored, chosen: rule.preferred(try cache.candidates(units, rule, in: store)).map(rule.chosen),
                rule: rule, basis: SelectionBasis(units))
            return entry.isFresh && !selection.isWrong ? nil : selection
        }
    }

    /// Stores what the units give, beside what was stored before.
    ///
    /// - Parameter store: the store, open for writing.
    /// - Returns: the number of selections that were recorded.
    /// - Throws: `ResultStoreError`.
    public func renew(in store: ResultStore) throws -> Int {
        let records = try selections.compactMap { selection -> SelectionRecord? in
            guard let hash = selection.basis.units.first?.unitHash,
                let unit = try store.units(startingWith: hash, limit: 1).first
            else { return nil }
            return SelectionRecord(
                split: unit.split, protocolRecord: unit.protocolRecord, method: unit.configuration.method,
                seed: unit.seed, grid: selection.stored.grid, rule: selection.rule.record, chosen: selection.chosen,
                candidates: selection.candidates, failedCandidates: selection.failed,
                basisDigest: selection.basis.digest, candidateUnits: selection.basis.identifiers)
        }
        return try store.record(records)
    }
}

import Evaluation
import ResultStore

/// Chooses configurations and epochs from stored learning curves and records the choices.
struct Selector {
    let store: ResultStore
    let grid: String

    /// Selects for groups whose search is through and whose selection is missing or was made of other results.
    ///
    /// What it was made of is kept with it as a digest: a run that was killed between its last unit and its selections
    /// leaves the old ones behind, and the next run has trained nothing.
    ///
    /// - Parameters:
    ///   - groups: the groups of a study.
    ///   - candidates: for each group the ids of the units that may be chosen; nil while its search is not through.
    /// - Returns: the number of selections that were recorded.
    func select(
        _ groups: [UnitGroup], among candidates: [Set<String>?]
    ) throws(ResultStoreError) -> Int {
        let grids = Set(groups.map(grid(of:)))
        let existing = Dictionary(
            grouping: try store.selectedResults(.all, grids: Array(grids)), by: { SelectionKey($0) })
        let units = Dictionary(
            try store.candidateGroups().flatMap(\.units).map { ($0.unitHash, $0) },
            uniquingKeysWith: { first, _ in first })
        var stale: [(group: UnitGroup, candidates: Set<String>, basis: SelectionBasis)] = []
        for (group, candidates) in zip(groups, candidates) {
            guard let candidates, let first = group.units.first else { continue }
            // A function of those that may be chosen: what a search left out on the way does not count any more.
            let basis = SelectionBasis(group.units.filter { candidates.contains($0.id) }.compactMap { units[$0.id] })
            let rule = first.trainingProtocol.selection
            let isFresh = existing[SelectionKey(first.record)]?.contains {
                $0.grid == grid(of: group) && $0.rule == rule.record.text && $0.basisDigest == basis.digest
            }
            if isFresh != true { stale.append((group, candidates, basis)) }
        }
        let filters = stale.map { UnitFilter(unitHashes: $0.group.units.map(\.id)) }
        let records = try store.mapLearningCurves(of: filters) { [stale] index, curves in
            let (group, candidates, basis) = stale[index]
            return group.units.first.map { first in
                let rule = first.trainingProtocol.selection
                return SelectionRecord(
                    split: first.record.split, protocolRecord: first.record.protocolRecord,
                    method: first.record.configuration.method, seed: first.record.seed, grid: grid(of: group),
                    rule: rule.record, chosen: rule.choose(curves.filter { candidates.contains($0.unitHash) }),
                    candidates: curves.count, failedCandidates: curves.count { $0.hasFailed },
                    basisDigest: basis.digest, candidateUnits: basis.identifiers)
            }
        }
        return try store.record(records.compactMap { $0 })
    }

    /// The name that selections of a group are stored under: a method's own grid goes before the study's.
    private func grid(of group: UnitGroup) -> String { group.learner.ownGrid ?? grid }
}

extension LearningCurve {
    /// Whether the unit was given up: it diverged, failed, or took too long or too much memory.
    fileprivate var hasFailed: Bool {
        switch outcome {
        case .diverged, .failed, .timedOut, .outOfMemory: true
        case .succeeded, .interrupted, .running, .unsupported, nil: false
        }
    }
}

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
        let existing = Dictionary(
            try store.selectedResults(.all, grids: [grid]).map { (SelectionKey($0), $0.basisDigest ?? "") },
            uniquingKeysWith: { first, _ in first })
        let units = Dictionary(
            try store.candidateGroups().flatMap(\.units).map { ($0.unitHash, $0) },
            uniquingKeysWith: { first, _ in first })
        var records: [SelectionRecord] = []
        for (group, candidates) in zip(groups, candidates) {
            guard let candidates, let first = group.units.first else { continue }
            let basis = SelectionBasis(group.units.compactMap { units[$0.id] }).digest
            if existing[SelectionKey(group)] == basis { continue }
            let curves = try store.learningCurves(UnitFilter(unitHashes: group.units.map(\.id)))
            let rule = first.trainingProtocol.selection
            records.append(
                SelectionRecord(
                    split: first.record.split, protocolRecord: first.record.protocolRecord,
                    method: first.record.configuration.method, seed: first.record.seed, grid: grid,
                    rule: rule.record, chosen: rule.choose(curves.filter { candidates.contains($0.unitHash) }),
                    candidates: curves.count, failedCandidates: curves.count { $0.hasFailed }, basisDigest: basis))
        }
        return try store.record(records)
    }
}

/// What a selection is for.
private struct SelectionKey: Hashable {
    let task: String
    let splitIndex: Int
    let methodDigest: String
    let protocolDigest: String
    let seed: Int64
    let rule: String

    init(_ result: SelectedResult) {
        task = result.task
        splitIndex = result.splitIndex
        methodDigest = result.methodDigest
        protocolDigest = result.protocolDigest
        seed = result.seed
        rule = result.rule
    }

    init(_ group: UnitGroup) {
        let record = group.units.first?.record
        task = group.task.name.description
        splitIndex = group.split.index
        methodDigest = record?.configuration.method.digest ?? ""
        protocolDigest = record?.protocolRecord.digest ?? ""
        seed = record?.seed ?? 0
        rule = group.units.first?.trainingProtocol.selection.record.text ?? ""
    }
}

extension LearningCurve {
    /// Whether the unit was given up: it diverged, failed, or took too long or too much memory.
    fileprivate var hasFailed: Bool {
        switch outcome {
        case .diverged, .failed, .timedOut, .outOfMemory: true
        case .succeeded, .interrupted, .running, nil: false
        }
    }
}

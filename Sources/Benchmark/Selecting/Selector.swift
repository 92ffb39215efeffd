import Evaluation
import ResultStore

/// Chooses configurations and epochs from stored learning curves and records the choices.
struct Selector {
    let store: ResultStore
    let grid: String

    /// Selects for groups whose search is through and that have something new or no selection yet.
    ///
    /// - Parameters:
    ///   - groups: the groups of a study.
    ///   - candidates: the ids of a group's units that may be chosen; nil while its search is not through.
    ///   - changed: the ids of units that were executed since the last selection.
    /// - Returns: the number of selections that were recorded.
    func select(
        _ groups: [UnitGroup], among candidates: (UnitGroup) -> Set<String>?, changed: Set<String>
    ) throws(ResultStoreError) -> Int {
        let existing = Set(try store.selectedResults(.all, grids: [grid]).map { SelectionKey($0) })
        let pending = groups.filter { group in
            !existing.contains(SelectionKey(group)) || group.units.contains { changed.contains($0.id) }
        }
        var records: [SelectionRecord] = []
        for group in pending {
            guard let candidates = candidates(group), let first = group.units.first else { continue }
            let curves = try store.learningCurves(UnitFilter(unitHashes: group.units.map(\.id)))
            let rule = first.trainingProtocol.selection
            records.append(
                SelectionRecord(
                    split: first.record.split, protocolRecord: first.record.protocolRecord,
                    method: first.record.configuration.method, seed: first.record.seed, grid: grid,
                    rule: rule.record, chosen: rule.choose(curves.filter { candidates.contains($0.unitHash) }),
                    candidates: curves.count, failedCandidates: curves.count { $0.hasFailed }))
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

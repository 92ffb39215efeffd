import ResultStore

/// Chooses configurations and epochs from stored learning curves and records the choices.
struct Selector {
    let store: ResultStore
    let grid: String

    /// Selects for groups whose units are all finished and that have something new or no selection yet.
    ///
    /// - Parameters:
    ///   - groups: the groups of a study.
    ///   - changed: the ids of units that were executed since the last selection.
    /// - Returns: the number of selections that were recorded.
    func select(_ groups: [UnitGroup], changed: Set<String>) throws(ResultStoreError) -> Int {
        let existing = Set(try store.selectedResults(.all, grids: [grid]).map { SelectionKey($0) })
        let pending = groups.filter { group in
            !existing.contains(SelectionKey(group)) || group.units.contains { changed.contains($0.id) }
        }
        var records: [SelectionRecord] = []
        for group in pending {
            let curves = try store.learningCurves(UnitFilter(unitHashes: group.units.map(\.id)))
            let isFinished = curves.allSatisfy { $0.outcome.map(Outcome.finished.contains) ?? false }
            guard isFinished, curves.count == group.units.count, let first = group.units.first else { continue }
            let rule = first.trainingProtocol.selection
            records.append(
                SelectionRecord(
                    split: first.record.split, protocolRecord: first.record.protocolRecord,
                    method: first.record.configuration.method, seed: first.record.seed, grid: grid,
                    rule: rule.record, chosen: rule.choose(curves), candidates: curves.count,
                    failedCandidates: curves.count { $0.outcome != .succeeded }))
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

import Digests
import Foundation
import Networks
import ResultStore

/// Chooses configurations and epochs from stored learning curves and records the choices.
struct Selector {
    let store: ResultStore
    let grid: String
    var rule = SelectionRule.paper

    /// Selects for groups whose units are all finished and that have something new or no selection yet.
    ///
    /// - Parameters:
    ///   - groups: the groups of a study.
    ///   - changed: the ids of units that were executed since the last selection.
    /// - Returns: the number of selections that were recorded.
    func select(_ groups: [UnitGroup], changed: Set<String>) throws(ResultStoreError) -> Int {
        let existing = Set(
            try store.selectedResults(.all, grids: [grid]).filter { $0.rule == rule.record.text }
                .map { SelectionKey($0) })
        let pending = groups.filter { group in
            !existing.contains(SelectionKey(group)) || group.units.contains { changed.contains($0.id) }
        }
        var records: [SelectionRecord] = []
        for group in pending {
            let curves = try store.learningCurves(UnitFilter(unitHashes: group.units.map(\.id)))
            let isFinished = curves.allSatisfy { $0.outcome.map(Outcome.finished.contains) ?? false }
            guard isFinished, curves.count == group.units.count, let first = group.units.first else { continue }
            records.append(
                SelectionRecord(
                    split: first.record.split, protocolRecord: first.record.protocolRecord,
                    method: first.record.configuration.method, seed: first.record.seed, grid: grid,
                    rule: rule.record, chosen: choose(curves), candidates: curves.count,
                    failedCandidates: curves.count { $0.outcome != .succeeded }))
        }
        return try store.record(records)
    }

    /// The curve that validation prefers; nil where none succeeded.
    func choose(_ curves: [LearningCurve]) -> ChosenCandidate? {
        let candidates = curves.compactMap { curve -> Candidate? in
            guard curve.outcome == .succeeded, let best = rule.bestEpoch(curve.epochs.map(\.validationCorrect))
            else { return nil }
            return Candidate(curve: curve, best: best)
        }
        guard let winner = candidates.min(by: { $0.isPreferred(to: $1) }) else { return nil }
        let epoch = winner.curve.epochs[winner.best.index]
        let rows = winner.curve.validationRows
        let tests = winner.curve.testRows
        return ChosenCandidate(
            unitHash: winner.curve.unitHash, epoch: epoch.epoch,
            validationScore: Double(winner.best.sum) / Double(max(1, winner.best.window * rows)),
            validationCorrect: epoch.validationCorrect, validationTotal: rows, testMetric: "accuracy",
            testValue: epoch.testCorrect.map { Double($0) / Double(max(1, tests)) }, testCorrect: epoch.testCorrect,
            testTotal: tests)
    }

    private struct Candidate {
        let curve: LearningCurve
        let best: SelectionRule.BestEpoch

        /// The better validation accuracy, compared by cross-multiplied integers, then the rule's ties.
        func isPreferred(to other: Candidate) -> Bool {
            let mine = best.sum * other.best.window
            let theirs = other.best.sum * best.window
            if mine != theirs { return mine > theirs }
            if curve.layers != other.curve.layers { return (curve.layers ?? 0) > (other.curve.layers ?? 0) }
            let rates = (curve.learningRate ?? 0, other.curve.learningRate ?? 0)
            if rates.0 != rates.1 { return rates.0 < rates.1 }
            let dropout = (curve.dropoutRate ?? 0, other.curve.dropoutRate ?? 0)
            if dropout.0 != dropout.1 { return dropout.0 > dropout.1 }
            return curve.unitHash < other.curve.unitHash
        }
    }
}

/// What a selection is for.
private struct SelectionKey: Hashable {
    let task: String
    let splitIndex: Int
    let methodDigest: String
    let protocolDigest: String
    let seed: Int64

    init(_ result: SelectedResult) {
        task = result.task
        splitIndex = result.splitIndex
        methodDigest = result.methodDigest
        protocolDigest = result.protocolDigest
        seed = result.seed
    }

    init(_ group: UnitGroup) {
        let record = group.units.first?.record
        task = group.task.name.description
        splitIndex = group.split.index
        methodDigest = record?.configuration.method.digest ?? ""
        protocolDigest = record?.protocolRecord.digest ?? ""
        seed = record?.seed ?? 0
    }
}

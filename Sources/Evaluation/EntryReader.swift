import Foundation
import ResultStore

/// Brings groups of units and stored selections together: what each selection is among, and what has none yet.
struct EntryReader {
    /// A grid of a method in an experiment.
    private struct GridKey: Hashable {
        let experiment: Experiment
        let methodDigest: String
        let grid: String
    }

    private let question: ResultQuestion
    private let groups: [CandidateGroup]
    private let rows: [SelectionKey: [SelectedResult]]
    /// The grids that selections are stored of.
    private let grids: Set<String>
    /// The configurations of each grid, where all that is stored agrees on them.
    private var configurations: [GridKey: Set<String>?] = [:]

    init(_ groups: [CandidateGroup], _ selections: [SelectedResult], _ question: ResultQuestion) {
        self.question = question
        self.groups = groups
        rows = Dictionary(grouping: selections) { SelectionKey($0) }
        grids = Set(selections.map(\.grid).filter { !OwnGrid.isOwn($0) })
        for group in groups {
            for row in rows[SelectionKey(group)] ?? [] {
                guard let units = Self.gridUnits(row, group) else { continue }
                let digests = Set(units.map(\.configurationDigest))
                let key = GridKey(
                    experiment: Experiment(suite: group.suite), methodDigest: group.methodDigest, grid: row.grid)
                if let known = configurations[key] {
                    if known != digests { configurations[key] = .some(nil) }
                } else {
                    configurations[key] = digests
                }
            }
        }
    }

    /// The units of a group that a selection's grid has, as far as the selection says it by itself.
    private static func gridUnits(_ row: SelectedResult, _ group: CandidateGroup) -> [CandidateGroup.Unit]? {
        guard let stored = row.candidateUnits else { return row.candidates == group.units.count ? group.units : nil }
        // Of a search that leaves some out they are those that came to the end.
        guard SearchSuffix(ofGrid: row.grid) == nil else { return nil }
        let units = SelectionBasis.units(stored, of: group)
        return units.count == stored.count ? units : nil
    }

    /// What may become a result, in the order of the groups.
    var entries: [ResultReading.Entry] {
        let byKey = Dictionary(grouping: groups.indices) { SelectionKey(groups[$0]) }
        return groups.indices.flatMap { index -> [ResultReading.Entry] in
            let group = groups[index]
            let siblings = byKey[SelectionKey(group)] ?? [index]
            let own = rows[SelectionKey(group)] ?? []
            return own.isEmpty ? unrecorded(group) : recorded(index, own, among: siblings)
        }
    }

    /// Entries of the grids that selections are stored of.
    private func recorded(
        _ index: Int, _ rows: [SelectedResult], among siblings: [Int]
    ) -> [ResultReading.Entry] {
        let group = groups[index]
        let experiment = Experiment(suite: group.suite)
        let asked = question.protocols?[experiment].flatMap {
            $0.digest == group.protocolDigest ? $0.rule.record.text : nil
        }
        return Dictionary(grouping: rows, by: \.grid).sorted { $0.key < $1.key }.flatMap { grid, ofGrid in
            let rules = Set(ofGrid.map(\.rule) + (asked.map { [$0] } ?? [])).sorted()
            return rules.compactMap { rule -> ResultReading.Entry? in
                let row = ofGrid.first { $0.rule == rule && owner(of: $0, among: siblings) == index }
                let units = candidates(group, grid, ofGrid.first { owner(of: $0, among: siblings) == index })
                guard row != nil || units != nil else { return nil }
                return ResultReading.Entry(
                    group: group, experiment: experiment, grid: grid, rule: rule, stored: row, units: units)
            }
        }
    }

    /// The group that a stored selection is of: that of its units, else the newest arithmetic with the most units.
    private func owner(of row: SelectedResult, among siblings: [Int]) -> Int? {
        guard siblings.count > 1 else { return siblings.first }
        if let hash = row.chosen?.unitHash ?? row.candidateUnits?.first {
            return siblings.first { groups[$0].units.contains { $0.unitHash.hasPrefix(hash) } }
        }
        return siblings.max {
            (groups[$0].numericsVersion, groups[$0].units.count, $1)
                < (groups[$1].numericsVersion, groups[$1].units.count, $0)
        }
    }

    /// An entry of units that no selection is stored of: of the grid that has exactly these configurations.
    private func unrecorded(_ group: CandidateGroup) -> [ResultReading.Entry] {
        let experiment = Experiment(suite: group.suite)
        let digests = Set(group.units.map(\.configurationDigest))
        let grid = configurations.filter {
            $0.key.experiment == experiment && $0.key.methodDigest == group.methodDigest && $0.value == digests
        }.map(\.key.grid).min {
            ($0 == question.preferredGrid ? 0 : 1, $0) < ($1 == question.preferredGrid ? 0 : 1, $1)
        }
        // In a file without any selection the grid has no name yet; where all are of one grid, these are too.
        guard let name = grid ?? (grids.isEmpty ? question.grid ?? "" : grids.count == 1 ? grids.first : nil) else {
            return []
        }
        let rule = question.protocols?[experiment]?.rule ?? SelectionRule(metric: experiment.metric)
        return [
            ResultReading.Entry(
                group: group, experiment: experiment, grid: name, rule: rule.record.text, stored: nil,
                units: SearchSuffix(ofGrid: name) == nil ? group.units : nil)
        ].filter { $0.units != nil }
    }

    /// The units that a selection is among: those that are stored with it, else those of its grid; nil where nothing says
    /// which they are.
    private func candidates(
        _ group: CandidateGroup, _ grid: String, _ row: SelectedResult?
    ) -> [CandidateGroup.Unit]? {
        if let stored = row?.candidateUnits, !stored.isEmpty {
            let units = SelectionBasis.units(stored, of: group)
            if units.count == stored.count { return units }
        }
        if SearchSuffix(ofGrid: grid) != nil { return nil }
        let key = GridKey(
            experiment: Experiment(suite: group.suite), methodDigest: group.methodDigest, grid: grid)
        if case .some(.some(let known)) = configurations[key] {
            let units = group.units.filter { known.contains($0.configurationDigest) }
            return units.count == known.count ? units : (row?.candidates == group.units.count ? group.units : nil)
        }
        return row?.candidates == group.units.count ? group.units : nil
    }
}

extension ResultReading {
    /// What may become a result: the candidates of one grid in one group, with what is stored of their selection.
    struct Entry {
        let group: CandidateGroup
        let experiment: Experiment
        let grid: String
        /// The rule of selection as canonical JSON text.
        let rule: String
        /// The stored selection; nil where there is none.
        let stored: SelectedResult?
        /// The candidates; nil where nothing says which of the group's units are of the grid.
        let units: [CandidateGroup.Unit]?

        /// Whether there is a result, as far as can be said without reading curves.
        var hasResult: Bool { units?.contains { $0.outcome == .succeeded } ?? (stored?.chosen != nil) }

        /// Whether there is a stored selection that fits its units.
        var isFresh: Bool {
            guard let stored, let units else { return false }
            let basis = SelectionBasis(units)
            if let digest = stored.basisDigest { return digest == basis.digest }
            return stored.candidates == units.count && stored.failedCandidates == basis.failed
                && (stored.chosen != nil) == basis.hasSuccess && stored.recordedAt >= basis.finishedAt
        }

        /// When the result came about, for the choice between two that nothing else tells apart.
        var moment: Date { stored?.recordedAt ?? units?.compactMap(\.finishedAt).max() ?? .distantPast }
    }
}

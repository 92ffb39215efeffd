import Datasets
import Evaluation
import ResultStore

/// The full search's very selection for less, within one group: a unit is trained until no epoch to come could make it the selected one.
///
/// Units are taken in the order of the rule's ties, so that of two with equal windows the earlier one is selected. A unit is left out
/// when the best window it can still have is no better than that of one before it that came to the end. As long as a whole window is to
/// come, that takes one before it that classified all rows rightly that can be; in the last epochs less and less does. A unit must come to
/// its end to be selected, since one that diverges in its last epoch is no candidate, so those after a perfect one wait for it.
///
/// Which units are candidates follows from the curves alone: what other threads trained beyond that in the meantime changes nothing.
struct ExactSearch: GroupSearch {
    static var name: String { "the exact search" }

    private enum State {
        /// It is not on its way, and may be asked for.
        case idle
        /// It was asked for.
        case asked
        case succeeded
        case failed
        case leftOut
    }

    private struct Member {
        let id: String
        var state = State.idle
        /// How far it was trained.
        var epochs = 0
        /// The best window so far; nil where none is complete.
        var best: SelectionRule.BestEpoch?
        /// The best that it can come to, seen from its last pause; nil where it lacks the metric.
        var possible: SelectionRule.BestEpoch?

        /// Whether it will not be selected, since one before it is as good as it can become.
        func isBeaten(by leader: SelectionRule.BestEpoch?) -> Bool {
            guard let leader else { return false }
            return possible.map { !$0.isBetter(than: leader) } ?? true
        }
    }

    private let rule: SelectionRule
    private let lastEpoch: Int
    private let attainableRows: Int
    /// Whether every unit is trained to its end: a grid of a method's own counts as a whole.
    private let isExhaustive: Bool
    /// The units in the order of the ties.
    private var members: [Member]
    private let places: [String: Int]
    private(set) var candidates: Set<String>?

    /// Makes a search.
    ///
    /// - Parameters:
    ///   - group: a group of a study.
    ///   - attainableRows: how many of its validation rows can be classified rightly.
    ///   - curves: what is stored of the units' learning curves, those cut short included.
    ///   - settled: the outcomes after which a unit is left alone.
    init(_ group: UnitGroup, attainableRows: Int, curves: [String: LearningCurve], settled: Set<Outcome>) {
        self.init(
            group.units.map { SelectionRule.Ties($0.record) },
            rule: group.units.first?.trainingProtocol.selection ?? .paper,
            lastEpoch: group.units.first?.lastEpoch ?? 0, attainableRows: attainableRows,
            isExhaustive: group.learner.ownGrid != nil, curves: curves, settled: settled)
    }

    /// Makes a search among units in any order.
    init(
        _ units: [SelectionRule.Ties], rule: SelectionRule, lastEpoch: Int, attainableRows: Int,
        isExhaustive: Bool = false, curves: [String: LearningCurve] = [:], settled: Set<Outcome>
    ) {
        self.rule = rule
        self.lastEpoch = lastEpoch
        self.attainableRows = attainableRows
        self.isExhaustive = isExhaustive
        members = units.sorted { $0.isPreferred(to: $1) }.map { Member(id: $0.unitHash) }
        places = Dictionary(members.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
        for index in members.indices {
            let curve = curves[members[index].id]
            // One that is to be tried again has not failed yet.
            let end = curve?.outcome.flatMap { settled.contains($0) ? $0 == .succeeded : nil }
            note(index, curve?.epochs ?? [], succeeded: end)
        }
    }

    mutating func arrived(_ id: String, epochs: [EpochRecord], succeeded: Bool?) {
        guard let index = places[id] else { return }
        note(index, epochs, succeeded: succeeded)
    }

    private mutating func note(_ index: Int, _ epochs: [EpochRecord], succeeded: Bool?) {
        members[index].state = succeeded.map { $0 ? .succeeded : .failed } ?? .idle
        members[index].epochs = min(epochs.count, lastEpoch)
        members[index].best = epochs.count < min(rule.window, lastEpoch) ? nil : rule.bestEpoch(epochs)
        // Of one that came to the end: as it was seen before its last epoch.
        members[index].possible = rule.bestPossible(
            epochs.prefix(max(0, lastEpoch - 1)), of: lastEpoch, attainableRows: attainableRows)
    }

    mutating func advance() -> [SearchAction] {
        var actions: [SearchAction] = []
        /// The best of those that came to the end, and the best of those that are on their way there too.
        var leader: SelectionRule.BestEpoch?
        var promised: SelectionRule.BestEpoch?
        var chosen: Set<String> = []
        var isOpen = false
        for index in members.indices {
            let member = members[index]
            let isBeaten = !isExhaustive && member.isBeaten(by: leader)
            switch member.state {
            case .failed, .leftOut: continue
            case .succeeded:
                guard !isBeaten else { continue }
                chosen.insert(member.id)
                leader = Self.better(leader, member.best)
                promised = Self.better(promised, member.best)
            case .idle, .asked:
                if isBeaten {
                    actions.append(.leaveOut(unit: member.id))
                    members[index].state = .leftOut
                    continue
                }
                isOpen = true
                if !isExhaustive, member.isBeaten(by: promised) {
                    if member.state == .asked { actions.append(.hold(unit: member.id)) }
                    members[index].state = .idle
                    continue
                }
                if member.state == .idle {
                    actions.append(.train(unit: member.id, toEpoch: pause(after: member.epochs)))
                    members[index].state = .asked
                }
                promised = Self.better(promised, member.best)
            }
        }
        candidates = isOpen ? nil : chosen
        return actions
    }

    /// Of two the better one, the first of equal ones.
    private static func better(
        _ first: SelectionRule.BestEpoch?, _ second: SelectionRule.BestEpoch?
    ) -> SelectionRule.BestEpoch? {
        guard let first else { return second }
        guard let second else { return first }
        return second.isBetter(than: first) ? second : first
    }

    /// The epoch at which a unit is looked at next: after each window, and each epoch once no whole window is to come.
    private func pause(after epochs: Int) -> Int {
        let open = lastEpoch - rule.window
        guard epochs < open else { return min(epochs + 1, lastEpoch) }
        return min((epochs / rule.window + 1) * rule.window, open)
    }

    /// All go to the end, but for those that wait for one that may make them needless.
    func expectedEpoch(of unit: String) -> Double {
        guard let index = places[unit] else { return 0 }
        switch members[index].state {
        case .idle, .leftOut: return Double(members[index].epochs)
        case .asked, .succeeded, .failed: return Double(lastEpoch)
        }
    }
}

/// How many validation rows of the groups of a study can be classified rightly.
///
/// Rows with the same features get the same class whatever the network, so of those with different classes the most frequent one is the
/// best that can be had.
struct AttainableRows {
    private struct Key: Hashable {
        let task: TaskName
        let split: String
        let variant: DataVariant
    }

    private var counts: [Key: Int] = [:]

    /// Counts them for groups that have their rows and are selected by accuracy.
    init(_ groups: [UnitGroup]) {
        for group in groups {
            guard let key = Self.key(group), counts[key] == nil, let rows = group.rows,
                case .classes(let classes, _) = rows.task.targets
            else { continue }
            let features = rows.task.features(for: rows.split, variant: key.variant)
            var classesOfRow: [[UInt32]: [Int32: Int]] = [:]
            for row in rows.split.validation {
                classesOfRow[features.row(row).map(\.bitPattern), default: [:]][Int32(classes[row]), default: 0] += 1
            }
            counts[key] = classesOfRow.values.reduce(0) { $0 + ($1.values.max() ?? 0) }
        }
    }

    /// How many there are in a group: all, where nothing else is known.
    subscript(group: UnitGroup) -> Int {
        Self.key(group).flatMap { counts[$0] } ?? group.units.first?.record.split.validationRows ?? 0
    }

    private static func key(_ group: UnitGroup) -> Key? {
        guard let unit = group.units.first, unit.trainingProtocol.selection.metric == .accuracy else { return nil }
        return Key(task: group.task, split: unit.record.split.digest, variant: unit.trainingProtocol.data)
    }
}

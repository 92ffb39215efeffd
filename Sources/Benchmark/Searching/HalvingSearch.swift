import ResultStore

/// Successive halving over epochs, group by group.
///
/// A unit that survives is trained on from where it paused, with the same seeds: its bits are those of the full search.
final class HalvingSearch: SearchDriver {
    private let groups: [HalvingGroup]
    private let groupOfUnit: [String: Int]
    private var items: [String: WorkItem] = [:]

    /// Makes a search of groups in the order in which they are to be begun.
    ///
    /// - Parameters:
    ///   - groups: the groups of a study.
    ///   - plan: the pauses.
    ///   - curves: what is stored of the units' learning curves, those cut short included.
    init(_ groups: [UnitGroup], plan: HalvingPlan, curves: [String: LearningCurve]) {
        self.groups = groups.map { HalvingGroup($0, plan: plan, curves: curves) }
        var groupOfUnit: [String: Int] = [:]
        for (index, group) in groups.enumerated() {
            for unit in group.units { groupOfUnit[unit.id] = index }
        }
        self.groupOfUnit = groupOfUnit
    }

    func start() -> [WorkItem] {
        groups.flatMap { group in
            group.advance().wanted.map { wanted in
                let item = WorkItem(unit: wanted.unit, epoch: wanted.epoch)
                items[wanted.unit.id] = item
                return item
            }
        }
    }

    func arrived(_ item: WorkItem, _ outcome: UnitOutcome, hasEnded: Bool) -> SearchDecision {
        guard let index = groupOfUnit[item.unit.id] else { return SearchDecision() }
        groups[index].arrived(
            item.unit.id, epochs: outcome.result.epochs.map(EpochRecord.init),
            hasFailed: hasEnded && outcome.result.ending != .finished)
        var decision = SearchDecision(isHeld: !hasEnded)
        if hasEnded { items[item.unit.id] = nil }
        let step = groups[index].advance()
        for wanted in step.wanted {
            let next = items[wanted.unit.id] ?? WorkItem(unit: wanted.unit, epoch: wanted.epoch)
            next.epoch = wanted.epoch
            items[wanted.unit.id] = next
            decision.next.append(next)
        }
        for id in step.leftOut {
            if let left = items.removeValue(forKey: id) { decision.leftOut.append(left) }
        }
        // What is decided at once was never held: it goes on, or its attempt ends here.
        if decision.next.contains(where: { $0 === item }) || decision.leftOut.contains(where: { $0 === item }) {
            decision.isHeld = false
        }
        return decision
    }

    var held: [WorkItem] { items.values.filter { $0.outcome != nil } }

    func candidates(of group: UnitGroup) -> Set<String>? {
        guard let id = group.units.first?.id, let index = groupOfUnit[id] else { return nil }
        return groups[index].finalists
    }
}

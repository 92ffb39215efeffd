/// The paper's search: every unit is trained to its last epoch.
final class FullSearch: SearchDriver {
    private let units: [Unit]
    private var unfinished: Set<String>

    /// Makes a search of units in the order in which they are to be begun.
    init(_ units: [Unit]) {
        self.units = units
        unfinished = Set(units.map(\.id))
    }

    func start() -> [WorkItem] {
        units.map { WorkItem(unit: $0, epoch: $0.trainingProtocol.epochs) }
    }

    func arrived(_ item: WorkItem, _ outcome: UnitOutcome, hasEnded: Bool) -> SearchDecision {
        unfinished.remove(item.unit.id)
        return SearchDecision()
    }

    var held: [WorkItem] { [] }

    func candidates(of group: UnitGroup) -> Set<String>? {
        let ids = Set(group.units.map(\.id))
        return ids.isDisjoint(with: unfinished) ? ids : nil
    }
}

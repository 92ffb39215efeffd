import Evaluation
import ResultStore

/// How the configurations of a grid are searched.
public enum Search: Sendable, Hashable {
    /// Each is trained to the last epoch, as in the paper.
    case full
    /// Each is trained until it cannot be selected any more: the selections are those of the full search.
    case exact
    /// All are trained for some epochs, the better ones on, and so again.
    case halving(HalvingPlan)

    /// The search that the name of a grid tells of.
    init(_ suffix: SearchSuffix) {
        switch suffix {
        case .exact: self = .exact
        case .halving: self = .halving(.standard)
        }
    }

    /// The name under which selections among a grid's configurations are stored.
    public func selectionName(grid: String) -> String {
        switch self {
        case .full: grid
        case .exact: grid + SearchSuffix.exact.rawValue
        case .halving(.standard): grid + SearchSuffix.halving.rawValue
        // Other pauses are another search, which keeps others.
        case .halving(let plan): "\(grid)@\(plan.json.digest.prefix(8))\(SearchSuffix.halving.rawValue)"
        }
    }
}

/// What decides which units are trained, and to which epoch: a pure value, told what happened, that says what is to do.
///
/// It knows units by their ids and what was measured on them; threads, memory and the store are the runner's.
protocol SearchPolicy: Sendable {
    /// Takes note of an event and says what follows.
    mutating func handle(_ event: SearchEvent) -> [SearchAction]

    /// The ids of the units that may be selected, of a group whose search is through; nil while it is not.
    ///
    /// - Parameter index: the place of the group in the study.
    func candidates(ofGroup index: Int) -> Set<String>?

    /// The epoch that a unit, which still goes on, will be trained to by the mean of what may come; for predictions.
    func expectedEpoch(of unit: String) -> Double

    /// What the search is called in messages.
    var name: String { get }
}

/// What a search is told.
enum SearchEvent: Sendable {
    /// The run begins.
    case began
    /// A unit was trained to the epoch that was asked for, and may be trained on.
    case paused(unit: String, epochs: [EpochRecord])
    /// A unit ended: it was trained to its last epoch, or it diverged or was given up.
    case ended(unit: String, epochs: [EpochRecord], succeeded: Bool)
}

/// What a search wants done.
enum SearchAction: Sendable, Equatable {
    /// Train a unit to an epoch; those first named are begun first.
    case train(unit: String, toEpoch: Int)
    /// Do not begin a unit that waits, until it is asked for again.
    case hold(unit: String)
    /// Leave a unit as it is: if it was begun its attempt ends, else it never begins.
    case leaveOut(unit: String)
}

/// A search that decides group by group.
struct GroupedSearch<Group: GroupSearch>: SearchPolicy {
    /// The groups in the study's order.
    private var groups: [Group]
    /// The places of the groups in the order in which they are to be begun.
    private let order: [Int]
    private let groupOfUnit: [String: Int]

    /// Makes a search.
    ///
    /// - Parameters:
    ///   - groups: the groups of a study.
    ///   - order: their places in the order in which they are to be begun.
    ///   - search: makes the search of a group.
    init(_ groups: [UnitGroup], order: [Int], search: (UnitGroup) -> Group) {
        self.groups = groups.map(search)
        self.order = order
        var groupOfUnit: [String: Int] = [:]
        for (index, group) in groups.enumerated() {
            for unit in group.units { groupOfUnit[unit.id] = index }
        }
        self.groupOfUnit = groupOfUnit
    }

    var name: String { Group.name }

    mutating func handle(_ event: SearchEvent) -> [SearchAction] {
        switch event {
        case .began: return order.flatMap { groups[$0].advance() }
        case .paused(let unit, let epochs):
            guard let index = groupOfUnit[unit] else { return [] }
            groups[index].arrived(unit, epochs: epochs, succeeded: nil)
            return groups[index].advance()
        case .ended(let unit, let epochs, let succeeded):
            guard let index = groupOfUnit[unit] else { return [] }
            groups[index].arrived(unit, epochs: epochs, succeeded: succeeded)
            return groups[index].advance()
        }
    }

    func candidates(ofGroup index: Int) -> Set<String>? { groups[index].candidates }

    func expectedEpoch(of unit: String) -> Double {
        groupOfUnit[unit].map { groups[$0].expectedEpoch(of: unit) } ?? 0
    }
}

/// The state of a search within one group.
protocol GroupSearch: Sendable {
    /// What the search is called in messages.
    static var name: String { get }

    /// Takes note of a unit's curve.
    ///
    /// - Parameter succeeded: whether it succeeded; nil where it may be trained on.
    mutating func arrived(_ id: String, epochs: [EpochRecord], succeeded: Bool?)

    /// Goes on as far as the curves allow, and says what is wanted next.
    mutating func advance() -> [SearchAction]

    /// The ids among which selection chooses; nil while the search goes on.
    var candidates: Set<String>? { get }

    /// The epoch that a unit, which still goes on, will be trained to by the mean of what may come.
    func expectedEpoch(of unit: String) -> Double
}

/// The paper's search: every unit is trained to its last epoch.
struct FullSearch: SearchPolicy {
    private let units: [(id: String, epochs: Int)]
    private let lastEpochs: [String: Int]
    private let groups: [Set<String>]
    private var unfinished: Set<String>

    /// Makes a search.
    ///
    /// - Parameters:
    ///   - units: the units to train, in the order in which they are to be begun.
    ///   - groups: all groups of the study.
    init(_ units: [Unit], groups: [UnitGroup]) {
        self.units = units.map { ($0.id, $0.lastEpoch) }
        lastEpochs = Dictionary(self.units.map { ($0.id, $0.epochs) }, uniquingKeysWith: { first, _ in first })
        self.groups = groups.map { Set($0.units.map(\.id)) }
        unfinished = Set(units.map(\.id))
    }

    mutating func handle(_ event: SearchEvent) -> [SearchAction] {
        switch event {
        case .began: return units.map { .train(unit: $0.id, toEpoch: $0.epochs) }
        case .paused: return []
        case .ended(let unit, _, _):
            unfinished.remove(unit)
            return []
        }
    }

    func candidates(ofGroup index: Int) -> Set<String>? {
        groups[index].isDisjoint(with: unfinished) ? groups[index] : nil
    }

    func expectedEpoch(of unit: String) -> Double { Double(lastEpochs[unit] ?? 0) }

    var name: String { "the full search" }
}

import ResultStore

/// How the configurations of a grid are searched.
public enum Search: Sendable, Hashable {
    /// Each is trained to the last epoch, as in the paper.
    case full
    /// All are trained for some epochs, the better ones on, and so again.
    case halving(HalvingPlan)

    /// The name under which selections among a grid's configurations are stored.
    public func selectionName(grid: String) -> String {
        switch self {
        case .full: grid
        case .halving: grid + "+halving"
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
    /// End the attempt of a unit that paused: it does not go on.
    case leaveOut(unit: String)
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
}

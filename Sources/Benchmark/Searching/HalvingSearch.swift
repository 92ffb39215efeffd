import Evaluation
import ResultStore

/// Successive halving over epochs within one group: who is in, and how far everybody is.
///
/// A unit that survives is trained on from where it paused, with the same seeds: its bits are those of the full search.
struct HalvingSearch: GroupSearch {
    static var name: String { "successive halving" }

    private let ids: [String]
    private let plan: HalvingPlan
    private let rule: SelectionRule
    private let lastEpoch: Int
    private var epochs: [String: [EpochRecord]] = [:]
    private var failed: Set<String> = []
    /// The indices of the units that are still in, in the grid's order.
    private var remaining: [Int]
    /// Those that were left out, the best last.
    private var reserve: [Int] = []
    private var pause = 0
    private var pending: Set<String> = []
    /// The ids among which selection chooses; nil while the search goes on.
    private(set) var candidates: Set<String>?

    /// Makes a search.
    ///
    /// - Parameters:
    ///   - group: a group of a study.
    ///   - plan: the pauses.
    ///   - curves: what is stored of the units' learning curves, those cut short included.
    ///   - settled: the outcomes after which a unit is left alone.
    init(_ group: UnitGroup, plan: HalvingPlan, curves: [String: LearningCurve], settled: Set<Outcome>) {
        ids = group.units.map(\.id)
        lastEpoch = group.units.first?.lastEpoch ?? 0
        // Where there is nothing to train on from, there is no pause.
        self.plan = lastEpoch > 1 ? plan : HalvingPlan(pauses: [])
        rule = group.units.first?.trainingProtocol.selection ?? .paper
        remaining = Array(ids.indices)
        for id in ids {
            guard let curve = curves[id] else { continue }
            epochs[id] = curve.epochs
            // One that is to be tried again has not failed yet.
            if let outcome = curve.outcome, outcome != .succeeded, settled.contains(outcome) { failed.insert(id) }
        }
    }

    /// The epoch of the next decision.
    private var target: Int { pause < plan.pauses.count ? plan.epoch(ofPause: pause, of: lastEpoch) : lastEpoch }

    /// The epoch that a unit that is still in comes to by the mean of what may follow: fewer go on at each pause.
    func expectedEpoch(of unit: String) -> Double {
        let count = max(1, remaining.count { !failed.contains(ids[$0]) })
        var expected = Double(target)
        for index in pause..<max(pause, plan.pauses.count) {
            let next = index + 1 < plan.pauses.count ? plan.epoch(ofPause: index + 1, of: lastEpoch) : lastEpoch
            let kept = min(count, plan.kept(afterPause: index, of: ids.count))
            expected += Double(max(0, next - plan.epoch(ofPause: index, of: lastEpoch))) * Double(kept) / Double(count)
        }
        return expected
    }

    mutating func arrived(_ id: String, epochs: [EpochRecord], succeeded: Bool?) {
        pending.remove(id)
        self.epochs[id] = epochs
        if succeeded == false { failed.insert(id) }
    }

    mutating func advance() -> [SearchAction] {
        var leftOut: [String] = []
        var wanted: [SearchAction] = []
        while pending.isEmpty, candidates == nil {
            let target = target
            let short = remaining.map { ids[$0] }.filter { id in
                !failed.contains(id) && epochs[id, default: []].count < target
            }
            guard short.isEmpty else {
                wanted = short.map { .train(unit: $0, toEpoch: target) }
                pending = Set(short)
                break
            }
            decide(at: target, leftOut: &leftOut)
        }
        return leftOut.map { .leaveOut(unit: $0) } + wanted
    }

    /// Everybody who is in has reached the target or has failed.
    private mutating func decide(at target: Int, leftOut: inout [String]) {
        let sound = remaining.filter { !failed.contains(ids[$0]) }
        if sound.isEmpty, let next = reserve.popLast() {
            // All that were kept failed: the best of those left out gets its chance.
            remaining = [next]
            leftOut.removeAll { $0 == ids[next] }
            return
        }
        guard pause < plan.pauses.count, !sound.isEmpty else {
            candidates = Set(sound.map { ids[$0] })
            return
        }
        let ranked = sound.sorted { isBetter($0, $1, at: target) }
        let count = plan.kept(afterPause: pause, of: ids.count)
        let left = Array(ranked.dropFirst(count))
        remaining = ranked.prefix(count).sorted()
        leftOut += left.map { ids[$0] }
        reserve += left.reversed()
        pause += 1
    }

    /// The better validation metric up to an epoch, then the lower validation loss, then the rule's ties.
    private func isBetter(_ first: Int, _ second: Int, at epoch: Int) -> Bool {
        let mine = Array(epochs[ids[first], default: []].prefix(epoch))
        let theirs = Array(epochs[ids[second], default: []].prefix(epoch))
        guard let best = rule.bestEpoch(mine), let other = rule.bestEpoch(theirs) else {
            return rule.bestEpoch(theirs) == nil && rule.bestEpoch(mine) != nil
        }
        if best.isBetter(than: other) { return true }
        if other.isBetter(than: best) { return false }
        let losses = (mine.last?.validationLoss ?? .infinity, theirs.last?.validationLoss ?? .infinity)
        return losses.0 != losses.1 ? losses.0 < losses.1 : first < second
    }
}

/// The pauses of successive halving: after which share of the epochs which share of the configurations goes on.
///
/// Source: Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter optimization",
/// with epochs as the resource. Shares were chosen on stored curves of the sample suite; docs/running.md has the figures.
public struct HalvingPlan: Sendable, Hashable {
    /// One pause.
    public struct Pause: Sendable, Hashable {
        /// The share of the epochs after which it is, above 0 and below 1.
        public var epochShare: Double
        /// The share of all configurations that goes on, above 0 up to 1.
        public var keptShare: Double

        /// Makes a pause.
        public init(epochShare: Double, keptShare: Double) {
            self.epochShare = epochShare
            self.keptShare = keptShare
        }
    }

    /// The pauses, in order.
    public var pauses: [Pause]

    /// Makes a plan.
    public init(pauses: [Pause]) {
        self.pauses = pauses
    }

    /// The plan of `--search halving`.
    public static let standard = HalvingPlan(pauses: [
        Pause(epochShare: 0.1, keptShare: 0.34), Pause(epochShare: 0.3, keptShare: 0.12),
    ])

    /// The epoch of a pause, at least 1 and below the last.
    func epoch(ofPause index: Int, of epochs: Int) -> Int {
        min(max(1, Int((pauses[index].epochShare * Double(epochs)).rounded())), max(1, epochs - 1))
    }

    /// How many of some configurations go on after a pause, at least 1.
    func kept(afterPause index: Int, of count: Int) -> Int {
        min(count, max(1, Int((pauses[index].keptShare * Double(count)).rounded(.up))))
    }
}

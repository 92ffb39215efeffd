import Evaluation
import ResultStore

/// The state of successive halving within one group: who is in, and how far everybody is.
final class HalvingGroup {
    /// What a group wants next.
    struct Step {
        /// Units to train, each to some epoch.
        var wanted: [(unit: Unit, epoch: Int)] = []
        /// The ids of units that don't go on.
        var leftOut: [String] = []
    }

    private let units: [Unit]
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
    private(set) var finalists: Set<String>?

    init(_ group: UnitGroup, plan: HalvingPlan, curves: [String: LearningCurve]) {
        units = group.units
        self.plan = plan
        rule = group.units.first?.trainingProtocol.selection ?? .paper
        lastEpoch = group.units.first?.trainingProtocol.epochs ?? 0
        remaining = Array(group.units.indices)
        for unit in group.units {
            guard let curve = curves[unit.id] else { continue }
            epochs[unit.id] = curve.epochs
            switch curve.outcome {
            case .diverged, .failed, .timedOut, .outOfMemory: failed.insert(unit.id)
            case .succeeded, .interrupted, .running, nil: break
            }
        }
    }

    /// Takes note of a unit's curve.
    func arrived(_ id: String, epochs: [EpochRecord], hasFailed: Bool) {
        pending.remove(id)
        self.epochs[id] = epochs
        if hasFailed { failed.insert(id) }
    }

    /// Goes on as far as the curves allow, and says what is wanted next.
    func advance() -> Step {
        var step = Step()
        while pending.isEmpty, finalists == nil {
            let target = pause < plan.pauses.count ? plan.epoch(ofPause: pause, of: lastEpoch) : lastEpoch
            let short = remaining.filter { index in
                let id = units[index].id
                return !failed.contains(id) && epochs[id, default: []].count < target
            }
            guard short.isEmpty else {
                step.wanted = short.map { (units[$0], target) }
                pending = Set(short.map { units[$0].id })
                break
            }
            decide(at: target, into: &step)
        }
        return step
    }

    /// Everybody who is in has reached the target or has failed.
    private func decide(at target: Int, into step: inout Step) {
        let sound = remaining.filter { !failed.contains(units[$0].id) }
        if sound.isEmpty, let next = reserve.popLast() {
            // All that were kept failed: the best of those left out gets its chance.
            remaining = [next]
            step.leftOut.removeAll { $0 == units[next].id }
            return
        }
        guard pause < plan.pauses.count, !sound.isEmpty else {
            finalists = Set(sound.map { units[$0].id })
            return
        }
        let ranked = sound.sorted { isBetter($0, $1, at: target) }
        let count = plan.kept(afterPause: pause, of: units.count)
        let left = Array(ranked.dropFirst(count))
        remaining = ranked.prefix(count).sorted()
        step.leftOut += left.map { units[$0].id }
        reserve += left.reversed()
        pause += 1
    }

    /// The better validation metric up to an epoch, then the lower validation loss, then the rule's ties.
    private func isBetter(_ first: Int, _ second: Int, at epoch: Int) -> Bool {
        let mine = Array(epochs[units[first].id, default: []].prefix(epoch))
        let theirs = Array(epochs[units[second].id, default: []].prefix(epoch))
        guard let best = rule.bestEpoch(mine), let other = rule.bestEpoch(theirs) else {
            return rule.bestEpoch(theirs) == nil && rule.bestEpoch(mine) != nil
        }
        if best.isBetter(than: other) { return true }
        if other.isBetter(than: best) { return false }
        let losses = (mine.last?.validationLoss ?? .infinity, theirs.last?.validationLoss ?? .infinity)
        return losses.0 != losses.1 ? losses.0 < losses.1 : first < second
    }
}

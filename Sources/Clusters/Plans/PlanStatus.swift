import Foundation
import ResultStore

/// How far a plan is, from its files alone: no scheduler is asked, and none need know it.
public struct PlanStatus: Sendable {
    /// Where a bundle is.
    public enum State: String, Sendable, CaseIterable {
        /// All its units have ended.
        case done
        /// A log has no ending and grew lately.
        case running
        /// A worker was asked to stop, or its time was used up, or it could not go on.
        case interrupted
        /// A log has no ending and has not grown for long: its worker was ended without a word.
        case lost
        /// No worker has begun.
        case missing
    }

    /// A bundle.
    public struct Shard: Sendable {
        /// Its number.
        public let number: Int
        /// Where it is.
        public let state: State
        /// Its units.
        public let units: Int
        /// Its units that have ended.
        public let settled: Int
        /// Whether a new worker would have something to do.
        public var isOpen: Bool { state != .done && state != .running }
    }

    /// The bundles, in their order.
    public let shards: [Shard]
    /// How often units ended how, those that go on left out.
    public let outcomes: [Outcome: Int]
    /// The predicted seconds on one core of what is left.
    public let secondsLeft: Double
    /// How many times as long as predicted the units took that are done; nil before there is one.
    public let pace: Double?
    /// The logs with a line that is no attempt, each with the number of the first one: they cannot be merged.
    public let damagedLogs: [String]

    /// All units.
    public var units: Int { shards.reduce(0) { $0 + $1.units } }
    /// The units that have ended.
    public var settled: Int { shards.reduce(0) { $0 + $1.settled } }

    /// The number of bundles in a state.
    public func count(_ state: State) -> Int { shards.count { $0.state == state } }

    /// The bundles that somebody has to begin, as a scheduler takes them: `3,7-9`.
    public var openShards: String { Self.listed(shards.filter(\.isOpen).map(\.number)) }

    /// Reads the logs of a plan.
    ///
    /// - Parameters:
    ///   - folder: its folder.
    ///   - now: the time that ages are counted from.
    /// - Throws: `PlanError`, for a log of another plan too.
    public init(_ folder: PlanFolder, now: Date = Date()) throws(PlanError) {
        let plan = try folder.plan()
        let read = Array(plan.bundles.indices).concurrentMap { number in
            Result { () throws(PlanError) in try Part(folder, plan, number, now) }
        }
        var parts: [Part] = []
        for part in read { parts.append(try part.get()) }
        shards = parts.map(\.shard)
        damagedLogs = parts.flatMap(\.damagedLogs)
        outcomes = parts.reduce(into: [:]) { all, part in all.merge(part.outcomes, uniquingKeysWith: +) }
        let predicted = parts.reduce(0) { $0 + $1.predicted }
        let spent = parts.reduce(0) { $0 + $1.spent }
        pace = predicted > 0 && spent > 0 ? spent / predicted : nil
        secondsLeft = parts.reduce(0) { $0 + $1.left } * (pace ?? 1)
    }

    /// What the logs of a bundle say.
    private struct Part {
        let shard: Shard
        var outcomes: [Outcome: Int] = [:]
        var damagedLogs: [String] = []
        /// The predicted seconds of what is left, and of what has ended.
        let left: Double
        let predicted: Double
        /// The seconds that took what has ended.
        let spent: Double

        init(_ folder: PlanFolder, _ plan: Plan, _ number: Int, _ now: Date) throws(PlanError) {
            let bundle = plan.bundles[number]
            var ended: [String: (outcome: Outcome, seconds: Double)] = [:]
            var state = State.missing
            for path in try folder.logs(ofShard: number) {
                let reader = try ShardLogReader(path)
                guard try reader.head(of: plan, shard: number) != nil else { continue }
                let (ending, damagedLine) = reader.forEachEnding { unit, outcome, seconds in
                    if ended[unit]?.outcome != .succeeded { ended[unit] = (outcome, seconds) }
                }
                if let damagedLine { damagedLogs.append("\(path), line \(damagedLine)") }
                let own: State
                switch ending {
                case .finished: own = .done
                case .interrupted, .budget, .failed: own = .interrupted
                case nil:
                    // A long unit writes nothing until it has ended.
                    let silence = max(900, 3 * bundle.longestUnit)
                    own = PlanStatus.age(in: folder.shard(number), path, now) < silence ? .running : .lost
                }
                state = PlanStatus.first(state, own)
            }
            let settled = ended.values.filter { $0.outcome != .interrupted }
            // Where a search leaves units out, they end as interrupted; the worker's own ending tells that all is decided.
            let isDone = settled.count == bundle.units || (state == .done && plan.study.search != .full)
            if !isDone, state == .done { state = .interrupted }
            for entry in settled { outcomes[entry.outcome, default: 0] += 1 }
            let share = Double(settled.count) / Double(max(1, bundle.units))
            left = isDone ? 0 : bundle.seconds * (1 - share)
            spent = settled.reduce(0) { $0 + $1.seconds }
            predicted = bundle.seconds * share
            shard = Shard(
                number: number, state: isDone ? .done : state, units: bundle.units,
                settled: isDone ? bundle.units : settled.count)
        }
    }

    /// The state that counts of two logs' of one bundle.
    private static func first(_ left: State, _ right: State) -> State {
        let order: [State] = [.done, .running, .interrupted, .lost, .missing]
        return order.first { $0 == left || $0 == right } ?? .missing
    }

    /// The seconds since a log or a checkpoint beside it changed.
    private static func age(in folder: String, _ log: String, _ now: Date) -> Double {
        let stem = (log as NSString).deletingPathExtension
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let files = names.map { folder + "/" + $0 }.filter { !$0.hasSuffix(".log") || $0.hasPrefix(stem) }
        let times = files.compactMap { path in
            (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
        }
        return times.max().map { now.timeIntervalSince($0) } ?? .infinity
    }

    /// Numbers as a scheduler takes them, as `3,7-9`.
    public static func listed(_ numbers: [Int]) -> String {
        var ranges: [ClosedRange<Int>] = []
        for number in numbers {
            if let last = ranges.last, last.upperBound + 1 == number {
                ranges[ranges.count - 1] = last.lowerBound...number
            } else {
                ranges.append(number...number)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }
            .joined(separator: ",")
    }
}

import Formats
import Foundation
import ResultStore

/// How far the units of a results file are, read from the file alone.
public struct RunStatus: Sendable {
    /// The units that ended in one way for one reason.
    public struct OutcomeCount: Sendable, Hashable {
        /// The outcome; `left_out` for units that a search selected without, `missing` for others that were never tried.
        public let name: String
        /// Why, where that needs words, without what differs from unit to unit.
        public let reason: String
        /// The number of units.
        public let units: Int
    }

    /// The time that a task's finished units took together.
    public struct TaskTime: Sendable, Hashable {
        /// The task's name.
        public let task: String
        /// Its finished units.
        public let units: Int
        /// Their seconds.
        public let seconds: Double
    }

    /// The number of units.
    public let total: Int
    /// The units by outcome and reason, the usual ones first.
    public let outcomes: [OutcomeCount]
    /// What is being trained or waits for the decision of a search, as task and method, equal ones counted.
    public let running: [String]
    /// The units that were finished a second, lately; nil where none was within an hour.
    public let rate: Double?
    /// The finished units that the rate is taken from.
    public let recentUnits: Int
    /// The predicted seconds that are left at that pace; nil where nothing is or no pace is known.
    public let secondsLeft: Double?
    /// The tasks, the one that took the longest first.
    public let slowestTasks: [TaskTime]

    /// Why units are open that a killed run left.
    private static let abandoned = "left by a run that ended without a word"
    /// The finished units that a pace is taken from at most.
    private static let recentLimit = 200

    /// Looks at units.
    ///
    /// - Parameters:
    ///   - states: the units.
    ///   - now: the time; what was finished more than an hour before says nothing about the pace.
    ///   - isGoingOn: whether a run writes the file; without one nothing is predicted, and units that stand as running were
    ///     left by one that was killed.
    public init(_ states: [UnitState], now: Date, isGoingOn: Bool = true) {
        total = states.count
        var counts: [[String]: Int] = [:]
        for state in states {
            // What stands as running is so only while somebody writes: the next run records it as interrupted.
            let isAbandoned = state.outcome == .running && !isGoingOn
            let outcome = isAbandoned ? .interrupted : state.outcome
            let name = state.isLeftOut ? "left_out" : outcome?.rawValue ?? "missing"
            counts[[name, isAbandoned ? Self.abandoned : Self.reason(state)], default: 0] += 1
        }
        let order =
            ["succeeded"] + Outcome.allCases.map(\.rawValue).filter { $0 != "succeeded" } + ["left_out", "missing"]
        outcomes = counts.map { OutcomeCount(name: $0.key[0], reason: $0.key[1], units: $0.value) }
            .sorted {
                let places = (order.firstIndex(of: $0.name) ?? 0, order.firstIndex(of: $1.name) ?? 0)
                return places.0 != places.1 ? places.0 < places.1 : ($1.units, $0.reason) < ($0.units, $1.reason)
            }
        running = Dictionary(grouping: states.filter { $0.outcome == .running && isGoingOn }) {
            "\($0.task) \($0.method)"
        }
        .map { $0.value.count == 1 ? $0.key : "\($0.value.count) of \($0.key)" }.sorted()
        let finished = states.filter { $0.outcome.map(Outcome.finished.contains) ?? false }
        slowestTasks = Dictionary(grouping: finished, by: \.task).map { task, units in
            TaskTime(task: task, units: units.count, seconds: units.reduce(0) { $0 + ($1.seconds ?? 0) })
        }
        .sorted { ($1.seconds, $0.task) < ($0.seconds, $1.task) }

        let recent = Self.recent(finished, now: now)
        recentUnits = recent.count
        guard let first = recent.last?.date, recent.count > 1 else {
            (rate, secondsLeft) = (nil, nil)
            return
        }
        let span = max(1e-3, now.timeIntervalSince(first))
        rate = Double(recent.count) / span
        let open = states.filter(Self.isOpen)
        guard isGoingOn, !open.isEmpty else {
            secondsLeft = nil
            return
        }
        var workloads = StoredWorkloads()
        func training(_ state: UnitState) -> TimeEstimator.Training? {
            workloads.workload(state).map {
                TimeEstimator.Training(method: state.method, effort: $0.effort)
            }
        }
        // What another machine took says nothing about this one.
        let host = recent[0].state.host
        let observations = finished.filter { $0.host == host }
            .sorted { ($0.finishedAt ?? .distantPast) < ($1.finishedAt ?? .distantPast) }
            .compactMap { state in
                training(state).map {
                    TimeEstimator.Observation($0, seconds: state.seconds ?? 0, isWhole: state.outcome == .succeeded)
                }
            }
        let trainings = open.compactMap { state -> TimeEstimator.Training? in
            guard var training = training(state) else { return nil }
            if state.outcome == .running, let start = state.startedAt {
                training.spent = max(1e-9, now.timeIntervalSince(start))
            }
            return training
        }
        secondsLeft = TimeEstimator(observations, open: trainings).secondsLeft(
            trainings, busyCores: Self.busyCores(recent, open, since: first, now: now))
    }

    /// Whether a run that goes on will train a unit; one that a search left out is left alone by the same search.
    private static func isOpen(_ state: UnitState) -> Bool {
        switch state.outcome {
        case nil, .running, .interrupted: !state.isLeftOut
        default: false
        }
    }

    /// The units that were trained at the same time, on the mean, since the oldest of the recent ones was finished.
    private static func busyCores(
        _ recent: [(state: UnitState, date: Date)], _ open: [UnitState], since first: Date, now: Date
    ) -> Double {
        let span = max(1e-3, now.timeIntervalSince(first))
        let begun = open.filter { $0.outcome == .running }.compactMap(\.startedAt)
        // The oldest one, which lies before the time that is looked at, stands for what is unseen of those in work.
        guard !begun.isEmpty else { return recent.reduce(0) { $0 + ($1.state.seconds ?? 0) } / span }
        let ended = recent.dropLast().reduce(0) {
            $0 + min($1.state.seconds ?? 0, max(0, $1.date.timeIntervalSince(first)))
        }
        return (ended + begun.reduce(0) { $0 + min(span, max(0, now.timeIntervalSince($1))) }) / span
    }

    /// The units that were finished last, the latest first.
    private static func recent(_ finished: [UnitState], now: Date) -> [(state: UnitState, date: Date)] {
        let latest = finished.sorted { ($0.finishedAt ?? .distantPast) > ($1.finishedAt ?? .distantPast) }
            .prefix(recentLimit)
        return latest.compactMap { state in
            guard let date = state.finishedAt, now.timeIntervalSince(date) < 3600 else {
                return nil
            }
            return (state, date)
        }
    }

    /// Why a unit ended as it did, so that units that ended for the same reason are counted together.
    private static func reason(_ state: UnitState) -> String {
        guard let message = state.message, state.outcome != .succeeded else { return "" }
        return AttemptRecord.reason(message)
    }
}

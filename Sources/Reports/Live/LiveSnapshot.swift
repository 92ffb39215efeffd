import Evaluation
import Foundation
import ResultStore

/// How far the units of a store are, at one moment: what a live view shows.
public struct LiveSnapshot: Equatable, Sendable {
    /// How the units of a method stand.
    public struct MethodProgress: Equatable, Sendable {
        /// The method's name as the paper prints it.
        public let title: String
        /// The number of units.
        public let units: Int
        /// The number of units that need no further attempt.
        public let finished: Int
        /// The number of units that diverged.
        public let diverged: Int

        /// Makes a line.
        public init(title: String, units: Int, finished: Int, diverged: Int) {
            self.title = title
            self.units = units
            self.finished = finished
            self.diverged = diverged
        }
    }

    /// How the units of a task stand.
    public struct TaskProgress: Equatable, Sendable {
        /// The task's name.
        public let name: String
        /// The number of units.
        public let units: Int
        /// The number of units that need no further attempt.
        public let finished: Int

        /// Makes a line.
        public init(name: String, units: Int, finished: Int) {
            self.name = name
            self.units = units
            self.finished = finished
        }
    }

    /// A method's place so far.
    public struct Rank: Equatable, Sendable {
        /// The method's name as the paper prints it.
        public let title: String
        /// The average rank, 1 for the best.
        public let averageRank: Double

        /// Makes a place.
        public init(title: String, averageRank: Double) {
            self.title = title
            self.averageRank = averageRank
        }
    }

    /// The number of units by outcome, those never tried under `pending`, those that a search selected without under `left out`.
    public var counts: [(name: String, units: Int)]
    /// The methods.
    public var methods: [MethodProgress]
    /// The tasks.
    public var tasks: [TaskProgress]
    /// The units finished a second over the last two minutes; none where nothing was finished then.
    public var rate: Double?
    /// The seconds since the last attempt ended; none where there was none.
    public var secondsSinceLast: Double?
    /// The methods by their average rank so far, the best first.
    public var ranking: [Rank]
    /// The number of tasks that the ranking is over.
    public var rankedTasks: Int

    /// Makes a snapshot of parts.
    public init(
        counts: [(name: String, units: Int)], methods: [MethodProgress], tasks: [TaskProgress], rate: Double?,
        secondsSinceLast: Double?, ranking: [Rank], rankedTasks: Int
    ) {
        self.counts = counts
        self.methods = methods
        self.tasks = tasks
        self.rate = rate
        self.secondsSinceLast = secondsSinceLast
        self.ranking = ranking
        self.rankedTasks = rankedTasks
    }

    /// The number of units.
    public var total: Int { methods.reduce(0) { $0 + $1.units } }
    /// The number of units that need no further attempt.
    public var finished: Int { methods.reduce(0) { $0 + $1.finished } }
    /// The seconds that are left at the rate of the last minutes.
    public var secondsLeft: Double? { rate.map { Double(total - finished) / $0 } }

    /// Equal when all that is shown is.
    public static func == (left: LiveSnapshot, right: LiveSnapshot) -> Bool {
        left.counts.elementsEqual(right.counts, by: ==) && left.methods == right.methods && left.tasks == right.tasks
            && left.rate == right.rate && left.secondsSinceLast == right.secondsSinceLast
            && left.ranking == right.ranking && left.rankedTasks == right.rankedTasks
    }
}

extension LiveSnapshot {
    /// Reads a store, also while another process writes it.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - question: which results are ranked; units of cells that are not through count too.
    ///   - cache: what is known of stored curves already, kept from one moment to the next.
    ///   - now: the moment from which rates are reckoned.
    ///   - isGoingOn: whether a run writes the file; without one, units that stand as running were left by one that was killed,
    ///     and count as interrupted.
    /// - Throws: `ResultStoreError`.
    public init(
        _ store: ResultStore, question: ResultQuestion = ResultQuestion(), cache: CandidateCache = CandidateCache(),
        now: Date = Date(), isGoingOn: Bool = true
    ) throws {
        var byMethod: [String: MethodProgress] = [:]
        var byTask: [String: TaskProgress] = [:]
        var counts: [Outcome?: Int] = [:]
        var leftOut = 0
        for progress in try store.progressByMethod() {
            let units = progress.units.values.reduce(progress.leftOut, +)
            let finished = Outcome.finished.reduce(progress.leftOut) { $0 + (progress.units[$1] ?? 0) }
            leftOut += progress.leftOut
            let (name, task) = (progress.method, progress.task)
            let method =
                byMethod[name] ?? MethodProgress(title: MethodName.title(name), units: 0, finished: 0, diverged: 0)
            byMethod[name] = MethodProgress(
                title: method.title, units: method.units + units, finished: method.finished + finished,
                diverged: method.diverged + (progress.units[.diverged] ?? 0))
            let known = byTask[task] ?? TaskProgress(name: task, units: 0, finished: 0)
            byTask[task] = TaskProgress(name: task, units: known.units + units, finished: known.finished + finished)
            counts.merge(progress.units, uniquingKeysWith: +)
        }
        if !isGoingOn, let abandoned = counts.removeValue(forKey: .running) {
            counts[.interrupted, default: 0] += abandoned
        }
        // Those that were given up are shown as one.
        let failed = [Outcome.failed, .timedOut, .outOfMemory].reduce(0) { $0 + (counts[$1] ?? 0) }
        let named: [(name: String, units: Int)] = [
            ("succeeded", counts[.succeeded] ?? 0), ("diverged", counts[.diverged] ?? 0), ("failed", failed),
            ("left out", leftOut), ("interrupted", counts[.interrupted] ?? 0), ("running", counts[.running] ?? 0),
            ("pending", counts[Outcome?.none] ?? 0),
        ]
        let ranking = try Self.ranking(store, question, cache)
        let recent = try store.attemptSpan(
            endedSince: now.addingTimeInterval(-Self.window), outcomes: Outcome.finished)
        var rate: Double?
        if recent.attempts > 0, let start = recent.firstStart {
            // Units that began before the window count with the part that lies in it, roughly.
            rate = Double(recent.attempts) / min(Self.window, max(0.5, now.timeIntervalSince(start)))
        }
        self.init(
            counts: named.filter { $0.units > 0 || $0.name == "pending" },
            methods: MethodName.sorted(byMethod.keys).compactMap { byMethod[$0] },
            tasks: byTask.values.sorted { $0.name < $1.name }, rate: rate,
            secondsSinceLast: try store.attemptSpan().lastEnd.map { max(0, now.timeIntervalSince($0)) },
            ranking: ranking.ranks, rankedTasks: ranking.tasks)
    }

    /// The seconds that the rate is taken over.
    private static let window = 120.0

    /// The ranking of the units trained so far; empty where there is none or only one method.
    private static func ranking(
        _ store: ResultStore, _ question: ResultQuestion, _ cache: CandidateCache
    ) throws -> (ranks: [Rank], tasks: Int) {
        var question = question
        question.includesUnfinished = true
        do {
            let comparison = try Evaluation.Comparison(try Results(store, question, cache: cache))
            guard comparison.methodCount > 1 else { return ([], 0) }
            return (
                comparison.rows.map { Rank(title: MethodName.title($0.method), averageRank: $0.averageRank) },
                comparison.tasks.count
            )
        } catch is EvaluationError {
            return ([], 0)
        }
    }
}

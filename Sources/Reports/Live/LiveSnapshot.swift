import Foundation
import ResultStore
import Statistics

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

    /// The number of units by outcome, those never tried under `pending`.
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

import ResultStore
import Synchronization

/// How a run goes about its study; none of it changes a result.
public struct RunOptions: Sendable {
    /// The order in which units are begun.
    public enum Order: Sendable, CaseIterable {
        /// The longest first, so that no long one is left for the end.
        case longestFirst
        /// The shortest first.
        case shortestFirst
    }

    /// The units that are trained at the same time, at least 1.
    public var threads: Int
    /// The order in which units are begun.
    public var order: Order
    /// The bytes that networks may take together; one unit is always begun.
    public var memoryLimit: Double
    /// The seconds after which a unit is given up as timed out; nil for none.
    public var timeLimit: Double?
    /// The seconds after which the run stops cleanly; nil for none.
    public var budget: Double?
    /// Outcomes of units that are tried again, beside interrupted ones.
    public var retried: Set<Outcome>
    /// Whether finished units are trained again and compared with what is stored.
    public var isRerun: Bool
    /// How configurations are searched.
    public var search: Search

    /// Makes options.
    public init(
        threads: Int = 1, order: Order = .longestFirst, memoryLimit: Double = .infinity, timeLimit: Double? = nil,
        budget: Double? = nil, retried: Set<Outcome> = [], isRerun: Bool = false, search: Search = .full
    ) {
        self.threads = max(1, threads)
        self.order = order
        self.memoryLimit = memoryLimit
        self.timeLimit = timeLimit
        self.budget = budget
        self.retried = retried
        self.isRerun = isRerun
        self.search = search
    }

    /// The outcomes after which a unit is left alone.
    var settledOutcomes: Set<Outcome> {
        Set([.succeeded, .diverged, .failed, .timedOut, .outOfMemory]).subtracting(retried)
    }
}

/// A request to stop that any thread may make and every thread sees.
public final class StopFlag: Sendable {
    private let flag = Atomic<Bool>(false)

    /// Makes a flag that is not raised.
    public init() {}

    /// Whether somebody asked to stop.
    public var isRaised: Bool { flag.load(ordering: .relaxed) }

    /// Asks to stop.
    public func raise() { flag.store(true, ordering: .relaxed) }
}

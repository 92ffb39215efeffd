import ResultStore

/// What a run has done: the one account from which its progress and its summary are told.
struct Ledger {
    /// The units that were finished already.
    let finishedBefore: Int
    /// The units that were begun or wait for it.
    var planned = 0
    /// How often attempts ended how; those that wait for the next run are no end.
    private(set) var ended: [Outcome: Int] = [:]
    /// The units that a search left out.
    var leftOut = 0
    private var compared = 0
    /// The units of a rerun that do not promise the same bits.
    var incomparable = 0
    private var differing: [String] = []
    /// What was trained, and how long it took.
    private(set) var trainings: [TimeEstimator.Observation] = []
    /// The seconds of all trainings together, those not told of yet left out.
    private(set) var trainedSeconds = 0.0
    /// Whether the run was asked to stop.
    var wasInterrupted = false
    /// Whether it stopped because its time was used up.
    var isBudgetSpent = false
    /// The selections that were made or made anew.
    var selections = 0

    init(finishedBefore: Int) {
        self.finishedBefore = finishedBefore
    }

    /// Enters that an attempt ended for good.
    mutating func end(as outcome: Outcome) {
        ended[outcome, default: 0] += 1
    }

    /// Enters that a unit of a rerun was compared with what is stored.
    mutating func compare(_ unit: String, isEqual: Bool) {
        compared += 1
        if !isEqual { differing.append(unit) }
    }

    /// Enters a training, or a part of one.
    mutating func train(_ observation: TimeEstimator.Observation) {
        trainings.append(observation)
        trainedSeconds += observation.seconds
    }

    /// The units that this run brought to an end.
    var executed: Int { ended.values.reduce(0, +) }

    /// How far the run is.
    func progress(seconds: Double, secondsLeft: Double?) -> RunProgress {
        RunProgress(
            done: executed + leftOut, total: planned, diverged: ended[.diverged] ?? 0, seconds: seconds,
            secondsLeft: secondsLeft)
    }

    /// What the run did.
    var summary: RunSummary {
        RunSummary(
            finishedBefore: finishedBefore, executed: executed, diverged: ended[.diverged] ?? 0,
            timedOut: ended[.timedOut] ?? 0, outOfMemory: ended[.outOfMemory] ?? 0, failed: ended[.failed] ?? 0,
            unsupported: ended[.unsupported] ?? 0,
            leftOut: leftOut, compared: compared, differing: differing, incomparable: incomparable,
            wasInterrupted: wasInterrupted,
            isBudgetSpent: isBudgetSpent, selections: selections)
    }
}

/// How far a run is.
public struct RunProgress: Sendable {
    /// The units that are done, those of earlier runs not counted.
    public var done: Int
    /// The units that this run has to do.
    public var total: Int
    /// Of the units done, those whose loss was no longer finite.
    public var diverged: Int
    /// The seconds since the run began.
    public var seconds: Double
    /// The predicted seconds that are left; nil before anything is done.
    public var secondsLeft: Double?

    /// The units done a second.
    public var rate: Double { seconds > 0 ? Double(done) / seconds : 0 }
}

/// What a run did.
public struct RunSummary: Sendable {
    /// The units that were finished already.
    public let finishedBefore: Int
    /// The units that this run executed to an end.
    public let executed: Int
    /// Of those, the ones whose loss was no longer finite.
    public let diverged: Int
    /// Of those, the ones that took longer than allowed.
    public let timedOut: Int
    /// Of those, the ones that there was no memory for.
    public let outOfMemory: Int
    /// Of those, the ones whose learner gave up.
    public let failed: Int
    /// Of those, the ones that a program said it does not support; they are no failures.
    public let unsupported: Int
    /// The units that the search left out, most of them after some epochs.
    public let leftOut: Int
    /// Of a rerun, the units that had a result to compare with.
    public let compared: Int
    /// Of a rerun, the ids of the units whose result differs from a stored one.
    public let differing: [String]
    /// Of a rerun, the units of programs that do not promise the same predictions, which were not compared.
    public let incomparable: Int
    /// Whether the run was asked to stop before it was through.
    public let wasInterrupted: Bool
    /// Whether it stopped because its time was used up.
    public let isBudgetSpent: Bool
    /// The selections that were made or made anew.
    public let selections: Int
}

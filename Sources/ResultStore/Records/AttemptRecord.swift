import Foundation

/// How an attempt ended, or that it has not.
public enum Outcome: String, CaseIterable, Sendable {
    /// The attempt has begun and its result is not recorded yet.
    case running
    /// The training ran to its end and all its numbers are finite.
    case succeeded
    /// A loss became infinite or not a number.
    case diverged
    /// An error ended the training.
    case failed
    /// A signal or the end of the process stopped the training.
    case interrupted
    /// The training took longer than allowed.
    case timedOut = "timed_out"
    /// There was not enough memory.
    case outOfMemory = "out_of_memory"
    /// An external program said that it does not take such a task, which is no failure.
    case unsupported

    /// The outcomes after which a unit need not be tried again: the same seed gives the same bits.
    public static let finished: Set<Outcome> = [.succeeded, .diverged]
}

/// One execution of a unit, with all that came of it.
public struct AttemptRecord: Equatable, Sendable {
    /// The hash of the unit that was tried.
    public var unitHash: String
    /// Where and with what it ran.
    public var environment: EnvironmentRecord
    /// How it ended.
    public var outcome: Outcome
    /// Why it ended so, where that needs words.
    public var message: String?
    /// When it began.
    public var startedAt: Date
    /// When it ended.
    public var finishedAt: Date
    /// How long it took, in seconds of wall clock.
    public var seconds: Double?
    /// The number of epochs completed.
    public var epochsCompleted: Int
    /// The number of updates made.
    public var steps: Int
    /// The digest of the final weights.
    public var weightsDigest: String?
    /// What an external program wrote to its standard output, cut to its first and last parts; of no digest a part.
    public var standardOutput: String?
    /// What it wrote to its standard error, likewise.
    public var standardError: String?
    /// The measurements after each epoch.
    public var epochs: [EpochRecord]
    /// The metrics of the selected epoch.
    public var metrics: [MetricRecord]

    /// Creates an attempt.
    ///
    /// - Parameters:
    ///   - unitHash: The hash of the unit that was tried.
    ///   - environment: Where and with what it ran.
    ///   - outcome: How it ended.
    ///   - message: Why it ended so.
    ///   - startedAt: When it began.
    ///   - finishedAt: When it ended.
    ///   - seconds: How long it took, in seconds of wall clock.
    ///   - epochsCompleted: The number of epochs completed.
    ///   - steps: The number of updates made.
    ///   - weightsDigest: The digest of the final weights, or of an external program's predictions.
    ///   - standardOutput: What an external program wrote to its standard output.
    ///   - standardError: What it wrote to its standard error.
    ///   - epochs: The measurements after each epoch.
    ///   - metrics: The metrics of the selected epoch.
    public init(
        unitHash: String, environment: EnvironmentRecord, outcome: Outcome, message: String? = nil, startedAt: Date,
        finishedAt: Date, seconds: Double?, epochsCompleted: Int, steps: Int, weightsDigest: String? = nil,
        standardOutput: String? = nil, standardError: String? = nil, epochs: [EpochRecord] = [],
        metrics: [MetricRecord] = []
    ) {
        self.unitHash = unitHash
        self.environment = environment
        self.outcome = outcome
        self.message = message
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.seconds = seconds
        self.epochsCompleted = epochsCompleted
        self.steps = steps
        self.weightsDigest = weightsDigest
        self.standardOutput = standardOutput
        self.standardError = standardError
        self.epochs = epochs
        self.metrics = metrics
    }
}

extension AttemptRecord: StoredRecord {
    /// The seconds that an attempt can have taken: no more than a hundred years.
    static let possibleSeconds = 0...3.2e9

    static let table = FactTable.attempts
    static let blank = AttemptRecord(
        unitHash: "", environment: .blank, outcome: .running, startedAt: .distantPast, finishedAt: .distantPast,
        seconds: nil, epochsCompleted: 0, steps: 0)
    static let fields: [StoredField<AttemptRecord>] = [
        .reference(.units), .reference(.environments), .name("outcome", \.outcome), .text("message", \.message),
        .time("started_at", \.startedAt), .time("finished_at", \.finishedAt), .real("seconds", \.seconds),
        .integer("epochs_completed", \.epochsCompleted), .integer("steps", \.steps),
        .text("weights_digest", \.weightsDigest), .computed("result_digest", isOptional: true) { $0.resultDigest },
        .computed("attempt_digest", isOptional: true) { $0.digest },
        .text("standard_output", \.standardOutput), .text("standard_error", \.standardError),
    ]
}

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
    /// What the message of an interrupted attempt begins with where a search selected without its unit.
    public static let leftOutWords = "left out by "

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
    /// The statement that adds one, made once.
    static let insertSQL = FactTable.attempts.insertSQL
    static let fields: [StoredField<AttemptRecord>] = [
        .reference(.units), .reference(.environments), .name("outcome", \.outcome), .text("message", \.message),
        .time("started_at", \.startedAt), .time("finished_at", \.finishedAt), .real("seconds", \.seconds),
        .integer("epochs_completed", \.epochsCompleted), .integer("steps", \.steps),
        .text("weights_digest", \.weightsDigest), .computed("result_digest", isOptional: true) { $0.resultDigest },
        .computed("attempt_digest", isOptional: true) { $0.digest },
        .text("standard_output", \.standardOutput), .text("standard_error", \.standardError),
    ]
}

/// The measurements after one epoch of an attempt.
///
/// A loss or AUC that is not finite is stored as NULL and reads back as `nil`.
public struct EpochRecord: Equatable, Hashable, Sendable {
    /// The epoch, counted from 1; 0 stands for the state before the first update.
    public var epoch: Int
    /// The mean training loss.
    public var trainingLoss: Double?
    /// The mean validation loss.
    public var validationLoss: Double?
    /// The number of validation rows classified correctly.
    public var validationCorrect: Int?
    /// The mean test loss.
    public var testLoss: Double?
    /// The number of test rows classified correctly.
    public var testCorrect: Int?
    /// The area under the validation ROC curve, averaged over labels.
    public var validationAUC: Double?
    /// The area under the test ROC curve, averaged over labels.
    public var testAUC: Double?
    /// Further metrics, see ``furtherText(validation:test:)``; `nil` where none was measured.
    public var further: String?

    /// Creates the measurements of an epoch.
    ///
    /// - Parameters:
    ///   - epoch: The epoch, counted from 1.
    ///   - trainingLoss: The mean training loss.
    ///   - validationLoss: The mean validation loss.
    ///   - validationCorrect: The number of validation rows classified correctly.
    ///   - testLoss: The mean test loss.
    ///   - testCorrect: The number of test rows classified correctly.
    ///   - validationAUC: The area under the validation ROC curve.
    ///   - testAUC: The area under the test ROC curve.
    ///   - further: Further metrics as `furtherText` writes them.
    public init(
        epoch: Int, trainingLoss: Double? = nil, validationLoss: Double? = nil, validationCorrect: Int? = nil,
        testLoss: Double? = nil, testCorrect: Int? = nil, validationAUC: Double? = nil, testAUC: Double? = nil,
        further: String? = nil
    ) {
        self.epoch = epoch
        self.trainingLoss = trainingLoss
        self.validationLoss = validationLoss
        self.validationCorrect = validationCorrect
        self.testLoss = testLoss
        self.testCorrect = testCorrect
        self.validationAUC = validationAUC
        self.testAUC = testAUC
        self.further = further
    }
}

extension EpochRecord: StoredRecord {
    static let table = FactTable.epochs
    static let blank = EpochRecord(epoch: 0)
    static let fields: [StoredField<EpochRecord>] = [
        .reference(.attempts),
        StoredField("epoch", .integer, value: { $0.epoch.databaseValue }) {
            guard let epoch = $1.integer else { throw UnexpectedValue("epoch is not a whole number") }
            $0.epoch = Int(epoch)
        },
        .real("training_loss", { $0.trainingLoss }, { $0.trainingLoss = $1 }),
        .real("validation_loss", { $0.validationLoss }, { $0.validationLoss = $1 }),
        .integer("validation_correct", { $0.validationCorrect }, { $0.validationCorrect = $1 }),
        .real("test_loss", { $0.testLoss }, { $0.testLoss = $1 }),
        .integer("test_correct", { $0.testCorrect }, { $0.testCorrect = $1 }),
        .real("validation_auc", { $0.validationAUC }, { $0.validationAUC = $1 }),
        .real("test_auc", { $0.testAUC }, { $0.testAUC = $1 }),
        .text("further", \.further),
    ]

    /// Reads the columns of `list`, in their order, without a value a cell: there are millions of such rows.
    init(_ row: RawRows) throws {
        guard let epoch = row.integer(0) else { throw UnexpectedValue("epoch is not a whole number") }
        self.init(
            epoch: Int(epoch), trainingLoss: row.double(1), validationLoss: row.double(2),
            validationCorrect: row.integer(3).map { Int($0) }, testLoss: row.double(4),
            testCorrect: row.integer(5).map { Int($0) }, validationAUC: row.double(6), testAUC: row.double(7),
            further: row.text(8))
    }
}

/// A metric of one attempt at one epoch, usually the one that validation prefers.
public struct MetricRecord: Equatable, Hashable, Sendable {
    /// The part of a task's rows that a metric was computed on.
    public enum Part: String, CaseIterable, Sendable {
        /// The rows trained on.
        case training
        /// The rows that choose configuration and epoch.
        case validation
        /// The rows that the result is reported on.
        case test
    }

    /// The rows it was computed on.
    public var part: Part
    /// The name: `accuracy`, `loss`, `auc`, `auc/LABEL` for one label of several, or a further metric as `mcc`.
    public var name: String
    /// The value; stored as NULL where it is not finite.
    public var value: Double?
    /// The number of rows classified correctly, for an accuracy.
    public var correct: Int?
    /// The number of rows counted, for an accuracy.
    public var total: Int?
    /// The epoch it was computed after.
    public var epoch: Int?

    /// Creates a metric.
    ///
    /// - Parameters:
    ///   - part: The rows it was computed on.
    ///   - name: The name.
    ///   - value: The value.
    ///   - correct: The number of rows classified correctly.
    ///   - total: The number of rows counted.
    ///   - epoch: The epoch it was computed after.
    public init(
        part: Part, name: String, value: Double?, correct: Int? = nil, total: Int? = nil, epoch: Int? = nil
    ) {
        self.part = part
        self.name = name
        self.value = value
        self.correct = correct
        self.total = total
        self.epoch = epoch
    }

    /// An accuracy from its counts.
    ///
    /// - Parameters:
    ///   - part: The rows it was computed on.
    ///   - correct: The number of rows classified correctly.
    ///   - total: The number of rows counted; 0 gives no value.
    ///   - epoch: The epoch it was computed after.
    public static func accuracy(_ part: Part, correct: Int, total: Int, epoch: Int?) -> MetricRecord {
        MetricRecord(
            part: part, name: "accuracy", value: total > 0 ? Double(correct) / Double(total) : nil,
            correct: correct, total: total, epoch: epoch)
    }
}

extension MetricRecord: StoredRecord {
    static let table = FactTable.metrics
    static let blank = MetricRecord(part: .training, name: "", value: nil)
    static let fields: [StoredField<MetricRecord>] = [
        .reference(.attempts), .name("partition", \.part), .text("name", \.name), .real("value", \.value),
        .integer("correct", \.correct), .integer("total", \.total), .integer("epoch", \.epoch),
    ]
}

extension AttemptRecord {
    /// A message without the numbers that differ from unit to unit, so that equal reasons are counted together.
    ///
    /// The codes with which programs end and the numbers of signals stay: `exit 3` and `exit 127` are two reasons.
    ///
    /// - Parameter message: why an attempt ended as it did.
    public static func reason(_ message: String) -> String {
        func isDigit(_ character: Character) -> Bool { character.isASCII && character.isNumber }
        var result = ""
        var rest = message[...]
        while let first = rest.first {
            guard isDigit(first) else {
                result.append(first)
                rest.removeFirst()
                continue
            }
            var number = rest.prefix { isDigit($0) || $0 == "." }
            while number.last == "." { number.removeLast() }
            let isCode = ["exit ", "signal "].contains { result == $0 || result.hasSuffix(" \($0)") }
            result += isCode ? String(number) : "…"
            rest.removeFirst(number.count)
        }
        return result
    }
}

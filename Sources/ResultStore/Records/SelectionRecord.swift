import Formats
import Foundation

/// What validation prefers for one task, split, protocol, method and seed among the candidates of a grid.
public struct SelectionRecord: Equatable, Sendable {
    /// The split, and with it the task.
    public var split: SplitRecord
    /// The protocol of the candidates.
    public var protocolRecord: ProtocolRecord
    /// The method of the candidates.
    public var method: MethodRecord
    /// The seed of the candidates.
    public var seed: Int64
    /// The name of the grid of candidates.
    public var grid: String
    /// The rule of selection: window, metric, ties.
    public var rule: CanonicalJSON
    /// The candidate that was chosen; `nil` where every candidate failed.
    public var chosen: ChosenCandidate?
    /// The number of candidates.
    public var candidates: Int
    /// The number of candidates without a success.
    public var failedCandidates: Int
    /// When the selection was made.
    public var recordedAt: Date
    /// The digest of the units that it was computed from and of their results; `nil` where that was not recorded.
    public var basisDigest: String?
    /// The candidates that could be chosen, each by the first 16 digits of its unit's hash; `nil` where that was not recorded.
    public var candidateUnits: [String]?

    /// Creates a selection.
    ///
    /// - Parameters:
    ///   - split: The split, and with it the task.
    ///   - protocolRecord: The protocol of the candidates.
    ///   - method: The method of the candidates.
    ///   - seed: The seed of the candidates.
    ///   - grid: The name of the grid of candidates.
    ///   - rule: The rule of selection.
    ///   - chosen: The candidate that was chosen, or `nil`.
    ///   - candidates: The number of candidates.
    ///   - failedCandidates: The number of candidates without a success.
    ///   - recordedAt: When the selection was made.
    ///   - basisDigest: The digest of the units that it was computed from and of their results.
    ///   - candidateUnits: The candidates that could be chosen, each by the first 16 digits of its unit's hash.
    public init(
        split: SplitRecord, protocolRecord: ProtocolRecord, method: MethodRecord, seed: Int64, grid: String,
        rule: CanonicalJSON, chosen: ChosenCandidate?, candidates: Int, failedCandidates: Int,
        recordedAt: Date = Date(), basisDigest: String? = nil, candidateUnits: [String]? = nil
    ) {
        self.split = split
        self.protocolRecord = protocolRecord
        self.method = method
        self.seed = seed
        self.grid = grid
        self.rule = rule
        self.chosen = chosen
        self.candidates = candidates
        self.failedCandidates = failedCandidates
        self.recordedAt = recordedAt
        self.basisDigest = basisDigest
        self.candidateUnits = candidateUnits
    }

    /// The candidates as a JSON array.
    fileprivate var candidateText: String? {
        get { candidateUnits.map { CanonicalJSON.array($0.map { .string($0) }).text } }
        set {
            guard case .array(let units)? = newValue.flatMap({ try? CanonicalJSON(parsing: $0) }) else {
                candidateUnits = nil
                return
            }
            candidateUnits = units.compactMap(\.stringValue)
        }
    }
}

/// The unit and epoch that a selection chose, with their scores.
public struct ChosenCandidate: Equatable, Hashable, Sendable {
    /// The hash of the unit.
    public var unitHash: String
    /// The epoch.
    public var epoch: Int
    /// The score that decided, for example the mean validation accuracy over the window.
    public var validationScore: Double?
    /// The number of validation rows classified correctly at the epoch.
    public var validationCorrect: Int?
    /// The number of validation rows.
    public var validationTotal: Int?
    /// The name of the test metric: `accuracy` or `auc`.
    public var testMetric: String
    /// The test metric at the epoch.
    public var testValue: Double?
    /// The number of test rows classified correctly at the epoch.
    public var testCorrect: Int?
    /// The number of test rows.
    public var testTotal: Int?

    /// Creates a chosen candidate.
    ///
    /// - Parameters:
    ///   - unitHash: The hash of the unit.
    ///   - epoch: The epoch.
    ///   - validationScore: The score that decided.
    ///   - validationCorrect: The number of validation rows classified correctly at the epoch.
    ///   - validationTotal: The number of validation rows.
    ///   - testMetric: The name of the test metric.
    ///   - testValue: The test metric at the epoch.
    ///   - testCorrect: The number of test rows classified correctly at the epoch.
    ///   - testTotal: The number of test rows.
    public init(
        unitHash: String, epoch: Int, validationScore: Double?, validationCorrect: Int? = nil,
        validationTotal: Int? = nil, testMetric: String, testValue: Double?, testCorrect: Int? = nil,
        testTotal: Int? = nil
    ) {
        self.unitHash = unitHash
        self.epoch = epoch
        self.validationScore = validationScore
        self.validationCorrect = validationCorrect
        self.validationTotal = validationTotal
        self.testMetric = testMetric
        self.testValue = testValue
        self.testCorrect = testCorrect
        self.testTotal = testTotal
    }

    /// The counts that the test metric is made of, `nil` where it is not the accuracy.
    ///
    /// A selection for the AUC has `testCorrect` and `testTotal` too; they are not its value.
    public var testCounts: (correct: Int, total: Int)? {
        guard testMetric == "accuracy", let testCorrect, let testTotal else { return nil }
        return (testCorrect, testTotal)
    }
}

extension ChosenCandidate {
    fileprivate static let blank = ChosenCandidate(
        unitHash: "", epoch: 0, validationScore: nil, testMetric: "", testValue: nil)
    fileprivate static let fields: [StoredField<ChosenCandidate>] = [
        .integer("epoch", \.epoch), .real("validation_score", \.validationScore),
        .integer("validation_correct", \.validationCorrect), .integer("validation_total", \.validationTotal),
        .text("test_metric", \.testMetric), .real("test_value", \.testValue), .integer("test_correct", \.testCorrect),
        .integer("test_total", \.testTotal),
    ]
}

extension SelectionRecord: StoredRecord {
    static let table = FactTable.selections
    static let blank = SelectionRecord(
        split: .blank, protocolRecord: .blank, method: .blank, seed: 0, grid: "", rule: .null, chosen: nil,
        candidates: 0, failedCandidates: 0, recordedAt: .distantPast)
    static let fields: [StoredField<SelectionRecord>] =
        [
            .reference(.splits), .reference(.protocols), .reference(.methods), .integer("seed", \.seed),
            .text("grid", \.grid), .json("rule", \.rule), .reference(.units, isOptional: true),
        ]
        + ChosenCandidate.fields.map { $0.lifted(into: \.chosen, blank: .blank) } + [
            .integer("candidates", \.candidates), .integer("failed_candidates", \.failedCandidates),
            .time("recorded_at", \.recordedAt), .text("basis_digest", \.basisDigest),
            .text("candidate_units", \.candidateText),
        ]
    /// The columns that say for what a selection was made; the latest of equal ones counts.
    static let key = ["split_id", "protocol_id", "method_id", "seed", "grid", "rule"]
}

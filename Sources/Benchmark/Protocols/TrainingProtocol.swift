import Datasets
import Evaluation
import Formats
import Networks
import ResultStore

/// All that the paper fixes or leaves open about training and selection; part of every unit's identity.
///
/// The decisions stand here, each with its reason. Change one, and the units are others. A new one is a property with
/// its default and a line of `fields`: records, their decoding, `--protocol`, help and the table of docs/running.md
/// follow from these.
public struct TrainingProtocol: Sendable, Hashable {
    /// The name, for people; the values make the identity.
    public var name: String
    /// How often all training rows are gone through: 100, as the paper's learning curves.
    public var epochs = 100
    /// The rows of a step: 128, the default of the authors' figure1/run.py; the paper does not say.
    public var batchSize = 128
    /// The rows that fill no batch: a batch of their own with a step of full length, as most programs have it.
    ///
    /// The authors' figure1/run.py drops them; docs/reproduction.md tells what that changes.
    public var lastBatch = LastBatch.kept
    /// What takes the steps: plain gradient descent without momentum at a constant rate.
    public var optimizer = OptimizerSettings()
    /// What a step descends: the mean of the batch's losses.
    public var lossReduction = LossReduction.mean
    /// The form of the features: as released, the scale errors of five tasks included.
    public var data = DataVariant.paper
    /// The validation rows: those that the released files mark.
    public var validation = ValidationRows.released
    /// What is measured after each epoch beside loss, counts and areas: nothing, as nobody has to store what nobody asks.
    public var curves = MeasuredCurves.standard
    /// How validation chooses; computed from stored curves and so no part of a unit's identity.
    ///
    /// A metric that needs curves of its own has them measured.
    public var selection = SelectionRule.paper {
        didSet { if selection.metric.isFurther { curves = .all } }
    }

    /// Makes a protocol; the defaults are those for the UCI tasks.
    public init(
        name: String = "uci", epochs: Int = 100, batchSize: Int = 128, data: DataVariant = .paper,
        selection: SelectionRule = .paper
    ) {
        self.name = name
        self.epochs = epochs
        self.batchSize = batchSize
        self.data = data
        self.selection = selection
        if selection.metric.isFurther { curves = .all }
    }

    /// The protocol of the UCI tasks.
    public static let uci = TrainingProtocol()

    /// The paper's protocol for an experiment.
    public init(_ experiment: Experiment) {
        self.init(name: experiment.rawValue, selection: SelectionRule(metric: experiment.metric))
    }
}

extension TrainingProtocol: FieldRecord {
    /// The protocol of the UCI tasks.
    public static let standard = TrainingProtocol()

    /// The values as they are stored, hashed, read, changed and shown.
    ///
    /// One that was not there from the start is `isAbsentAtDefault`, so that the ids of all units stay as they are.
    public static let fields: [Field<TrainingProtocol>] =
        sizes + OptimizerSettings.fields.map { $0.part(of: \.optimizer) } + others

    private static let sizes: [Field<TrainingProtocol>] = [
        Field(
            "epochs", \.epochs, .integer(1...100_000), stored: .integer(1...10_000_000),
            help: "how often all training rows are gone through"),
        Field(
            "batch_size", \.batchSize, .integer(1...1_000_000), stored: .integer(1...100_000_000),
            help: "the rows of a step"),
        Field(
            "last_batch", \.lastBatch, .choice(LastBatch.self), isAbsentAtDefault: true,
            help: "the rows that fill no batch at the end of an epoch: a step of their own, none, one with those "
                + "before, or one at a learning rate in proportion"),
    ]

    private static let others: [Field<TrainingProtocol>] = [
        .fixed(
            "loss", "cross_entropy",
            help:
                "softmax cross entropy for classes; masked sigmoid cross entropy for labels; squared error for numbers"),
        Field(
            "loss_reduction", \.lossReduction, .choice(LossReduction.self),
            help: "what a step descends: the mean or the sum of the batch's losses"),
        Field(
            "data", \.data, .choice(DataVariant.self), recordedAs: StudyProtocol.recordedWords["data"] ?? [:],
            help: "the features as released; corrected: training and test rows of mis-scaled tasks standardised "
                + "apart; rescaled: all rows standardised by the training rows"),
        Field(
            "validation", \.validation, .text(words: "released, or a share above 0 and below 1"),
            help: "the released validation rows, or a share drawn for each split and seed"),
        Field(
            "curves", \.curves, .choice(MeasuredCurves.self), isAbsentAtDefault: true,
            help:
                "all: after each epoch also balanced accuracy, macro F1, MCC and Brier score; a metric that needs them "
                + "sets it"),
        Field(
            "window", \.selection.window, .integer(1...100_000, of: "epochs"), isRecorded: false,
            help: "the epochs over which the validation metric is averaged to choose one"),
        Field(
            "window_ties", \.selection.windowTies, .choice(SelectionRule.WindowTies.self), isAbsentAtDefault: true,
            isRecorded: false, help: "which of several windows with equal means counts"),
        Field(
            "metric", \.selection.metric, .choice(SelectionRule.Metric.self), isRecorded: false,
            help: "what validation compares and tests report; auc for tox21 and htru2; rmse, mae or r2 for numbers"),
    ]

    /// The values that people can change.
    public static let changeable = fields.filter { field in
        if case .fixed = field.range { false } else { true }
    }

    /// Refuses values that have no effect beside the others: they would make other units of the same trainings.
    func check() throws(ProtocolError) {
        if selection.metric.isFurther, curves == .standard {
            throw .wrongValue(
                key: "curves", value: "standard", allowed: "all where metric is \(selection.metric.rawValue)")
        }
        guard let (field, owner) = optimizer.misplaced else { return }
        throw .misplaced(key: field, owner: owner)
    }

    /// Why the metric cannot select on a task, with what to say instead; nil where it can.
    func metricProblem(for task: TaskName, _ targets: TaskTargets) -> String? {
        let metric = selection.metric
        switch targets {
        case .numbers where !metric.isOfNumbers:
            return
                "\(task) has a number as target, which has no \(metric.rawValue); say --protocol metric=rmse, or "
                + "mae or r2"
        case .classes where metric.isOfNumbers, .labels where metric.isOfNumbers:
            return "\(task) has no number as target, so no \(metric.rawValue); choose another --protocol metric"
        case .classes(_, let count) where metric == .auc && count != 2:
            return
                "\(task) has \(count) classes, and the area under the curve is one of two; choose another --protocol metric"
        case .labels where metric == .accuracy:
            return "\(task) has labels, which have no accuracy; say --protocol metric=auc"
        case .labels where metric == .logLoss && curves == .standard:
            return
                "\(task) has labels, whose log_loss is measured where it is asked for; add --protocol curves=all"
        default: return nil
        }
    }

    /// Why the metric is undefined on the rows that a split validates or tests with, with what to say instead; nil where it is
    /// defined.
    ///
    /// The area under the curve needs rows of both kinds, the coefficient of determination numbers that differ.
    func metricProblem(for task: TaskName, _ targets: TaskTargets, in split: Split) -> String? {
        // Rows that are drawn for validation are others with each seed.
        let parts = [("test", split.test)] + (validation == .released ? [("validation", split.validation)] : [])
        for (part, rows) in parts where !rows.isEmpty {
            let isDefined: Bool
            switch (selection.metric, targets) {
            case (.auc, .classes(let classes, _)): isDefined = Set(rows.map { classes[$0] }).count > 1
            case (.auc, .labels(let labels)):
                isDefined = (0..<labels.columns).contains { label in
                    Set(rows.map { labels.values[$0 * labels.columns + label] }).subtracting([LabelMatrix.missing])
                        .count > 1
                }
            case (.r2, .numbers(let numbers)): isDefined = Set(rows.map { numbers[$0] }).count > 1
            default: isDefined = true
            }
            if !isDefined {
                return
                    "\(task) has \(part) rows in split \(split.index) that are all alike, on which there is no "
                    + "\(selection.metric.rawValue); choose other splits (--split) or another --protocol metric"
            }
        }
        return nil
    }

    /// Changes one value, given as `KEY=VALUE`.
    ///
    /// - Throws: `ProtocolError` with the keys or values that are allowed.
    public mutating func set(_ assignment: String) throws(ProtocolError) {
        let parts = assignment.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .notAnAssignment(assignment) }
        let key = String(parts[0])
        let value = String(parts[1])
        guard let field = Self.changeable.first(where: { $0.name == key }) else {
            throw .unknownKey(key, known: Self.changeable.map(\.name))
        }
        guard field.set(text: value, in: &self) else {
            throw .wrongValue(key: key, value: value, allowed: field.range.words)
        }
    }
}

/// Which of the rows that are not test rows validate.
public enum ValidationRows: Sendable, Hashable, FieldValue {
    /// Those that the data files mark.
    case released
    /// A share, drawn anew for each split and seed; the paper speaks of 0.15.
    case drawn(share: Double)

    /// The value as protocols and commands write it: `released` or the share.
    public var text: String {
        switch self {
        case .released: "released"
        case .drawn(let share): "\(share)"
        }
    }

    /// Reads `released` or a share above 0 and below 1; nil for anything else.
    public init?(text: String) {
        if text == "released" {
            self = .released
        } else if let share = Double(text), share > 0, share < 1 {
            self = .drawn(share: share)
        } else {
            return nil
        }
    }

    /// The text.
    public var json: CanonicalJSON { .string(text) }

    /// Reads the text.
    public init?(json: CanonicalJSON) {
        guard let value = json.stringValue.flatMap(Self.init(text:)) else { return nil }
        self = value
    }
}

extension LossReduction: FieldValue {}
extension LastBatch: FieldValue {}
extension DataVariant: FieldValue {}
extension MeasuredCurves: FieldValue {}
extension SelectionRule.Metric: FieldValue {}
extension SelectionRule.WindowTies: FieldValue {}

/// What is wrong with a protocol value that a user gave.
public enum ProtocolError: ClassifiedError, Equatable, Sendable {
    /// The text is not of the form `KEY=VALUE`.
    case notAnAssignment(String)
    /// There is no such value to change.
    case unknownKey(String, known: [String])
    /// The value is not one that the key can have.
    case wrongValue(key: String, value: String, allowed: String)
    /// The value has no effect beside the others.
    case misplaced(key: String, owner: String)

    /// The kind of failure.
    public var kind: FailureKind { .usage }

    /// One line that says what is wrong and what is allowed.
    public var description: String {
        switch self {
        case .notAnAssignment(let text): "\"\(text)\" is not of the form KEY=VALUE, as batch_size=32"
        case .unknownKey(let key, let known):
            "a protocol has no value \"\(key)\"; there are \(known.joined(separator: ", "))"
        case .wrongValue(let key, let value, let allowed): "\(key) cannot be \"\(value)\"; it is \(allowed)"
        case .misplaced(let key, let owner): "\(key) has no effect here; it belongs to \(owner)"
        }
    }
}

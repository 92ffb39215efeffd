import Kernels
import Statistics

/// What is measured after each epoch beside loss, rows classified rightly and areas under the ROC curve.
public enum MeasuredCurves: String, Sendable, CaseIterable, Codable {
    /// Nothing more; of predicted numbers their errors.
    case standard
    /// All that predictions tell: balanced accuracy, macro F1, Matthews' correlation, Brier score.
    case all
}

/// The gathering of predictions until the metrics can be computed that follow from neither loss nor counts nor areas.
///
/// Of labels each metric is the mean over the labels, each over the rows where it is known, as areas are. All sums are
/// taken in the order of the rows in double precision, of probabilities in single precision.
struct FurtherMetrics {
    private let targets: TrainingData.Targets
    /// Of classes one group, of labels one each: what rows are and what they are predicted as.
    private var groups: [Group]
    private var actual: [Double] = []
    private var predicted: [Double] = []

    fileprivate struct Group {
        var actual: [Int] = []
        var predicted: [Int] = []
        var squares = 0.0
        var losses = 0.0
    }

    /// Makes an empty gathering; nil where nothing is wanted.
    init?(targets: TrainingData.Targets, curves: MeasuredCurves) {
        switch targets {
        case .numbers: groups = []
        case .classes where curves == .all: groups = [Group()]
        case .labels(_, let count) where curves == .all: groups = Array(repeating: Group(), count: count)
        case .classes, .labels: return nil
        }
        self.targets = targets
    }

    /// Adds the outputs of some rows.
    mutating func append(_ outputs: Matrix, rows: ArraySlice<Int>) {
        switch targets {
        case .classes(let classes, let count):
            for (index, row) in rows.enumerated() {
                let probabilities = outputs.softmaxProbabilities(row: index)
                let own = Int(classes[row])
                groups[0].actual.append(own)
                var best = 0
                for column in 1..<max(count, 1) where outputs[index, column] > outputs[index, best] { best = column }
                groups[0].predicted.append(best)
                var squares = 0.0
                for (column, probability) in probabilities.enumerated() {
                    let difference = probability - (column == own ? 1 : 0)
                    squares += difference * difference
                }
                // Of two classes both have the same difference, and one of them counts.
                groups[0].squares += count == 2 ? squares / 2 : squares
            }
        case .labels(let labels, let count):
            for (index, row) in rows.enumerated() {
                for label in 0..<count where labels[row * count + label] >= 0 {
                    let holds = labels[row * count + label] > 0
                    let output = LogisticOutput(logit: outputs[index, label])
                    groups[label].actual.append(holds ? 1 : 0)
                    groups[label].predicted.append(outputs[index, label] > 0 ? 1 : 0)
                    let difference = output.probability - (holds ? 1 : 0)
                    groups[label].squares += difference * difference
                    groups[label].losses += holds ? output.lossWhereTrue : output.lossWhereFalse
                }
            }
        case .numbers(let numbers):
            for (index, row) in rows.enumerated() {
                actual.append(numbers.values[row])
                predicted.append(numbers.scale.number(Double(outputs[index, 0])))
            }
        }
    }

    /// The metrics by name; one that is not finite is left out.
    var values: [PredictionMetric: Double] {
        switch targets {
        case .numbers:
            guard let errors = try? RegressionErrors(actual: actual, predicted: predicted) else { return [:] }
            return finite([.rmse: errors.rootMeanSquared, .mae: errors.meanAbsolute, .r2: errors.determination])
        case .classes(_, let count):
            guard let group = groups.first, let matrix = group.matrix(classes: count), group.squares.isFinite else {
                return [:]
            }
            return finite([
                .balancedAccuracy: matrix.balancedAccuracy, .macroF1: matrix.macroF1,
                .matthewsCorrelation: matrix.matthewsCorrelation,
                .brier: group.squares / Double(group.actual.count),
            ])
        case .labels:
            let known = groups.filter { !$0.actual.isEmpty }
            guard known.allSatisfy(\.squares.isFinite) else { return [:] }
            func mean(_ value: (Group) -> Double?) -> Double? {
                let values = known.compactMap(value)
                return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
            }
            return finite([
                .balancedAccuracy: mean { $0.matrix(classes: 2)?.balancedAccuracy },
                .macroF1: mean { $0.matrix(classes: 2)?.positiveF1 },
                .matthewsCorrelation: mean { $0.matrix(classes: 2)?.matthewsCorrelation },
                .brier: mean { $0.squares / Double($0.actual.count) },
                .logLoss: mean { $0.losses / Double($0.actual.count) },
            ])
        }
    }

    private func finite(_ values: [PredictionMetric: Double?]) -> [PredictionMetric: Double] {
        values.compactMapValues { $0.flatMap { $0.isFinite ? $0 : nil } }
    }
}

extension FurtherMetrics.Group {
    fileprivate func matrix(classes: Int) -> ConfusionMatrix? {
        try? ConfusionMatrix(actual: actual, predicted: predicted, classCount: classes)
    }
}

import Kernels
import Statistics

/// Loss, rows classified rightly, areas under the ROC curve and more of predictions: what is measured after an epoch.
///
/// Networks hand over their outputs batch by batch as they are computed; other learners hand over all predictions of
/// some rows at once. The numbers are the same.
public struct Scorer {
    private let targets: TrainingData.Targets
    private var sum = BatchLoss(sum: 0, correct: 0)
    private var count = 0
    private var scores: RankedScores
    private var further: FurtherMetrics?

    /// Makes a scorer that has seen nothing.
    ///
    /// - Parameters:
    ///   - targets: what is to be predicted of all rows of the task.
    ///   - rows: the number of rows that will be scored.
    ///   - curves: what is measured beside loss, counts and areas.
    init(targets: TrainingData.Targets, rows: Int, curves: MeasuredCurves = .standard) {
        self.targets = targets
        further = FurtherMetrics(targets: targets, curves: curves)
        scores = RankedScores(targets: targets, rows: rows)
    }

    /// Adds the outputs of some rows.
    ///
    /// - Parameters:
    ///   - outputs: one row of logits each; they stay as they are.
    ///   - batch: the classes or labels of these rows.
    ///   - rows: the rows of the task that they are.
    mutating func add(_ outputs: Matrix, _ batch: BatchTargets, rows: ArraySlice<Int>) {
        scores.append(outputs, rows: rows)
        further?.append(outputs, rows: rows)
        let loss = batch.loss(of: outputs, wantsGradient: false)
        sum.sum += loss.sum
        sum.correct += loss.correct
        count += rows.count
    }

    /// What was measured on the rows so far.
    var measure: EpochResult.Measure {
        let isClassified =
            switch targets {
            case .classes: true
            case .labels, .numbers: false
            }
        return EpochResult.Measure(
            loss: sum.sum / Double(max(1, count)), correct: isClassified ? sum.correct : nil, total: count,
            areas: scores.areas, further: further?.values ?? [:])
    }

    /// Measures predictions of some rows.
    ///
    /// - Parameters:
    ///   - predictions: rows x outputs scores, row by row in the order of `rows`: of classes logits, so that the
    ///     softmax of a row is the probability of each (logarithms of probabilities will do); of labels the logit of
    ///     each; of a number what it is in the scale that is learnt. Missing values count as 0.
    ///   - rows: the rows of the task that were predicted.
    ///   - targets: the classes or labels of all rows of the task.
    ///   - curves: what is measured beside loss, counts and areas.
    ///   - batchSize: the rows whose losses are summed first, at least 1; that of a network gives its last digit.
    public static func measure(
        _ predictions: [Float], of rows: [Int], targets: TrainingData.Targets,
        curves: MeasuredCurves = .standard, batchSize: Int = 128
    ) -> EpochResult.Measure {
        let outputs = targets.outputs
        let batchSize = max(1, min(batchSize, rows.count))
        let wanted = rows.count * outputs
        let values = Array(predictions.prefix(wanted)) + Array(repeating: 0, count: max(0, wanted - predictions.count))
        var scorer = Scorer(targets: targets, rows: rows.count, curves: curves)
        let matrix = Matrix(rows: batchSize, columns: outputs)
        var first = 0
        while first < rows.count {
            let slice = rows[first..<min(first + batchSize, rows.count)]
            matrix.gather(from: values, rowsAt: slice.indices)
            scorer.add(matrix, targets.batch(slice), rows: slice)
            first += slice.count
        }
        return scorer.measure
    }
}

extension Scorer {
    /// Measures predicted numbers of some rows, in double precision; the loss is in the scale that is learnt.
    ///
    /// - Parameters:
    ///   - predictions: a number a row as measured, in the order of `rows`.
    ///   - rows: the rows of the task that were predicted.
    ///   - targets: the numbers of all rows of the task.
    public static func measure(
        numbers predictions: [Double], of rows: [Int], targets: NumberTargets
    ) -> EpochResult.Measure {
        let actual = rows.map { targets.values[$0] }
        let errors = try? RegressionErrors(actual: actual, predicted: predictions)
        let squares = zip(predictions, actual).reduce(0) {
            $0 + (($1.0 - $1.1) / targets.scale.deviation) * (($1.0 - $1.1) / targets.scale.deviation)
        }
        let further: [PredictionMetric: Double?] = [
            .rmse: errors?.rootMeanSquared, .mae: errors?.meanAbsolute, .r2: errors?.determination,
        ]
        return EpochResult.Measure(
            loss: squares / Double(max(1, rows.count)), correct: nil, total: rows.count,
            further: further.compactMapValues { $0 })
    }
}

extension TrainingData.Targets {
    /// The classes or labels of some rows, gathered into memory of their own.
    fileprivate func batch(_ rows: ArraySlice<Int>) -> BatchTargets {
        switch self {
        case .classes(let classes, _): return .classes(rows.map { classes[$0] }[...])
        case .labels(let labels, let count):
            let matrix = Matrix(rows: rows.count, columns: count)
            matrix.gather(from: labels, rowsAt: rows)
            return .labels(matrix)
        case .numbers(let numbers):
            let matrix = Matrix(rows: rows.count, columns: 1)
            matrix.gather(from: numbers.scaled, rowsAt: rows)
            return .numbers(matrix)
        }
    }
}

import Kernels

/// Loss, rows classified rightly and areas under the ROC curve of predictions: what is measured after an epoch.
///
/// Networks hand over their outputs batch by batch as they are computed; other learners hand over all predictions of
/// some rows at once. The numbers are the same.
public struct Scorer {
    private let targets: TrainingData.Targets
    private var sum = BatchLoss(sum: 0, correct: 0)
    private var count = 0
    private var scores: RankedScores

    /// Makes a scorer that has seen nothing.
    ///
    /// - Parameters:
    ///   - targets: the classes or labels of all rows of the task.
    ///   - rows: the number of rows that will be scored.
    init(targets: TrainingData.Targets, rows: Int) {
        self.targets = targets
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
            case .labels: false
            }
        return EpochResult.Measure(
            loss: sum.sum / Double(max(1, count)), correct: isClassified ? sum.correct : nil, total: count,
            areas: scores.areas)
    }

    /// Measures predictions of some rows.
    ///
    /// - Parameters:
    ///   - predictions: rows x outputs scores, row by row in the order of `rows`: of classes logits, so that the
    ///     softmax of a row is the probability of each (logarithms of probabilities will do); of labels the logit of
    ///     each. Missing values count as 0.
    ///   - rows: the rows of the task that were predicted.
    ///   - targets: the classes or labels of all rows of the task.
    ///   - batchSize: the rows whose losses are summed first, at least 1; that of a network gives its last digit.
    public static func measure(
        _ predictions: [Float], of rows: [Int], targets: TrainingData.Targets, batchSize: Int = 128
    ) -> EpochResult.Measure {
        let outputs = targets.outputs
        let batchSize = max(1, min(batchSize, rows.count))
        let wanted = rows.count * outputs
        let values = Array(predictions.prefix(wanted)) + Array(repeating: 0, count: max(0, wanted - predictions.count))
        var scorer = Scorer(targets: targets, rows: rows.count)
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

extension TrainingData.Targets {
    /// The classes or labels of some rows, gathered into memory of their own.
    fileprivate func batch(_ rows: ArraySlice<Int>) -> BatchTargets {
        switch self {
        case .classes(let classes, _): return .classes(rows.map { classes[$0] }[...])
        case .labels(let labels, let count):
            let matrix = Matrix(rows: rows.count, columns: count)
            matrix.gather(from: labels, rowsAt: rows)
            return .labels(matrix)
        }
    }
}

import Kernels

/// The rows of one batch, gathered from the training data into memory that is allocated once.
final class BatchBuffer {
    let features: Matrix
    private let data: TrainingData
    private var classes: [Int32]
    /// The labels, or the numbers, of the gathered rows.
    private let labels: Matrix?
    private var count = 0

    init(data: TrainingData, batchSize: Int) {
        self.data = data
        features = Matrix(rows: batchSize, columns: data.columns)
        switch data.targets {
        case .classes:
            classes = Array(repeating: 0, count: batchSize)
            labels = nil
        case .labels(_, let count):
            classes = []
            labels = Matrix(rows: batchSize, columns: count)
        case .numbers:
            classes = []
            labels = Matrix(rows: batchSize, columns: 1)
        }
    }

    /// Gathers rows of the data.
    func load(_ rows: ArraySlice<Int>) {
        count = rows.count
        features.gather(from: data.features, rowsAt: rows)
        switch data.targets {
        case .classes(let all, _):
            for (index, row) in rows.enumerated() { classes[index] = all[row] }
        case .labels(let all, _):
            labels?.gather(from: all, rowsAt: rows)
        case .numbers(let numbers):
            labels?.gather(from: numbers.scaled, rowsAt: rows)
        }
    }

    /// What is to be predicted of the gathered rows.
    var targets: BatchTargets {
        if let labels {
            if case .numbers = data.targets { return .numbers(labels) }
            return .labels(labels)
        }
        return .classes(classes[..<count])
    }
}

/// What is to be predicted of the rows of a batch.
public enum BatchTargets {
    /// The class of each row.
    case classes(ArraySlice<Int32>)
    /// The labels of each row: 1, 0 or -1 for a missing one.
    case labels(Matrix)
    /// The number of each row, in the scale that is learnt.
    case numbers(Matrix)

    /// The loss of logits, which become its gradient where that is wanted.
    func loss(of logits: Matrix, wantsGradient: Bool) -> BatchLoss {
        switch self {
        case .classes(let classes): logits.softmaxCrossEntropy(classes, wantsGradient: wantsGradient)
        case .labels(let labels): logits.sigmoidCrossEntropy(labels, wantsGradient: wantsGradient)
        case .numbers(let numbers): logits.squaredError(numbers, wantsGradient: wantsGradient)
        }
    }
}

/// Counts of actual against predicted classes, and the metrics that follow from them.
public struct ConfusionMatrix: Sendable, Hashable {
    /// The number of classes.
    public let classCount: Int

    /// The counts, `classCount` x `classCount`, actual class by row.
    public let counts: [Int]

    /// Counts rows by actual and predicted class, each from 0 to `classCount - 1`.
    ///
    /// - Throws: `StatisticsError` for unequal lengths, no rows, and classes out of range.
    public init(actual: [Int], predicted: [Int], classCount: Int) throws {
        try Validation.requireSameCount(actual.count, "actual classes", predicted.count, "predicted classes")
        try Validation.requireCount(actual.count, atLeast: 1, "rows")
        guard (1...4096).contains(classCount) else {
            throw StatisticsError.outOfRange(
                what: "number of classes", index: nil, value: "\(classCount)", allowed: "1 ... 4096")
        }
        for (name, classes) in [("actual class", actual), ("predicted class", predicted)] {
            if let index = classes.firstIndex(where: { $0 < 0 || $0 >= classCount }) {
                throw StatisticsError.outOfRange(
                    what: name, index: index, value: "\(classes[index])", allowed: "0 ... \(classCount - 1)")
            }
        }
        var counts = [Int](repeating: 0, count: classCount * classCount)
        for (row, column) in zip(actual, predicted) { counts[row * classCount + column] += 1 }
        self.classCount = classCount
        self.counts = counts
    }

    /// The number of rows of `actual` class predicted as `predicted`; 0 for classes there are none of.
    public func count(actual: Int, predicted: Int) -> Int {
        guard (0..<classCount).contains(actual), (0..<classCount).contains(predicted) else { return 0 }
        return counts[actual * classCount + predicted]
    }

    /// The number of rows.
    public var total: Int { counts.reduce(0, +) }

    /// The number of rows predicted as what they are.
    public var correct: Int { (0..<classCount).reduce(0) { $0 + count(actual: $1, predicted: $1) } }

    /// The share of rows predicted as what they are, as counts.
    public var accuracy: Accuracy {
        get throws { try Accuracy(correct: correct, total: total) }
    }

    /// The mean over classes of the share of their rows predicted right.
    ///
    /// Classes without rows are left out, as in scikit-learn.
    public var balancedAccuracy: Double {
        var recalls: [Double] = []
        for actual in 0..<classCount {
            let rows = actualCount(actual)
            if rows > 0 { recalls.append(Double(count(actual: actual, predicted: actual)) / Double(rows)) }
        }
        return CompensatedSum(recalls).value / Double(recalls.count)
    }

    /// Cohen's kappa (1960): agreement beyond chance, at most 1.
    ///
    /// `nil` where chance agreement is complete, that is, all rows are and are predicted as one class.
    public var cohensKappa: Double? {
        let rows = Double(total)
        var chance = CompensatedSum()
        for index in 0..<classCount {
            chance.add(Double(actualCount(index)) * Double(predictedCount(index)))
        }
        // Both agreements times the square of the number of rows, so that whole numbers stay whole.
        let expected = chance.value
        let possible = rows * rows - expected
        return possible > 0 ? (Double(correct) * rows - expected) / possible : nil
    }

    /// The mean over classes of the harmonic mean of precision and recall, from 0 to 1.
    ///
    /// A class that no row has and none is predicted as is left out; one without a row predicted right counts 0. Both as
    /// in scikit-learn.
    public var macroF1: Double {
        let scores = (0..<classCount).compactMap { index -> Double? in
            let rows = actualCount(index) + predictedCount(index)
            return rows > 0 ? 2 * Double(count(actual: index, predicted: index)) / Double(rows) : nil
        }
        return CompensatedSum(scores).value / Double(scores.count)
    }

    /// The F1 of class 1 of two: the harmonic mean of its precision and recall; 0 where no row has it or is predicted so.
    public var positiveF1: Double {
        let rows = actualCount(1) + predictedCount(1)
        return rows > 0 ? 2 * Double(count(actual: 1, predicted: 1)) / Double(rows) : 0
    }

    /// Matthews' correlation coefficient (1975), for several classes that of Gorodkin (2004), from -1 to 1.
    ///
    /// 0 where all rows are of one class or are predicted as one, as in scikit-learn.
    public var matthewsCorrelation: Double {
        let rows = Double(total)
        var (products, actualSquares, predictedSquares) = (CompensatedSum(), CompensatedSum(), CompensatedSum())
        for index in 0..<classCount {
            let (actual, predicted) = (Double(actualCount(index)), Double(predictedCount(index)))
            products.add(actual * predicted)
            actualSquares.add(actual * actual)
            predictedSquares.add(predicted * predicted)
        }
        let spread = (rows * rows - actualSquares.value) * (rows * rows - predictedSquares.value)
        return spread > 0 ? (Double(correct) * rows - products.value) / spread.squareRoot() : 0
    }

    private func actualCount(_ index: Int) -> Int {
        (0..<classCount).reduce(0) { $0 + count(actual: index, predicted: $1) }
    }

    private func predictedCount(_ index: Int) -> Int {
        (0..<classCount).reduce(0) { $0 + count(actual: $1, predicted: index) }
    }
}

/// The loss of a batch and how many of its rows are classified rightly.
public struct BatchLoss: Sendable, Hashable {
    /// The sum of the losses of the rows.
    public var sum: Double
    /// The rows whose largest output is the one of their class; of equal outputs the first counts.
    public var correct: Int

    /// Makes a result.
    public init(sum: Double, correct: Int) {
        self.sum = sum
        self.correct = correct
    }
}

extension Matrix {
    /// Computes the softmax cross entropy of logits and turns them into the gradient of its mean.
    ///
    /// Softmax runs along the rows in sixteen lanes and one fixed tree. The sum of the losses is taken in double
    /// precision, row after row.
    ///
    /// - Parameters:
    ///   - classes: the class of each row, 0 ..< columns; as many as rows in use.
    ///   - wantsGradient: whether the matrix becomes the gradient of the mean loss; otherwise it stays.
    public func softmaxCrossEntropy(_ classes: ArraySlice<Int32>, wantsGradient: Bool) -> BatchLoss {
        precondition(classes.count == rows, "one class a row")
        var result = BatchLoss(sum: 0, correct: 0)
        let inverseCount = 1 / Float(max(1, rows))
        for (row, label) in classes.enumerated() {
            let label = Int(label)
            precondition(label >= 0 && label < columns, "a class without an output")
            var largest = Lanes(repeating: -.infinity)
            for panel in 0..<panels {
                largest = Lanes.maximumPropagatingNaN(largest, logits(panel: panel, row: row))
            }
            let maximum = largest.treeMaximum
            let own = self[row, label]
            if own == maximum, (0..<label).allSatisfy({ self[row, $0] < maximum }) { result.correct += 1 }
            var sums = Lanes.zero
            for panel in 0..<panels {
                let power = exponential(logits(panel: panel, row: row) - maximum)
                sums += power
                // Kept for the gradient, which needs the same powers.
                if wantsGradient { power.store(at: place(panel: panel, row: row)) }
            }
            let sum = sums.treeSum
            result.sum += naturalLogarithm(Double(sum)) - (Double(own) - Double(maximum))
            guard wantsGradient else { continue }
            let factor = inverseCount / sum
            for panel in 0..<panels {
                let place = place(panel: panel, row: row)
                (Lanes(at: place) * factor).store(at: place)
            }
            self[row, label] -= inverseCount
        }
        return result
    }

    /// Sixteen logits, minus infinity in the padding.
    @inline(__always)
    private func logits(panel: Int, row: Int) -> Lanes {
        maskingPadding(Lanes(at: place(panel: panel, row: row)), panel: panel, with: -.infinity)
    }

    /// Replaces the lanes beyond the last column.
    @inline(__always)
    func maskingPadding(_ lanes: Lanes, panel: Int, with value: Float) -> Lanes {
        // Compared as floats: a comparison of integers is compiled lane by lane.
        let indices = Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        let inside = indices .< Lanes(repeating: Float(columns &- panel &* laneCount))
        return select(inside, lanes, Lanes(repeating: value))
    }
}

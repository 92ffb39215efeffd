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
        let rows = self.rows
        for row in 0..<rows {
            let label = Int(classes[classes.startIndex &+ row])
            precondition(label >= 0 && label < columns, "a class without an output")
            var largest = Lanes(repeating: -.infinity)
            for panel in 0..<panels { largest = maximumPropagatingNaN(largest, logits(panel: panel, row: row)) }
            let maximum = largest.treeMaximum
            let ownPlace = place(panel: label / laneCount, row: row) + label % laneCount
            let own = ownPlace.pointee
            if own == maximum, isBelow(maximum, columns: label, row: row) { result.correct += 1 }
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
            ownPlace.pointee -= inverseCount
        }
        return result
    }

    /// Whether the first columns of a row are all below a bound.
    @inline(__always)
    private func isBelow(_ bound: Float, columns: Int, row: Int) -> Bool {
        for column in 0..<columns
        where !(place(panel: column / laneCount, row: row)[column % laneCount] < bound) {
            return false
        }
        return true
    }

    /// Sixteen logits, minus infinity in the padding.
    @inline(__always)
    private func logits(panel: Int, row: Int) -> Lanes {
        maskingPadding(Lanes(at: place(panel: panel, row: row)), panel: panel, with: -.infinity)
    }

    /// Replaces the lanes beyond the last column.
    @inline(__always)
    func maskingPadding(_ lanes: Lanes, panel: Int, with value: Float) -> Lanes {
        let indices = Lanes(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
        return selectLess(indices, Float(columns &- panel &* laneCount), lanes, Lanes(repeating: value))
    }
}

extension Matrix {
    /// Computes the masked sigmoid cross entropy of logits and turns them into the gradient of its mean.
    ///
    /// One binary classification a column. Missing labels count nothing, but the mean is taken over all elements
    /// of the batch, labelled or not (as the second author's library did).
    ///
    /// - Parameters:
    ///   - labels: 1, 0 or -1 for a missing label; the shape of the logits.
    ///   - wantsGradient: whether the matrix becomes the gradient of the mean loss; otherwise it stays.
    /// - Returns: the sum of the losses divided by the number of columns, so that dividing by the rows gives the
    ///   mean; no count of correct rows (0).
    public func sigmoidCrossEntropy(_ labels: Matrix, wantsGradient: Bool) -> BatchLoss {
        precondition(labels.rows == rows && labels.columns == columns, "one label an output")
        var sum = 0.0
        let inverseCount = 1 / Float(max(1, rows * columns))
        for row in 0..<rows {
            for panel in 0..<panels {
                let x = Lanes(at: place(panel: panel, row: row))
                let label = maskingPadding(Lanes(at: labels.place(panel: panel, row: row)), panel: panel, with: -1)
                let magnitude = selectLess(x, 0, -x, x)
                let small = exponential(-magnitude)
                let linear = selectGreater(x, 0, x, .zero) - x * label
                for lane in 0..<min(laneCount, columns &- panel &* laneCount) where label[lane] >= 0 {
                    sum += Double(linear[lane]) + naturalLogarithm(1 + Double(small[lane]))
                    // The comparisons above are false for NaN, which must not vanish.
                    if x[lane].isNaN { sum = .nan }
                }
                if wantsGradient {
                    let gradient = (sigmoid(x) - label) * inverseCount
                    selectAtLeast(label, 0, gradient, .zero).store(at: place(panel: panel, row: row))
                }
            }
        }
        return BatchLoss(sum: sum / Double(max(1, columns)), correct: 0)
    }
}

extension Matrix {
    /// Computes the squared error of outputs and turns them into the gradient of its mean.
    ///
    /// The sum of the losses is taken in double precision, row after row.
    ///
    /// - Parameters:
    ///   - targets: the numbers that the outputs should be; the shape of the outputs.
    ///   - wantsGradient: whether the matrix becomes the gradient of the mean loss, 2 (y - t) / (rows x columns);
    ///     otherwise it stays.
    /// - Returns: the sum of the squares divided by the number of columns, so that dividing by the rows gives the mean;
    ///   no count of correct rows (0).
    public func squaredError(_ targets: Matrix, wantsGradient: Bool) -> BatchLoss {
        precondition(targets.rows == rows && targets.columns == columns, "one number an output")
        var sum = 0.0
        let factor = 2 / Float(max(1, rows * columns))
        for row in 0..<rows {
            for panel in 0..<panels {
                let place = place(panel: panel, row: row)
                // Zeros beyond the last column, so that no gradient comes from there.
                let difference = maskingPadding(
                    Lanes(at: place) - Lanes(at: targets.place(panel: panel, row: row)), panel: panel, with: 0)
                for lane in 0..<min(laneCount, columns &- panel &* laneCount) {
                    sum += Double(difference[lane]) * Double(difference[lane])
                }
                if wantsGradient { (difference * factor).store(at: place) }
            }
        }
        return BatchLoss(sum: sum / Double(max(1, columns)), correct: 0)
    }
}

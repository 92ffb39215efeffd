/// What batch normalisation of a layer needs beside its scale and shift: statistics of the columns of a batch.
///
/// Ioffe and Szegedy 2015, with the conventions of PyTorch: the biased variance normalises, the unbiased one goes
/// into the running average.
public final class BatchStatistics {
    /// The mean of each column.
    public let mean: Vector
    /// 1 / sqrt(variance + epsilon) of each column.
    public let inverseDeviation: Vector
    /// Running averages of mean and unbiased variance, used for inference.
    public let runningMean: Vector
    /// See `runningMean`.
    public let runningVariance: Vector
    /// What is added to the variance.
    public static let epsilon: Float = 1e-5
    /// The share of a batch in the running averages.
    public static let momentum: Float = 0.1

    /// Makes statistics of columns with running mean 0 and variance 1.
    public init(columns: Int) {
        mean = Vector(count: columns)
        inverseDeviation = Vector(count: columns)
        runningMean = Vector(count: columns)
        runningVariance = Vector(count: columns, repeating: 1)
    }

    /// Normalises the columns of a batch in place by the batch's own statistics and updates the averages.
    ///
    /// Sums run in ascending order of rows.
    ///
    /// - Parameter values: rows x columns, at least one row; becomes (x - mean) / sqrt(variance + epsilon).
    public func normalize(_ values: Matrix) {
        precondition(values.columns == mean.count && values.rows > 0, "the shapes differ")
        let inverseCount = 1 / Float(values.rows)
        let unbiasing = values.rows > 1 ? Float(values.rows) / Float(values.rows - 1) : 1
        for panel in 0..<values.panels {
            let place = values.place(panel: panel, row: 0)
            var sum = Lanes.zero
            for row in 0..<values.rows { sum += Lanes(at: place + (row &* laneCount)) }
            var mean = sum * inverseCount
            // The mean of what is left corrects the rounding of the first sum.
            var rest = Lanes.zero
            for row in 0..<values.rows { rest += Lanes(at: place + (row &* laneCount)) - mean }
            mean.addProduct(rest, Lanes(repeating: inverseCount))
            var squares = Lanes.zero
            for row in 0..<values.rows {
                let deviation = Lanes(at: place + (row &* laneCount)) - mean
                squares = fused(deviation, deviation, squares)
            }
            let variance = squares * inverseCount
            let inverseDeviation = 1 / (variance + BatchStatistics.epsilon).squareRoot()
            for row in 0..<values.rows {
                ((Lanes(at: place + (row &* laneCount)) - mean) * inverseDeviation)
                    .store(at: place + (row &* laneCount))
            }
            self.mean.setLanes(mean, panel: panel)
            self.inverseDeviation.setLanes(inverseDeviation, panel: panel)
            update(runningMean, with: mean, panel: panel)
            update(runningVariance, with: variance * unbiasing, panel: panel)
        }
    }

    @inline(__always)
    private func update(_ average: Vector, with value: Lanes, panel: Int) {
        let old = average.lanes(panel: panel)
        average.setLanes(fused(Lanes(repeating: BatchStatistics.momentum), value - old, old), panel: panel)
    }

    /// Normalises the columns of a batch in place by the running averages.
    public func normalizeForInference(_ values: Matrix) {
        precondition(values.columns == mean.count, "the shapes differ")
        for panel in 0..<values.panels {
            let mean = runningMean.lanes(panel: panel)
            let inverse = 1 / (runningVariance.lanes(panel: panel) + BatchStatistics.epsilon).squareRoot()
            let place = values.place(panel: panel, row: 0)
            for row in 0..<values.rows {
                ((Lanes(at: place + (row &* laneCount)) - mean) * inverse).store(at: place + (row &* laneCount))
            }
        }
    }

    /// Turns the gradient with respect to scale * normalised + shift into the one with respect to the input.
    ///
    /// - Parameters:
    ///   - gradient: rows x columns, in place.
    ///   - normalized: what `normalize` made.
    ///   - scale: the factor of each column.
    ///   - scaleGradient: takes the gradient of the scale.
    ///   - shiftGradient: holds the column sums of the gradient, which are the gradient of the shift.
    public func propagate(
        _ gradient: Matrix, normalized: Matrix, scale: Vector, scaleGradient: Vector, shiftGradient: Vector
    ) {
        precondition(gradient.columns == mean.count && gradient.rows == normalized.rows, "the shapes differ")
        let inverseCount = 1 / Float(max(1, gradient.rows))
        for panel in 0..<gradient.panels {
            let place = gradient.place(panel: panel, row: 0)
            let hats = normalized.place(panel: panel, row: 0)
            var product = Lanes.zero
            for row in 0..<gradient.rows {
                product.addProduct(Lanes(at: place + (row &* laneCount)), Lanes(at: hats + (row &* laneCount)))
            }
            scaleGradient.setLanes(product, panel: panel)
            let meanGradient = shiftGradient.lanes(panel: panel) * inverseCount
            let meanProduct = product * inverseCount
            let factor = scale.lanes(panel: panel) * inverseDeviation.lanes(panel: panel)
            for row in 0..<gradient.rows {
                let centred = Lanes(at: place + (row &* laneCount)) - meanGradient
                let hat = Lanes(at: hats + (row &* laneCount))
                (factor * fused(-hat, meanProduct, centred)).store(at: place + (row &* laneCount))
            }
        }
    }
}

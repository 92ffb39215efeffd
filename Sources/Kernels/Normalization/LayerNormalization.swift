/// What layer normalisation of a layer needs beside its scale and shift: a statistic of each row of a batch.
///
/// Ba, Kiros and Hinton 2016, with epsilon inside the root as in PyTorch. Sums along a row take sixteen lanes,
/// panel after panel, and one fixed tree.
public final class RowStatistics {
    /// 1 / sqrt(variance + epsilon) of each row.
    public let inverseDeviation: Vector
    /// What is added to the variance.
    public static let epsilon: Float = 1e-5

    /// Makes statistics of at most so many rows.
    public init(rowCapacity: Int) {
        inverseDeviation = Vector(count: rowCapacity)
    }

    /// Normalises the rows of a batch in place.
    ///
    /// - Parameter values: rows x columns; becomes (x - mean) / sqrt(variance + epsilon), row by row.
    public func normalize(_ values: Matrix) {
        precondition(values.rows <= inverseDeviation.count, "more rows than there is room for")
        let inverseCount = 1 / Float(max(1, values.columns))
        for row in stride(from: 0, to: values.rows, by: RowQuartet.rows) {
            var sum = RowQuartet.zero
            values.forEachPanel { panel, isPartial in
                let lanes = RowQuartet(at: values.place(panel: panel, row: row))
                sum.add(isPartial ? values.maskingPadding(lanes) : lanes)
            }
            let mean = sum.treeSums * inverseCount
            var squares = RowQuartet.zero
            values.forEachPanel { panel, isPartial in
                let deviation = RowQuartet(at: values.place(panel: panel, row: row)).subtracting(mean)
                squares.addSquare(isPartial ? values.maskingPadding(deviation) : deviation)
            }
            let variance = squares.treeSums * inverseCount
            let inverse = 1 / (variance + RowStatistics.epsilon).squareRoot()
            setInverse(inverse, row: row, end: values.rows)
            values.forEachPanel { panel, isPartial in
                let place = values.place(panel: panel, row: row)
                let hat = RowQuartet(at: place).subtracting(mean).scaled(by: inverse)
                (isPartial ? values.maskingPadding(hat) : hat).store(at: place)
            }
        }
    }

    /// Rows beyond the last one in use have no statistic.
    @inline(__always)
    private func setInverse(_ inverse: SIMD4<Float>, row: Int, end: Int) {
        for offset in 0..<min(RowQuartet.rows, end &- row) { inverseDeviation.base[row &+ offset] = inverse[offset] }
    }

    /// Turns the gradient with respect to scale * normalised + shift into the one with respect to the input.
    ///
    /// - Parameters:
    ///   - gradient: rows x columns, in place.
    ///   - normalized: what `normalize` made.
    ///   - scale: the factor of each column.
    ///   - scaleGradient: takes the gradient of the scale: sums over the rows in ascending order.
    public func propagate(_ gradient: Matrix, normalized: Matrix, scale: Vector, scaleGradient: Vector) {
        precondition(gradient.rows == normalized.rows && gradient.columns == scale.count, "the shapes differ")
        for panel in 0..<gradient.panels {
            var product = Lanes.zero
            for row in 0..<gradient.rows {
                product.addProduct(
                    Lanes(at: gradient.place(panel: panel, row: row)),
                    Lanes(at: normalized.place(panel: panel, row: row)))
            }
            scaleGradient.setLanes(product, panel: panel)
        }
        let inverseCount = 1 / Float(max(1, gradient.columns))
        for row in stride(from: 0, to: gradient.rows, by: RowQuartet.rows) {
            // The padding of the scale is zero, so it adds nothing to the sums.
            var sum = RowQuartet.zero
            var product = RowQuartet.zero
            for panel in 0..<gradient.panels {
                let scaled = RowQuartet(at: gradient.place(panel: panel, row: row))
                    .scaled(by: scale.lanes(panel: panel))
                sum.add(scaled)
                product.addProduct(scaled, RowQuartet(at: normalized.place(panel: panel, row: row)))
            }
            let mean = sum.treeSums * inverseCount
            let meanProduct = product.treeSums * inverseCount
            let inverse = SIMD4<Float>(
                inverseDeviation.base[row], inverseDeviation.base[row &+ 1], inverseDeviation.base[row &+ 2],
                inverseDeviation.base[row &+ 3])
            gradient.forEachPanel { panel, isPartial in
                let place = gradient.place(panel: panel, row: row)
                let factors = scale.lanes(panel: panel)
                var result = RowQuartet(at: place).scaled(by: factors).subtracting(mean)
                result.subtractProduct(RowQuartet(at: normalized.place(panel: panel, row: row)), meanProduct)
                result = result.scaled(by: inverse)
                (isPartial ? gradient.maskingPadding(result) : result).store(at: place)
            }
        }
    }
}

extension Matrix {
    /// Visits the panels in ascending order and says of the last whether it has padding.
    @inline(__always)
    fileprivate func forEachPanel(_ body: (_ panel: Int, _ isPartial: Bool) -> Void) {
        let whole = columns / laneCount
        for panel in 0..<whole { body(panel, false) }
        if whole < panels { body(whole, true) }
    }

    /// Replaces the lanes beyond the last column by zero.
    @inline(__always)
    fileprivate func maskingPadding(_ rows: RowQuartet) -> RowQuartet {
        let last = panels &- 1
        return RowQuartet(
            a: maskingPadding(rows.a, panel: last, with: 0), b: maskingPadding(rows.b, panel: last, with: 0),
            c: maskingPadding(rows.c, panel: last, with: 0), d: maskingPadding(rows.d, panel: last, with: 0))
    }
}

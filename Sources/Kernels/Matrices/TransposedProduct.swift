/// What becomes of a finished block of a weight gradient.
protocol GradientSink {
    /// Takes a block of up to sixteen rows of one panel.
    ///
    /// - Parameters:
    ///   - block: the gradient, sixteen floats a row, rows in order.
    ///   - rows: how many of the sixteen rows there are.
    ///   - firstRow: the row of the gradient that the block begins with, a multiple of sixteen.
    ///   - panel: the panel of the gradient.
    func take(_ block: UnsafeMutablePointer<Float>, rows: Int, firstRow: Int, panel: Int)

    /// The memory that the sink will touch for some rows of some panels: two blocks, one for each pass.
    func memory(rows: Int, firstRow: Int, panels: Range<Int>) -> (Upcoming, Upcoming)
}

/// Computes `left' * right` block by block, for weight gradients.
///
/// Each element is one chain of fused multiply-adds over ascending rows of the batch, from zero.
///
/// - Parameters:
///   - left: batch x m.
///   - right: batch x columns, with as many rows in use.
@inline(__always)
func transposedProduct(_ left: Matrix, _ right: Matrix, scratch: ProductScratch, into sink: some GradientSink) {
    precondition(left.rows == right.rows, "the inner sizes differ")
    let depth = left.rows
    var panel = 0
    while panel < right.panels {
        let count = min(panelsATile, right.panels &- panel)
        var first = 0
        while first < left.columns {
            let rows = min(ProductScratch.rows, left.columns &- first)
            var (upcoming, afterwards) = sink.memory(rows: rows, firstRow: first, panels: panel..<panel &+ count)
            var k = 0
            repeat {
                let block = min(depthABlock, depth &- k)
                var row = 0
                while row < rows {
                    computeRows(
                        Transposed.self, rows: min(laneCount, rows &- row), panels: count,
                        TileOperands(
                            left: UnsafePointer(left.place(panel: (first &+ row) / laneCount, row: k)),
                            leftStride: 0,
                            right: UnsafePointer(right.place(panel: panel, row: k)),
                            rightStride: right.panelStride,
                            target: scratch.gradient + (row &* laneCount),
                            targetStride: ProductScratch.panelStride,
                            depth: block, continues: k > 0),
                        &upcoming)
                    row &+= laneCount
                }
                k &+= block
                swap(&upcoming, &afterwards)
            } while k < depth
            var row = 0
            while row < rows {
                for j in 0..<count {
                    sink.take(
                        scratch.gradient + (j &* ProductScratch.panelStride &+ row &* laneCount),
                        rows: min(laneCount, rows &- row), firstRow: first &+ row, panel: panel &+ j)
                }
                row &+= laneCount
            }
            first &+= rows
        }
        panel &+= count
    }
}

/// Stores a gradient in a matrix.
private struct StoringSink: GradientSink {
    let target: Matrix

    @inline(__always)
    func take(_ block: UnsafeMutablePointer<Float>, rows: Int, firstRow: Int, panel: Int) {
        let place = target.place(panel: panel, row: firstRow)
        for row in 0..<rows { Lanes(at: block + (row &* laneCount)).store(at: place + (row &* laneCount)) }
    }

    @inline(__always)
    func memory(rows: Int, firstRow: Int, panels: Range<Int>) -> (Upcoming, Upcoming) {
        (Upcoming(nothingAt: target.base), Upcoming(nothingAt: target.base))
    }
}

extension Matrix {
    /// Sets this matrix to a product with a transposed left factor: `left' * right`.
    ///
    /// Each element is one chain of fused multiply-adds over ascending rows, from zero.
    ///
    /// - Parameters:
    ///   - left: rows x m.
    ///   - right: rows x columns, with as many rows in use.
    ///   - scratch: working memory.
    public func setTransposedProduct(_ left: Matrix, _ right: Matrix, scratch: ProductScratch) {
        precondition(left.columns <= rowCapacity && right.columns == columns, "the product does not fit")
        precondition(left !== self && right !== self, "a product is not computed in place")
        useRows(left.columns)
        transposedProduct(left, right, scratch: scratch, into: StoringSink(target: self))
    }
}

/// Computes `left' * right` block by block, for weight gradients: stores it, or takes a step of an optimiser with it.
///
/// Each element is one chain of fused multiply-adds over ascending rows of the batch, from zero. With a step, a block of the
/// gradient is finished in the scratch memory, which stays in the first-level cache, and goes into its weights from there.
///
/// - Parameters:
///   - left: batch x m.
///   - right: batch x columns, with as many rows in use.
///   - target: m x columns: the gradient, or the weights.
///   - update: the step on the weights; nil to store the gradient.
func transposedProduct(
    _ left: Matrix, _ right: Matrix, into target: Matrix, scratch: ProductScratch, update: PlacedUpdate? = nil
) {
    precondition(left.rows == right.rows, "the inner sizes differ")
    let depth = left.rows
    scratch.count(rows: left.columns, depth: depth, columns: right.columns)
    let passes = max(1, (depth &+ depthABlock &- 1) / depthABlock)
    var turn = 0
    while turn < right.panels {
        // Some groups of panels take turns at each block of the left factor, which stays in the second-level cache.
        let end = min(turn &+ panelsATurn, right.panels)
        var first = 0
        while first < left.columns {
            let rows = min(ProductScratch.rows, left.columns &- first)
            var panel = turn
            while panel < end {
                let count = min(panelsATile, end &- panel)
                // Three tiles are sixteen rows; each asks once every sixteen k.
                var upcoming = target.blockAfter(
                    panel &+ count, turn: turn, end: end, row: first, rows: rows, of: left.columns,
                    times: 3 &* (rows / laneCount) &* (depth / laneCount))
                for pass in 0..<passes {
                    let k = pass &* depthABlock
                    let isStored = pass == passes &- 1 && update == nil
                    var row = 0
                    while row < rows {
                        let tileRows = min(laneCount, rows &- row)
                        let partial = scratch.base + (row &* laneCount)
                        let result = target.place(panel: panel, row: first &+ row)
                        let operands = TileOperands(
                            left: UnsafePointer(left.place(panel: (first &+ row) / laneCount, row: k)),
                            leftStride: laneCount &* laneCount,
                            right: UnsafePointer(right.place(panel: panel, row: k)), rightStride: right.panelStride,
                            start: UnsafePointer(partial), startStride: ProductScratch.panelStride,
                            target: isStored ? result : partial,
                            targetStride: isStored ? target.panelStride : ProductScratch.panelStride,
                            depth: min(depthABlock, depth &- k), continues: k > 0)
                        computeRows(Transposed.self, rows: tileRows, panels: count, operands, &upcoming)
                        row &+= laneCount
                    }
                }
                if let update {
                    for offset in 0..<count {
                        update.take(
                            gradient: scratch.base + (offset &* ProductScratch.panelStride),
                            at: target.place(panel: panel &+ offset, row: first), rows: rows)
                    }
                }
                panel &+= count
            }
            first &+= rows
        }
        turn = end
    }
}

extension Matrix {
    /// The block of the target that comes next: the arguments say where it is now.
    @inline(__always)
    fileprivate func blockAfter(
        _ panel: Int, turn: Int, end: Int, row: Int, rows: Int, of allRows: Int, times: Int
    ) -> Upcoming {
        var (panel, row, end) = (panel, row, end)
        if panel == end {
            panel = turn
            row &+= rows
            if row >= allRows {
                panel = end
                row = 0
                end = min(end &+ panelsATurn, panels)
            }
        }
        guard panel < end else { return Upcoming(nothingAt: base) }
        return Upcoming(
            at: place(panel: panel, row: row), rows: min(ProductScratch.rows, allRows &- row),
            panels: min(panelsATile, end &- panel), panelStride: panelStride, times: times)
    }

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
        transposedProduct(left, right, into: self, scratch: scratch)
    }

    /// Takes one step of gradient descent on weights: `self -= learningRate * (input' * gradient + l2Penalty * self)`.
    ///
    /// The step of `take(_:input:gradient:moments:scratch:)` that keeps nothing of former gradients.
    public func descend(
        input: Matrix, gradient: Matrix, learningRate: Float, l2Penalty: Float, scratch: ProductScratch
    ) {
        take(.descent(rate: learningRate, penalty: l2Penalty), input: input, gradient: gradient, scratch: scratch)
    }
}

/// Work to do on finished panels of a product while they are still in the cache.
protocol PanelEpilogue {
    /// Finishes neighbouring panels, all rows.
    func finish(panels: Range<Int>)
}

/// No work.
struct NoEpilogue: PanelEpilogue {
    @inline(__always) func finish(panels: Range<Int>) {}
}

extension Matrix {
    /// Sets this matrix to a product: `left * right`.
    ///
    /// Each element is one chain of fused multiply-adds over ascending k, from zero.
    ///
    /// - Parameters:
    ///   - left: rows x k; its rows in use become the rows in use here.
    ///   - right: k x columns.
    public func setProduct(_ left: Matrix, _ right: Matrix) {
        setProduct(left, StandingFactor(matrix: right), epilogue: NoEpilogue())
    }

    /// Sets this matrix to a product with a transposed right factor: `left * right'`.
    ///
    /// Each element is one chain of fused multiply-adds over ascending k, from zero.
    ///
    /// - Parameters:
    ///   - left: rows x k; its rows in use become the rows in use here.
    ///   - right: columns x k, as many rows in use as columns here.
    ///   - scratch: working memory.
    public func setProduct(_ left: Matrix, transposeOf right: Matrix, scratch: ProductScratch) {
        setProduct(left, TransposedFactor(matrix: right, scratch: scratch), epilogue: NoEpilogue())
    }

    /// Adds a product to this matrix: each element's chain goes on from its value here.
    ///
    /// - Parameters:
    ///   - left: rows x k, with as many rows in use as here.
    ///   - right: k x columns.
    public func addProduct(_ left: Matrix, _ right: Matrix) {
        precondition(left.rows == rows, "the numbers of rows differ")
        setProduct(left, StandingFactor(matrix: right), epilogue: NoEpilogue(), continues: true)
    }

    /// Adds a product with a transposed right factor: each element's chain goes on from its value here.
    ///
    /// - Parameters:
    ///   - left: rows x k, with as many rows in use as here.
    ///   - right: columns x k, as many rows in use as columns here.
    ///   - scratch: working memory.
    public func addProduct(_ left: Matrix, transposeOf right: Matrix, scratch: ProductScratch) {
        precondition(left.rows == rows, "the numbers of rows differ")
        setProduct(left, TransposedFactor(matrix: right, scratch: scratch), epilogue: NoEpilogue(), continues: true)
    }

    @inline(__always)
    func setProduct(
        _ left: Matrix, _ right: some RightFactor, epilogue: some PanelEpilogue, continues: Bool = false
    ) {
        precondition(left.columns == right.depth, "the inner sizes differ")
        precondition(right.columns == columns && left.rows <= rowCapacity, "the product does not fit")
        precondition(left !== self && right.matrix !== self, "a product is not computed in place")
        useRows(left.rows)
        let rows = left.rows
        let depth = left.columns
        var panel = 0
        while panel < panels {
            let count = min(panelsATile, panels &- panel)
            var k = 0
            repeat {
                let block = min(depthABlock, depth &- k)
                let (start, stride) = right.block(panel: panel, panels: count, row: k, rows: block)
                var upcoming = blockAfter(panel: panel, panels: count, row: k &+ block, of: right)
                let target = place(panel: panel, row: 0)
                computeRows(
                    Upright.self, rows: rows, panels: count,
                    TileOperands(
                        left: UnsafePointer(left.place(panel: k / laneCount, row: 0)),
                        leftStride: left.panelStride, right: start, rightStride: stride,
                        start: UnsafePointer(target), startStride: panelStride,
                        target: target, targetStride: panelStride,
                        depth: block, continues: continues || k > 0),
                    StoringSink(), &upcoming)
                k &+= block
            } while k < depth
            epilogue.finish(panels: panel..<panel &+ count)
            panel &+= count
        }
    }

    /// The block of a right factor that the product needs after the one that ends at a row.
    @inline(__always)
    private func blockAfter(panel: Int, panels count: Int, row: Int, of right: some RightFactor) -> Upcoming {
        let isLast = row >= right.depth
        let panel = isLast ? panel &+ count : panel
        guard panel < panels else { return Upcoming(nothingAt: right.matrix.base) }
        let first = isLast ? 0 : row
        return right.upcoming(
            panel: panel, panels: min(count, panels &- panel), row: first,
            rows: min(depthABlock, right.depth &- first), times: rows / 6 &* (depthABlock / laneCount))
    }
}

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
        setProduct(left, right, epilogue: NoEpilogue())
    }

    /// Adds a product to this matrix: each element's chain goes on from its value here.
    ///
    /// - Parameters:
    ///   - left: rows x k, with as many rows in use as here.
    ///   - right: k x columns.
    public func addProduct(_ left: Matrix, _ right: Matrix) {
        precondition(left.rows == rows, "the numbers of rows differ")
        setProduct(left, right, epilogue: NoEpilogue(), continues: true)
    }

    @inline(__always)
    func setProduct(_ left: Matrix, _ right: Matrix, epilogue: some PanelEpilogue, continues: Bool = false) {
        precondition(left.columns == right.rows, "the inner sizes differ")
        precondition(right.columns == columns && left.rows <= rowCapacity, "the product does not fit")
        precondition(left !== self && right !== self, "a product is not computed in place")
        useRows(left.rows)
        let depth = left.columns
        var panel = 0
        while panel < panels {
            let count = min(panelsATile, panels &- panel)
            var k = 0
            repeat {
                let block = min(depthABlock, depth &- k)
                var upcoming = blockAfter(panel: panel, panels: count, row: k &+ block, of: right)
                computeRows(
                    Upright.self, rows: rows, panels: count,
                    TileOperands(
                        left: UnsafePointer(left.place(panel: k / laneCount, row: 0)),
                        leftStride: left.panelStride,
                        right: UnsafePointer(right.place(panel: panel, row: k)),
                        rightStride: right.panelStride,
                        target: place(panel: panel, row: 0), targetStride: panelStride,
                        depth: block, continues: continues || k > 0),
                    &upcoming)
                k &+= block
            } while k < depth
            epilogue.finish(panels: panel..<panel &+ count)
            panel &+= count
        }
    }

    /// The block of a right factor that the product needs after the one that ends at a row.
    private func blockAfter(panel: Int, panels count: Int, row: Int, of right: Matrix) -> Upcoming {
        if row < right.rows {
            return Upcoming(
                at: right.place(panel: panel, row: row), rows: min(depthABlock, right.rows &- row), panels: count,
                panelStride: right.panelStride)
        }
        let next = panel &+ count
        guard next < panels else { return Upcoming(nothingAt: right.base) }
        return Upcoming(
            at: right.place(panel: next, row: 0), rows: min(depthABlock, right.rows),
            panels: min(count, panels &- next), panelStride: right.panelStride)
    }
}

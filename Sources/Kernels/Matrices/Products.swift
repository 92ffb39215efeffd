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
        scratch.count(rows: left.rows, depth: left.columns, columns: columns)
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
        scratch.count(rows: left.rows, depth: left.columns, columns: columns)
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
        let depth = left.columns
        var first = 0
        while first < panels {
            // Some groups of panels take turns at each block of k, so that they share what they read of the left
            // factor while it is in the second-level cache.
            let end = min(first &+ panelsATurn, panels)
            var k = 0
            repeat {
                let block = min(depthABlock, depth &- k)
                var panel = first
                while panel < end {
                    let count = min(panelsATile, end &- panel)
                    let (start, stride) = right.block(panel: panel, panels: count, row: k, rows: block)
                    var upcoming = blockAfter(
                        panel &+ count, first: first, end: end, row: k, rows: block, of: right)
                    let target = place(panel: panel, row: 0)
                    computeRows(
                        Upright.self, rows: left.rows, panels: count,
                        TileOperands(
                            left: UnsafePointer(left.place(panel: k / laneCount, row: 0)),
                            leftStride: left.panelStride, right: start, rightStride: stride,
                            start: UnsafePointer(target), startStride: panelStride,
                            target: target, targetStride: panelStride,
                            depth: block, continues: continues || k > 0),
                        &upcoming)
                    panel &+= count
                }
                k &+= block
            } while k < depth
            epilogue.finish(panels: first..<end)
            first = end
        }
    }

    /// The block of a right factor that a product needs next.
    ///
    /// - Parameters:
    ///   - panel: the panel after the ones that are computed now.
    ///   - first: the first panel of the turn.
    ///   - end: the panel after the turn.
    ///   - row: the first k of the block that is computed now.
    ///   - rows: the number of its k.
    @inline(__always)
    private func blockAfter(
        _ panel: Int, first: Int, end: Int, row: Int, rows: Int, of right: some RightFactor
    ) -> Upcoming {
        var (panel, row, end) = (panel, row, end)
        if panel == end {
            panel = first
            row &+= rows
            if row >= right.depth {
                panel = end
                row = 0
                end = min(end &+ panelsATurn, panels)
            }
        }
        guard panel < end else { return Upcoming(nothingAt: right.matrix.base) }
        return right.upcoming(
            panel: panel, panels: min(panelsATile, end &- panel), row: row, rows: min(depthABlock, right.depth &- row),
            times: self.rows / 6 &* (depthABlock / laneCount))
    }
}

/// Working memory of products, allocated once a training run.
///
/// 16 KiB: 64 rows by four panels of a weight gradient before they are used, or a block of a transposed factor.
public final class ProductScratch {
    /// The rows of gradient that are computed at a time.
    static let rows = 64

    /// The distance between two panels of gradient, in floats.
    static let panelStride = rows * laneCount

    static let floats = panelStride * 4

    let base: UnsafeMutablePointer<Float>

    /// Allocates the memory.
    public init() {
        precondition(depthABlock * panelsATile * laneCount <= ProductScratch.floats, "a block of a factor must fit")
        base = UnsafeMutableRawPointer.allocate(
            byteCount: ProductScratch.floats * MemoryLayout<Float>.stride, alignment: 64
        ).bindMemory(to: Float.self, capacity: ProductScratch.floats)
        base.initialize(repeating: 0, count: ProductScratch.floats)
    }

    deinit { base.deallocate() }

    /// The bytes of the memory.
    public static var byteCount: Int { floats * MemoryLayout<Float>.stride }

    /// The floating-point operations of all products that were executed with this memory, padding left out; a fused
    /// multiply-add counts as two.
    public private(set) var operations = 0

    /// Counts a product.
    @inline(__always)
    func count(rows: Int, depth: Int, columns: Int) { operations &+= 2 &* rows &* depth &* columns }
}

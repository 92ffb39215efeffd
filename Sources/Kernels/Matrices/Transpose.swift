import CProcessor

/// Transposes a block of 16 x 16 floats, each side 256 floats in a row.
///
/// - Parameters:
///   - source: the block; not changed.
///   - target: the transposed block; does not overlap the source.
@inline(__always)
func transposeBlock(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    snnbench_transpose(source, target)
}

extension Matrix {
    /// Sets this matrix to the transpose of another.
    ///
    /// - Parameter other: a matrix with as many columns as this one has room for rows, and the reverse.
    public func setTranspose(of other: Matrix) {
        precondition(other.columns == rowCapacity && other.rowCapacity == columns, "the transpose does not fit")
        useRows(other.columns)
        for panel in 0..<other.panels {
            for block in 0..<panels {
                transposeBlock(
                    other.place(panel: panel, row: block &* laneCount),
                    place(panel: block, row: panel &* laneCount))
            }
        }
    }
}

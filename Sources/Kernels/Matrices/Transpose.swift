/// Interleaves the lower halves of two vectors.
@inline(__always)
private func interleaveLow(_ a: Lanes, _ b: Lanes) -> Lanes {
    Lanes(a[0], b[0], a[1], b[1], a[2], b[2], a[3], b[3], a[4], b[4], a[5], b[5], a[6], b[6], a[7], b[7])
}

/// Interleaves the upper halves of two vectors.
@inline(__always)
private func interleaveHigh(_ a: Lanes, _ b: Lanes) -> Lanes {
    Lanes(
        a[8], b[8], a[9], b[9], a[10], b[10], a[11], b[11], a[12], b[12], a[13], b[13], a[14], b[14], a[15], b[15])
}

/// One of four rounds: row i and row i + 8 are interleaved into rows 2i and 2i + 1.
///
/// Not inlined: when the compiler sees all four rounds at once it merges them into far slower shuffles.
@inline(never)
private func interleaveRound(_ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>) {
    for row in 0..<8 {
        let a = Lanes(at: source + row &* laneCount)
        let b = Lanes(at: source + (row &+ 8) &* laneCount)
        interleaveLow(a, b).store(at: target + (2 &* row) &* laneCount)
        interleaveHigh(a, b).store(at: target + (2 &* row &+ 1) &* laneCount)
    }
}

/// Transposes a block of 16 x 16 floats, each side 256 floats in a row.
///
/// - Parameters:
///   - source: the block; not changed.
///   - target: the transposed block; does not overlap the source.
///   - scratch: room for one more block.
@inline(__always)
func transposeBlock(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
) {
    interleaveRound(source, scratch)
    interleaveRound(scratch, target)
    interleaveRound(target, scratch)
    interleaveRound(scratch, target)
}

extension Matrix {
    /// Sets this matrix to the transpose of another.
    ///
    /// - Parameters:
    ///   - other: a matrix with as many columns as this one has room for rows, and the reverse.
    ///   - scratch: room for a block; allocated once a training run.
    public func setTranspose(of other: Matrix, scratch: ProductScratch) {
        precondition(other.columns == rowCapacity && other.rowCapacity == columns, "the transpose does not fit")
        useRows(other.columns)
        for panel in 0..<other.panels {
            for block in 0..<panels {
                transposeBlock(
                    other.place(panel: panel, row: block &* laneCount),
                    place(panel: block, row: panel &* laneCount),
                    scratch: scratch.block)
            }
        }
    }
}

import CProcessor

/// The right factor of a product, handed out in blocks of `depthABlock` rows by `panelsATile` panels.
protocol RightFactor {
    /// The number of k.
    var depth: Int { get }
    /// The number of columns.
    var columns: Int { get }
    /// The matrix that holds the values.
    var matrix: Matrix { get }

    /// Where a block stands, and how far apart its panels are.
    func block(panel: Int, panels: Int, row: Int, rows: Int) -> (UnsafePointer<Float>, stride: Int)

    /// The memory that a block will be read from, to be asked for in so many times.
    func upcoming(panel: Int, panels: Int, row: Int, rows: Int, times: Int) -> Upcoming
}

/// A matrix as it stands.
struct StandingFactor: RightFactor {
    let matrix: Matrix

    @inline(__always) var depth: Int { matrix.rows }
    @inline(__always) var columns: Int { matrix.columns }

    @inline(__always)
    func block(panel: Int, panels: Int, row: Int, rows: Int) -> (UnsafePointer<Float>, stride: Int) {
        (UnsafePointer(matrix.place(panel: panel, row: row)), matrix.panelStride)
    }

    @inline(__always)
    func upcoming(panel: Int, panels: Int, row: Int, rows: Int, times: Int) -> Upcoming {
        Upcoming(
            at: matrix.place(panel: panel, row: row), rows: rows, panels: panels, panelStride: matrix.panelStride,
            times: times)
    }
}

/// A matrix transposed: each block is written to the scratch memory right before it is used.
///
/// That costs as much as keeping a transposed copy up to date and takes no memory.
struct TransposedFactor: RightFactor {
    let matrix: Matrix
    let scratch: ProductScratch

    @inline(__always) var depth: Int { matrix.columns }
    @inline(__always) var columns: Int { matrix.rows }

    @inline(__always)
    func block(panel: Int, panels: Int, row: Int, rows: Int) -> (UnsafePointer<Float>, stride: Int) {
        let stride = depthABlock &* laneCount
        var block = 0
        while block &* laneCount < rows {
            for offset in 0..<panels {
                transposeBlock(
                    matrix.place(panel: row / laneCount &+ block, row: (panel &+ offset) &* laneCount),
                    scratch.base + (offset &* stride &+ block &* laneCount &* laneCount))
            }
            block &+= 1
        }
        return (UnsafePointer(scratch.base), stride)
    }

    @inline(__always)
    func upcoming(panel: Int, panels: Int, row: Int, rows: Int, times: Int) -> Upcoming {
        Upcoming(
            at: matrix.place(panel: row / laneCount, row: panel &* laneCount), rows: panels &* laneCount,
            panels: Matrix.panelCount(columns: rows), panelStride: matrix.panelStride, times: times)
    }
}

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

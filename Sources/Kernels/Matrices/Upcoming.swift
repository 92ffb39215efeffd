import CProcessor

/// Memory that will be used soon, asked for a few cache lines at a time while a product is computed.
///
/// Weights of wide layers do not fit the second-level cache; without the hint the first tile that touches a
/// block of them waits for every line.
struct Upcoming {
    private var next: UnsafePointer<Float>
    private let panelStride: Int
    private let rows: Int
    private var rowsLeft: Int
    private var panelsLeft: Int
    private let linesAtATime: Int

    /// Names a block of memory.
    ///
    /// - Parameters:
    ///   - start: where its first panel begins.
    ///   - rows: how many rows of sixteen floats it takes of each panel.
    ///   - panels: the number of panels.
    ///   - panelStride: the distance between two panels, in floats.
    ///   - times: how often `ask` will be called before the block is needed, about.
    @inline(__always)
    init(at start: UnsafePointer<Float>, rows: Int, panels: Int, panelStride: Int, times: Int) {
        next = start
        self.panelStride = panelStride
        self.rows = rows
        rowsLeft = rows
        panelsLeft = rows > 0 ? panels : 0
        linesAtATime = (rows &* panels) / max(1, times) &+ 1
    }

    /// Nothing.
    @inline(__always)
    init(nothingAt pointer: UnsafePointer<Float>) {
        self.init(at: pointer, rows: 0, panels: 0, panelStride: 0, times: 1)
    }

    /// Asks for the next lines.
    @inline(__always)
    mutating func ask() {
        guard panelsLeft > 0 else { return }
        let count = min(linesAtATime, rowsLeft)
        for line in 0..<count { snnbench_prefetch(next + line &* laneCount) }
        next += count &* laneCount
        rowsLeft &-= count
        if rowsLeft == 0 {
            next += panelStride &- rows &* laneCount
            rowsLeft = rows
            panelsLeft &-= 1
        }
    }
}

import CProcessor

/// A dense matrix of floats in column panels: sixteen columns of all the rows lie together.
///
/// Element (row, column) stands at `panel * panelStride + row * 16 + lane` where panel and lane are the quotient
/// and remainder of `column / 16`. So a block of rows of one panel is one contiguous piece of memory: all three
/// matrix products of training read and write it in order, with no packing. Rows are padded to a multiple of
/// sixteen as columns are, so that every block is whole; kernels may compute the padding, no result reads it.
///
/// A matrix may hold fewer rows than it has room for (the last batch of an epoch). It is a class since it is a
/// workspace: allocated once a training run, then written in place. It is not `Sendable`: each run has its own.
public final class Matrix {
    /// The number of rows there is room for.
    public let rowCapacity: Int
    /// The number of columns.
    public let columns: Int
    /// The number of rows in use, at most `rowCapacity`.
    public private(set) var rows: Int

    let base: UnsafeMutablePointer<Float>
    private let floats: Int
    /// The distance between two panels, in floats.
    let panelStride: Int

    /// Makes a matrix of zeros.
    ///
    /// - Parameters:
    ///   - rows: the number of rows, 0 or more; all are in use.
    ///   - columns: the number of columns, 0 or more.
    public init(rows: Int, columns: Int) {
        precondition(rows >= 0 && columns >= 0, "a matrix has no negative size")
        self.rowCapacity = rows
        self.rows = rows
        self.columns = columns
        panelStride = Matrix.panelCount(columns: rows) * laneCount * laneCount
        floats = max(laneCount, panelStride * Matrix.panelCount(columns: columns))
        let bytes = floats * MemoryLayout<Float>.stride
        let isLarge = bytes >= Matrix.largePage
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: bytes, alignment: isLarge ? Matrix.largePage : 64)
        // Small pages of a wide layer do not fit the processor's table of addresses.
        if isLarge { snnbench_prefer_large_pages(memory, bytes) }
        base = memory.bindMemory(to: Float.self, capacity: floats)
        base.initialize(repeating: 0, count: floats)
    }

    /// Makes a matrix from its rows.
    ///
    /// - Parameter values: the rows, all of one length.
    public convenience init(_ values: [[Float]]) {
        self.init(rows: values.count, columns: values.first?.count ?? 0)
        for (row, line) in values.enumerated() {
            precondition(line.count == columns, "the rows of a matrix have one length")
            for (column, value) in line.enumerated() { self[row, column] = value }
        }
    }

    deinit { base.deallocate() }

    /// The size of a large page, in bytes.
    private static let largePage = 1 << 21

    static func panelCount(columns: Int) -> Int { columns / laneCount + (columns % laneCount > 0 ? 1 : 0) }

    /// The number of panels of sixteen columns.
    var panels: Int { Matrix.panelCount(columns: columns) }

    /// Where a row of a panel stands in memory.
    @inline(__always)
    func place(panel: Int, row: Int) -> UnsafeMutablePointer<Float> {
        base + (panel &* panelStride &+ row &* laneCount)
    }

    /// The bytes that the elements take, padding included.
    public var byteCount: Int { floats * MemoryLayout<Float>.stride }

    /// The bytes that a matrix of some size takes, padding included, before it is made.
    ///
    /// In double precision, which cannot overflow.
    public static func byteCount(rows: Int, columns: Int) -> Double {
        let blocks = Double(panelCount(columns: rows)) * Double(panelCount(columns: columns))
        return Double(laneCount * MemoryLayout<Float>.stride) * max(1, blocks * Double(laneCount))
    }

    /// The element at a row and a column.
    public subscript(row: Int, column: Int) -> Float {
        get { base[offset(row, column)] }
        set { base[offset(row, column)] = newValue }
    }

    private func offset(_ row: Int, _ column: Int) -> Int {
        precondition(row >= 0 && row < rows && column >= 0 && column < columns, "outside the matrix")
        return (column / laneCount) * panelStride + row * laneCount + column % laneCount
    }

    /// Sets how many rows are in use.
    ///
    /// - Parameter count: 0 ... `rowCapacity`. The values of the rows stay.
    public func useRows(_ count: Int) {
        precondition(count >= 0 && count <= rowCapacity, "more rows than there is room for")
        rows = count
    }

    /// Sets every element, padding included, to zero.
    public func clear() { base.update(repeating: 0, count: floats) }

    /// Copies the values, the number of rows in use included, from a matrix of the same shape.
    public func copy(from other: Matrix) {
        precondition(other.rowCapacity == rowCapacity && other.columns == columns, "the shapes differ")
        base.update(from: other.base, count: floats)
        rows = other.rows
    }
}

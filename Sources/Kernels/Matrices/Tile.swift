import CProcessor

/// How a product tile walks through its left factor.
///
/// The numbers are compile-time constants of the two conformances, so that the inner loop has fixed offsets.
protocol LeftAccess {
    /// The distance between the scalars of neighbouring tile rows, in floats.
    static var rowStep: Int { get }
    /// The distance between the scalars of neighbouring k, in floats; after sixteen k it is `leftStride` once.
    static var depthStep: Int { get }
}

/// The left factor as it stands: tile rows are its rows, k runs over its columns.
enum Upright: LeftAccess {
    @inline(__always) static var rowStep: Int { laneCount }
    @inline(__always) static var depthStep: Int { 1 }
}

/// The left factor transposed: tile rows are its columns, k runs over its rows.
enum Transposed: LeftAccess {
    @inline(__always) static var rowStep: Int { 1 }
    @inline(__always) static var depthStep: Int { laneCount }
}

/// What a product tile is computed from, row after row.
protocol TileFactors {
    /// Computes one tile.
    func compute<Tile: RowGroup, Access: LeftAccess>(_: Tile.Type, _: Access.Type, _ upcoming: inout Upcoming)

    /// Goes on to the tile that is some rows below.
    mutating func moveDown(rows: Int, rowStep: Int)
}

/// Where a product tile reads and writes; strides are distances between panels, in floats.
struct TileOperands: TileFactors {
    var left: UnsafePointer<Float>
    /// How far sixteen k reach in the left factor.
    var leftStride: Int
    var right: UnsafePointer<Float>
    var rightStride: Int
    /// Where the chains go on from, if they do.
    var start: UnsafePointer<Float>
    var startStride: Int
    /// Where the tile is stored.
    var target: UnsafeMutablePointer<Float>
    var targetStride: Int
    /// The number of k.
    var depth: Int
    /// Whether the chains go on from the values at `start` instead of starting at zero.
    var continues: Bool

    @inline(__always)
    func compute<Tile: RowGroup, Access: LeftAccess>(
        _ tile: Tile.Type, _ access: Access.Type, _ upcoming: inout Upcoming
    ) {
        computeTile(tile, access, self, &upcoming)
    }

    @inline(__always)
    mutating func moveDown(rows: Int, rowStep: Int) {
        left += rows &* rowStep
        start += rows &* laneCount
        target += rows &* laneCount
    }
}

/// Where a product tile reads and writes whose left factor is in pieces that stand apart, each with as many k.
///
/// The right factor is read in order, whatever the pieces of the left one.
struct PieceOperands: TileFactors {
    var left: UnsafePointer<Float>
    /// Where each piece begins after `left`, in floats.
    var offsets: UnsafePointer<Int>
    /// The number of pieces.
    var pieces: Int
    /// The number of k of a piece.
    var depth: Int
    var right: UnsafePointer<Float>
    var rightStride: Int
    /// Where the tile is stored, and where the chains go on from, if they do.
    var target: UnsafeMutablePointer<Float>
    var targetStride: Int
    /// Whether the chains go on from the values at `target` instead of starting at zero.
    var continues: Bool

    @inline(__always)
    func compute<Tile: RowGroup, Access: LeftAccess>(_: Tile.Type, _: Access.Type, _ upcoming: inout Upcoming) {
        var tile = continues ? Tile(at: UnsafePointer(target), stride: targetStride) : Tile(zero: ())
        var right = right
        for piece in 0..<pieces {
            accumulate(&tile, Access.self, left + offsets[piece], &right, rightStride, count: depth)
        }
        tile.store(at: target, stride: targetStride)
    }

    @inline(__always)
    mutating func moveDown(rows: Int, rowStep: Int) {
        left += rows &* rowStep
        target += rows &* laneCount
    }
}

/// Computes one tile: each element is one chain of fused multiply-adds in ascending k.
@inline(__always)
func computeTile<Tile: RowGroup, Access: LeftAccess>(
    _: Tile.Type, _: Access.Type, _ operands: TileOperands, _ upcoming: inout Upcoming
) {
    var tile = operands.continues ? Tile(at: operands.start, stride: operands.startStride) : Tile(zero: ())
    var left = operands.left
    var right = operands.right
    let rightStride = operands.rightStride
    var remaining = operands.depth
    while remaining > 0 {
        upcoming.ask()
        let count = min(remaining, laneCount)
        accumulate(&tile, Access.self, left, &right, rightStride, count: count)
        left += operands.leftStride
        remaining &-= count
    }
    tile.store(at: operands.target, stride: operands.targetStride)
}

/// Adds the outer products of some neighbouring k.
@inline(__always)
private func accumulate<Tile: RowGroup, Access: LeftAccess>(
    _ tile: inout Tile, _: Access.Type, _ left: UnsafePointer<Float>, _ right: inout UnsafePointer<Float>,
    _ rightStride: Int, count: Int
) {
    var k = 0
    // Four k a round: fewer instructions for counting, which a neighbour on the same core makes dear.
    while k &+ 4 <= count {
        let scalars = left + (k &* Access.depthStep)
        accumulate(&tile, Access.self, scalars, right, rightStride)
        accumulate(&tile, Access.self, scalars + Access.depthStep, right + laneCount, rightStride)
        accumulate(&tile, Access.self, scalars + 2 &* Access.depthStep, right + 2 &* laneCount, rightStride)
        accumulate(&tile, Access.self, scalars + 3 &* Access.depthStep, right + 3 &* laneCount, rightStride)
        right += 4 &* laneCount
        k &+= 4
    }
    while k < count {
        accumulate(&tile, Access.self, left + (k &* Access.depthStep), right, rightStride)
        right += laneCount
        k &+= 1
    }
}

/// Adds the outer product of one k.
@inline(__always)
private func accumulate<Tile: RowGroup, Access: LeftAccess>(
    _ tile: inout Tile, _: Access.Type, _ scalars: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
    _ rightStride: Int
) {
    tile.accumulate(scalars, rowStep: Access.rowStep, Tile.Columns(at: right, stride: rightStride))
}

/// Computes `rows` neighbouring tile rows with the largest tiles that fit.
@inline(__always)
func computeTiles<Columns: ColumnGroup, Access: LeftAccess>(
    _: Columns.Type, _: Access.Type, rows: Int, _ operands: some TileFactors, _ upcoming: inout Upcoming
) {
    var operands = operands
    var remaining = rows
    if hasManyRegisters, Columns.panels <= 2 {
        while remaining >= 12 { compute(TwelveRows<Columns>.self) }
    }
    if hasManyRegisters, Columns.panels == 3 {
        while remaining >= 8 { compute(EightRows<Columns>.self) }
    }
    while remaining >= 6 { compute(SixRows<Columns>.self) }
    if remaining >= 4 { compute(FourRows<Columns>.self) }
    if remaining >= 2 { compute(TwoRows<Columns>.self) }
    if remaining == 1 { compute(OneRow<Columns>.self) }

    @inline(__always)
    func compute<Tile: RowGroup>(_: Tile.Type) {
        operands.compute(Tile.self, Access.self, &upcoming)
        operands.moveDown(rows: Tile.rows, rowStep: Access.rowStep)
        remaining &-= Tile.rows
    }
}

/// Computes `rows` tile rows of one to `panelsATile` neighbouring panels.
///
/// Not inlined, so that the four widths exist once for each way of reading the left factor: compiling them takes most of the
/// time that this module takes.
@inline(never)
func computeRows<Access: LeftAccess>(
    _ access: Access.Type, rows: Int, panels: Int, _ operands: some TileFactors, _ upcoming: inout Upcoming
) {
    switch panels {
    case 1: computeTiles(OnePanel.self, access, rows: rows, operands, &upcoming)
    case 2: computeTiles(TwoPanels.self, access, rows: rows, operands, &upcoming)
    case 3: computeTiles(ThreePanels.self, access, rows: rows, operands, &upcoming)
    default: computeTiles(FourPanels.self, access, rows: rows, operands, &upcoming)
    }
}

/// Whether a panel takes one register of 32: then tiles of fewer panels may have more rows.
@inline(__always)
private var hasManyRegisters: Bool { snnbench_built_for() == 512 }

/// How many panels a tile takes: as many as leave every accumulator in a register.
///
/// Four panels by six rows are 24 of the 32 registers of AVX-512. Where sixteen floats take two or four
/// registers a panel at a time is all that fits. No result depends on it.
@inline(__always)
var panelsATile: Int { snnbench_built_for() == 512 ? 4 : 1 }

/// How many panels of a product take turns at each block of k.
@inline(__always)
var panelsATurn: Int { 16 }

/// How many k are taken at a time, so that the panels of the right factor stay in the first-level cache.
///
/// 64 rows of four panels are 16 KiB and fill half the ways of every set, whatever the distance of the panels.
@inline(__always)
var depthABlock: Int { snnbench_built_for() == 512 ? 64 : 192 }

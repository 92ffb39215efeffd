/// The accumulators of a product tile: some rows, each a group of columns.
protocol RowGroup {
    /// What a row is made of.
    associatedtype Columns: ColumnGroup

    /// The number of rows.
    static var rows: Int { get }

    /// Zeros.
    init(zero: ())

    /// Loads the tile from a matrix.
    init(at pointer: UnsafePointer<Float>, stride: Int)

    /// Adds the outer product of a column of scalars, `rowStep` floats apart, and a row.
    mutating func accumulate(_ scalars: UnsafePointer<Float>, rowStep: Int, _ row: Columns)

    /// Stores the tile, row after row.
    func store(at pointer: UnsafeMutablePointer<Float>, stride: Int)
}

/// A tile of one row.
struct OneRow<Columns: ColumnGroup>: RowGroup {
    var row: Columns

    @inline(__always) static var rows: Int { 1 }
    @inline(__always) init(zero: ()) { row = Columns(zero: ()) }

    @inline(__always)
    init(at pointer: UnsafePointer<Float>, stride: Int) { row = Columns(at: pointer, stride: stride) }

    @inline(__always)
    mutating func accumulate(_ scalars: UnsafePointer<Float>, rowStep: Int, _ other: Columns) {
        row.addProduct(Lanes(repeating: scalars[0]), other)
    }

    @inline(__always)
    func store(at pointer: UnsafeMutablePointer<Float>, stride: Int) {
        row.store(at: pointer, stride: stride)
    }
}

/// A tile of two groups of rows, one below the other.
struct StackedRows<Top: RowGroup, Bottom: RowGroup>: RowGroup where Top.Columns == Bottom.Columns {
    var top: Top
    var bottom: Bottom

    @inline(__always) static var rows: Int { Top.rows &+ Bottom.rows }

    @inline(__always)
    init(zero: ()) {
        top = Top(zero: ())
        bottom = Bottom(zero: ())
    }

    @inline(__always)
    init(at pointer: UnsafePointer<Float>, stride: Int) {
        top = Top(at: pointer, stride: stride)
        bottom = Bottom(at: pointer + (Top.rows &* laneCount), stride: stride)
    }

    @inline(__always)
    mutating func accumulate(_ scalars: UnsafePointer<Float>, rowStep: Int, _ row: Top.Columns) {
        top.accumulate(scalars, rowStep: rowStep, row)
        bottom.accumulate(scalars + (Top.rows &* rowStep), rowStep: rowStep, row)
    }

    @inline(__always)
    func store(at pointer: UnsafeMutablePointer<Float>, stride: Int) {
        top.store(at: pointer, stride: stride)
        bottom.store(at: pointer + (Top.rows &* laneCount), stride: stride)
    }
}

/// A tile of two rows.
typealias TwoRows<Columns: ColumnGroup> = StackedRows<OneRow<Columns>, OneRow<Columns>>
/// A tile of four rows.
typealias FourRows<Columns: ColumnGroup> = StackedRows<TwoRows<Columns>, TwoRows<Columns>>
/// A tile of six rows: with four panels, 24 accumulators and few enough loads for a shared core.
typealias SixRows<Columns: ColumnGroup> = StackedRows<FourRows<Columns>, TwoRows<Columns>>
/// A tile of eight rows, for three panels.
typealias EightRows<Columns: ColumnGroup> = StackedRows<FourRows<Columns>, FourRows<Columns>>
/// A tile of twelve rows, for one or two panels: fewer chains than these would wait for one another.
typealias TwelveRows<Columns: ColumnGroup> = StackedRows<SixRows<Columns>, SixRows<Columns>>

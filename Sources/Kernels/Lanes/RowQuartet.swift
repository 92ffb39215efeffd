/// The same sixteen columns of four neighbouring rows.
///
/// Sums along one row are a chain, each addition waiting for the one before; four rows at a time keep the
/// processor busy. Matrices are padded to sixteen rows, so there are always four.
struct RowQuartet {
    var a: Lanes
    var b: Lanes
    var c: Lanes
    var d: Lanes

    /// The number of rows.
    @inline(__always) static var rows: Int { 4 }

    @inline(__always) static var zero: RowQuartet { RowQuartet(a: .zero, b: .zero, c: .zero, d: .zero) }

    @inline(__always)
    init(a: Lanes, b: Lanes, c: Lanes, d: Lanes) {
        self.a = a
        self.b = b
        self.c = c
        self.d = d
    }

    /// Loads four rows of a panel.
    @inline(__always)
    init(at pointer: UnsafePointer<Float>) {
        a = Lanes(at: pointer)
        b = Lanes(at: pointer + laneCount)
        c = Lanes(at: pointer + 2 &* laneCount)
        d = Lanes(at: pointer + 3 &* laneCount)
    }

    /// Stores four rows of a panel.
    @inline(__always)
    func store(at pointer: UnsafeMutablePointer<Float>) {
        a.store(at: pointer)
        b.store(at: pointer + laneCount)
        c.store(at: pointer + 2 &* laneCount)
        d.store(at: pointer + 3 &* laneCount)
    }

    @inline(__always)
    mutating func add(_ other: RowQuartet) {
        a += other.a
        b += other.b
        c += other.c
        d += other.d
    }

    /// Adds the products of the elements with one rounding each.
    @inline(__always)
    mutating func addProduct(_ x: RowQuartet, _ y: RowQuartet) {
        a.addProduct(x.a, y.a)
        b.addProduct(x.b, y.b)
        c.addProduct(x.c, y.c)
        d.addProduct(x.d, y.d)
    }

    /// Adds the squares of the elements with one rounding each.
    @inline(__always)
    mutating func addSquare(_ x: RowQuartet) { addProduct(x, x) }

    /// Subtracts each row's own multiple of the elements with one rounding each.
    @inline(__always)
    mutating func subtractProduct(_ x: RowQuartet, _ multiples: SIMD4<Float>) {
        a.addProduct(-x.a, Lanes(repeating: multiples[0]))
        b.addProduct(-x.b, Lanes(repeating: multiples[1]))
        c.addProduct(-x.c, Lanes(repeating: multiples[2]))
        d.addProduct(-x.d, Lanes(repeating: multiples[3]))
    }

    /// The rows less a number of each.
    @inline(__always)
    func subtracting(_ numbers: SIMD4<Float>) -> RowQuartet {
        RowQuartet(a: a - numbers[0], b: b - numbers[1], c: c - numbers[2], d: d - numbers[3])
    }

    /// The rows times a number of each.
    @inline(__always)
    func scaled(by numbers: SIMD4<Float>) -> RowQuartet {
        RowQuartet(a: a * numbers[0], b: b * numbers[1], c: c * numbers[2], d: d * numbers[3])
    }

    /// The columns times a number of each.
    @inline(__always)
    func scaled(by columns: Lanes) -> RowQuartet {
        RowQuartet(a: a * columns, b: b * columns, c: c * columns, d: d * columns)
    }

    /// The sum of each row by the tree of `Lanes.treeSum`.
    @inline(__always)
    var treeSums: SIMD4<Float> { SIMD4(a.treeSum, b.treeSum, c.treeSum, d.treeSum) }
}

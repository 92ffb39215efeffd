/// One row of a product tile: the same row of one to four neighbouring panels.
///
/// The micro-kernel is written once over this protocol; the optimiser turns each composition into a straight
/// run of fused multiply-adds with every accumulator in a register.
protocol ColumnGroup {
    /// The number of panels.
    static var panels: Int { get }

    /// Sixteen zeros a panel.
    init(zero: ())

    /// Loads a row from neighbouring panels.
    init(at pointer: UnsafePointer<Float>, stride: Int)

    /// Adds `scalar * other` with one rounding an element.
    mutating func addProduct(_ scalar: Lanes, _ other: Self)

    /// Stores the row, panel after panel.
    func store(at pointer: UnsafeMutablePointer<Float>, stride: Int)
}

/// A row of one panel.
struct OnePanel: ColumnGroup {
    var a: Lanes

    @inline(__always) static var panels: Int { 1 }
    @inline(__always) init(zero: ()) { a = .zero }
    @inline(__always) init(at pointer: UnsafePointer<Float>, stride: Int) { a = Lanes(at: pointer) }
    @inline(__always) mutating func addProduct(_ scalar: Lanes, _ other: Self) { a = fused(scalar, other.a, a) }
    @inline(__always)
    func store(at pointer: UnsafeMutablePointer<Float>, stride: Int) {
        a.store(at: pointer)
    }
}

/// A row of two neighbouring groups of panels.
struct JoinedPanels<Left: ColumnGroup, Right: ColumnGroup>: ColumnGroup {
    var left: Left
    var right: Right

    @inline(__always) static var panels: Int { Left.panels &+ Right.panels }

    @inline(__always)
    init(zero: ()) {
        left = Left(zero: ())
        right = Right(zero: ())
    }

    @inline(__always)
    init(at pointer: UnsafePointer<Float>, stride: Int) {
        left = Left(at: pointer, stride: stride)
        right = Right(at: pointer + (Left.panels &* stride), stride: stride)
    }

    @inline(__always)
    mutating func addProduct(_ scalar: Lanes, _ other: Self) {
        left.addProduct(scalar, other.left)
        right.addProduct(scalar, other.right)
    }

    @inline(__always)
    func store(at pointer: UnsafeMutablePointer<Float>, stride: Int) {
        left.store(at: pointer, stride: stride)
        right.store(at: pointer + (Left.panels &* stride), stride: stride)
    }
}

/// A row of two panels.
typealias TwoPanels = JoinedPanels<OnePanel, OnePanel>
/// A row of three panels.
typealias ThreePanels = JoinedPanels<TwoPanels, OnePanel>
/// A row of four panels.
typealias FourPanels = JoinedPanels<TwoPanels, TwoPanels>

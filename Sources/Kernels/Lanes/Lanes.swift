import CProcessor

/// Sixteen floats side by side: the unit in which every kernel works, on every processor.
///
/// One AVX-512 register, two AVX2 registers or four NEON registers. The number is part of the determinism
/// contract: sums along a row run in sixteen lanes and one fixed tree everywhere.
typealias Lanes = SIMD16<Float>

/// The number of lanes.
let laneCount = 16

extension Lanes {
    /// Loads sixteen floats from memory without asking for alignment.
    @inline(__always)
    init(at pointer: UnsafePointer<Float>) {
        self = UnsafeRawPointer(pointer).loadUnaligned(as: Lanes.self)
    }

    /// Stores sixteen floats to memory.
    @inline(__always)
    func store(at pointer: UnsafeMutablePointer<Float>) {
        UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: Lanes.self)
    }

    /// The sum of the sixteen lanes by one fixed tree: halves are added lane by lane, four times.
    ///
    /// `SIMD16.sum()` is a chain of sixteen scalar additions and much slower.
    @inline(__always)
    var treeSum: Float {
        let eight = lowHalf + highHalf
        let four = eight.lowHalf + eight.highHalf
        let two = four.lowHalf + four.highHalf
        return two.x + two.y
    }

    /// The largest of the sixteen lanes; NaN where one lane is NaN.
    @inline(__always)
    var treeMaximum: Float { snnbench_maximum(self) }

    /// The lanes as bit patterns.
    @inline(__always)
    var bits: SIMD16<UInt32> { unsafeBitCast(self, to: SIMD16<UInt32>.self) }

    /// Lanes from bit patterns.
    @inline(__always)
    init(bits: SIMD16<UInt32>) { self = unsafeBitCast(bits, to: Lanes.self) }
}

/// The larger of two values in each lane; NaN where one of them is NaN.
@inline(__always)
func maximumPropagatingNaN(_ a: Lanes, _ b: Lanes) -> Lanes { snnbench_larger(a, b) }

/// `a * b + c` with one rounding, in each lane.
@inline(__always)
func fused(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes {
    snnbench_fused(a, b, c)
}

/// Takes a in the lanes where x is greater than y, b in the others and where one is NaN.
///
/// Much faster than a mask of Swift's, which is put together lane by lane.
@inline(__always)
func selectGreater(_ x: Lanes, _ y: Float, _ a: Lanes, _ b: Lanes) -> Lanes {
    snnbench_select_greater(x, Lanes(repeating: y), a, b)
}

/// Takes a in the lanes where x is less than y, b in the others and where one is NaN.
@inline(__always)
func selectLess(_ x: Lanes, _ y: Float, _ a: Lanes, _ b: Lanes) -> Lanes {
    snnbench_select_greater(Lanes(repeating: y), x, a, b)
}

/// Takes a in the lanes where x is at most y, b in the others and where one is NaN.
@inline(__always)
func selectAtMost(_ x: Lanes, _ y: Float, _ a: Lanes, _ b: Lanes) -> Lanes {
    snnbench_select_at_most(x, Lanes(repeating: y), a, b)
}

/// Takes a in the lanes where x is at least y, b in the others and where one is NaN.
@inline(__always)
func selectAtLeast(_ x: Lanes, _ y: Float, _ a: Lanes, _ b: Lanes) -> Lanes {
    snnbench_select_at_most(Lanes(repeating: y), x, a, b)
}

/// Takes a in the lanes where x is at least y, b in the others.
@inline(__always)
func selectAtLeast(_ x: SIMD16<UInt32>, _ y: SIMD16<UInt32>, _ a: Lanes, _ b: Lanes) -> Lanes {
    snnbench_select_at_least(x, y, a, b)
}

/// Takes a in the lanes where x equals y, b in the others and where one is NaN.
@inline(__always)
func selectEqual(_ x: Lanes, _ y: Float, _ a: Lanes, _ b: Lanes) -> Lanes {
    snnbench_select_equal(x, Lanes(repeating: y), a, b)
}

/// Takes a in the lanes where x is not NaN, b in the others.
@inline(__always)
func selectNumber(_ x: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes {
    snnbench_select_equal(x, x, a, b)
}

/// The magnitude in each lane.
@inline(__always)
func absolute(_ x: Lanes) -> Lanes { Lanes(bits: x.bits & 0x7FFF_FFFF) }

/// Takes a in the lanes where x is greater than y, b in the others and where one is NaN.
@inline(__always)
func selectGreater(_ x: Lanes, _ y: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes { snnbench_select_greater(x, y, a, b) }

/// Takes a in the lanes where x is at most y, b in the others and where one is NaN.
@inline(__always)
func selectAtMost(_ x: Lanes, _ y: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes { snnbench_select_at_most(x, y, a, b) }

/// Takes a in the lanes where x equals y, b in the others and where one is NaN.
@inline(__always)
func selectEqual(_ x: Lanes, _ y: Lanes, _ a: Lanes, _ b: Lanes) -> Lanes { snnbench_select_equal(x, y, a, b) }

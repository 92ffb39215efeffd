// Computed, not stored: a stored vector is initialised lazily, behind a check at each use that also keeps the
// functions from being inlined.

/// 1.5 * 2^23: adding it rounds a float of modest size to an integer, which then stands in the low bits.
@inline(__always) private var roundingShift: Lanes { Lanes(repeating: 12_582_912) }

/// log2(e).
@inline(__always) private var binaryLogarithmOfE: Lanes { Lanes(repeating: 1.442_695_04) }
/// ln 2 in two parts, negated: the first has few enough bits that its products with small integers are exact.
@inline(__always) private var minusLogarithmOf2High: Lanes { Lanes(repeating: -0.693_145_75) }
@inline(__always) private var minusLogarithmOf2Low: Lanes { Lanes(repeating: -1.428_606_8e-6) }

/// The parts of e^x: x = n ln 2 + r with |r| <= ln 2 / 2.
private struct ReducedExponent {
    /// The bits of the shifted n; its low bits are n in two's complement.
    var shifted: SIMD16<UInt32>
    /// e^r - 1 by its Taylor polynomial of degree 7, whose remainder is below 2^-27 of the result.
    var fraction: Lanes

    @inline(__always)
    init(_ x: Lanes) {
        let rounded = fused(x, binaryLogarithmOfE, roundingShift)
        shifted = rounded.bits
        let n = rounded - roundingShift
        let r = fused(n, minusLogarithmOf2Low, fused(n, minusLogarithmOf2High, x))
        var sum = fused(r, Lanes(repeating: 1 / 5040), Lanes(repeating: 1 / 720))
        sum = fused(sum, r, Lanes(repeating: 1 / 120))
        sum = fused(sum, r, Lanes(repeating: 1 / 24))
        sum = fused(sum, r, Lanes(repeating: 1 / 6))
        sum = fused(sum, r, Lanes(repeating: 0.5))
        fraction = fused(sum * r, r, r)
    }
}

/// 2^n from n in two's complement, for -126 <= n <= 127.
@inline(__always)
private func powerOfTwo(_ n: SIMD16<UInt32>) -> Lanes {
    Lanes(bits: (n &+ 127) &<< 23)
}

/// e^x in each lane.
///
/// Error below 1.5 ulp where the result is normal; results below 2^-126 are denormal, above the largest float
/// infinite. NaN stays NaN.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
    let low = selectLess(x, -104, Lanes(repeating: -104), x)
    let clamped = selectGreater(low, 89, Lanes(repeating: 89), low)
    let reduced = ReducedExponent(clamped)
    // Two steps of scaling, since 2^n alone would leave the range of normal numbers.
    let n = unsafeBitCast(reduced.shifted &- roundingShift.bits, to: SIMD16<Int32>.self)
    let half = n &>> 1
    let first = powerOfTwo(unsafeBitCast(half, to: SIMD16<UInt32>.self))
    let second = powerOfTwo(unsafeBitCast(n &- half, to: SIMD16<UInt32>.self))
    return fused(reduced.fraction, first, first) * second
}

/// e^x - 1 in each lane, for x <= 0 only.
///
/// Error below 2 ulp, near zero too. NaN stays NaN.
@inline(__always)
func exponentialMinusOneOfNegative(_ x: Lanes) -> Lanes {
    // Below -25 the result rounds to -1 whatever x is.
    let reduced = ReducedExponent(selectLess(x, -25, Lanes(repeating: -25), x))
    let scale = powerOfTwo(reduced.shifted &- roundingShift.bits)
    return fused(reduced.fraction, scale, scale - 1)
}

/// e^x - 1 in each lane.
///
/// Error below 2 ulp, near zero too; the same bits as `exponentialMinusOneOfNegative` where x <= 0. NaN stays NaN.
@inline(__always)
func exponentialMinusOne(_ x: Lanes) -> Lanes {
    let low = selectLess(x, -25, Lanes(repeating: -25), x)
    let reduced = ReducedExponent(selectGreater(low, 89, Lanes(repeating: 89), low))
    // Half of 2^n, since 2^128 is no float; doubling is exact.
    let half = powerOfTwo(reduced.shifted &- roundingShift.bits &- 1)
    return 2 * fused(reduced.fraction, half, half - 0.5)
}

/// 1 / (1 + e^-x) in each lane.
///
/// Error below 3 ulp where the result is normal. NaN stays NaN.
@inline(__always)
func sigmoid(_ x: Lanes) -> Lanes {
    let e = exponential(selectLess(x, 0, x, -x))
    let inverse = 1 / (1 + e)
    return selectLess(x, 0, e * inverse, inverse)
}

/// The hyperbolic tangent in each lane.
///
/// Error below 4 ulp. NaN stays NaN.
@inline(__always)
func hyperbolicTangent(_ x: Lanes) -> Lanes {
    let e = exponentialMinusOneOfNegative(2 * selectLess(x, 0, x, -x))
    let magnitude = -e / (2 + e)
    return selectLess(x, 0, -magnitude, magnitude)
}

/// log(1 + e^x) in each lane.
///
/// Error below 4 ulp where the result is normal. NaN stays NaN.
@inline(__always)
func softplus(_ x: Lanes) -> Lanes {
    selectAtMost(x, 0, .zero, x) + naturalLogarithmOfOnePlus(exponential(-absolute(x)))
}

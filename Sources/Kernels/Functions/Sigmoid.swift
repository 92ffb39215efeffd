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

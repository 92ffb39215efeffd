/// erf(x) for |x| <= 1: x times a polynomial in x^2 through eight Chebyshev points, whose error is 4e-11.
@inline(__always)
private func smallErrorFunction(_ x: Lanes) -> Lanes {
    let u = x * x
    var sum = Lanes(repeating: -9.667_044_571e-6)
    sum = fused(sum, u, Lanes(repeating: 0.000_112_659_590_3))
    sum = fused(sum, u, Lanes(repeating: -0.000_848_408_040_6))
    sum = fused(sum, u, Lanes(repeating: 0.005_221_031_808))
    sum = fused(sum, u, Lanes(repeating: -0.026_865_430_73))
    sum = fused(sum, u, Lanes(repeating: 0.112_837_825))
    sum = fused(sum, u, Lanes(repeating: -0.376_126_384_7))
    sum = fused(sum, u, Lanes(repeating: 0.128_379_167))
    // 1.128 = 1 + 0.128: the larger part is added last, exactly.
    return fused(sum, x, x)
}

/// erfc(x) for x >= 1: x e^(x^2) erfc(x) is a polynomial in 1/x through ten Chebyshev points, error 1.6e-7.
///
/// - Parameters:
///   - x: at most 11.
///   - square: x^2, rounded.
///   - rest: what the rounding of x^2 took away: without it the error would be 100 ulp at x = 10.
@inline(__always)
private func tailErrorFunction(_ x: Lanes, square: Lanes, rest: Lanes) -> Lanes {
    let v = 1 / x
    var sum = Lanes(repeating: -0.033_751_261_04)
    sum = fused(sum, v, Lanes(repeating: 0.248_154_769_4))
    sum = fused(sum, v, Lanes(repeating: -0.796_158_092_7))
    sum = fused(sum, v, Lanes(repeating: 1.449_061_388))
    sum = fused(sum, v, Lanes(repeating: -1.596_509_478))
    sum = fused(sum, v, Lanes(repeating: 0.978_672_033_5))
    sum = fused(sum, v, Lanes(repeating: -0.118_104_084_4))
    sum = fused(sum, v, Lanes(repeating: -0.266_934_471_7))
    sum = fused(sum, v, Lanes(repeating: -0.001_068_143_808))
    sum = fused(sum, v, Lanes(repeating: 0.564_220_923_9))
    return exponential(-square) * (1 - rest) * (sum * v)
}

/// The smaller of x and a bound in each lane; NaN stays NaN.
@inline(__always)
private func bounding(_ x: Lanes, by bound: Float) -> Lanes {
    selectGreater(x, bound, Lanes(repeating: bound), x)
}

/// The error function in each lane.
///
/// Error below 3 ulp. NaN stays NaN.
@inline(__always)
func errorFunction(_ x: Lanes) -> Lanes {
    let magnitude = selectLess(x, 0, -x, x)
    let bounded = bounding(selectLess(magnitude, 1, Lanes(repeating: 1), magnitude), by: 10.5)
    let square = bounded * bounded
    let tail = 1 - tailErrorFunction(bounded, square: square, rest: fused(bounded, bounded, -square))
    let signedTail = selectLess(x, 0, -tail, tail)
    return selectLess(magnitude, 1, smallErrorFunction(x), signedTail)
}

/// 1 - erf(x) in each lane.
///
/// Error below 8 ulp down to results of 1e-37; the upper tail is computed directly, not as a difference. NaN stays NaN.
@inline(__always)
func complementaryErrorFunction(_ x: Lanes) -> Lanes {
    let magnitude = absolute(x)
    let bounded = bounding(selectLess(magnitude, 1, Lanes(repeating: 1), magnitude), by: 10.5)
    let square = bounded * bounded
    let tail = tailErrorFunction(bounded, square: square, rest: fused(bounded, bounded, -square))
    return selectLess(magnitude, 1, 1 - smallErrorFunction(x), selectLess(x, 0, 2 - tail, tail))
}

/// The probability that a standard normal variate is below x, in each lane.
///
/// Error below 16 ulp down to results of 1e-37; the lower tail is computed directly, not as a difference. NaN
/// stays NaN.
@inline(__always)
func normalDistribution(_ x: Lanes) -> Lanes {
    let scaled = x * 0.707_106_77
    let size = selectLess(scaled, 0, -scaled, scaled)
    let magnitude = selectLess(size, 1, Lanes(repeating: 1.5), selectLess(x, 0, -x, x))
    // x^2 / 2 comes from x itself: the rounding of x / sqrt(2) would count x^2 times.
    let bounded = bounding(magnitude, by: 14.8)
    let half = 0.5 * bounded
    let square = half * bounded
    let tail =
        0.5 * tailErrorFunction(bounded * 0.707_106_77, square: square, rest: fused(half, bounded, -square))
    let outside = selectLess(x, 0, tail, 1 - tail)
    let inside = fused(smallErrorFunction(scaled), Lanes(repeating: 0.5), Lanes(repeating: 0.5))
    return selectLess(size, 1, inside, outside)
}

/// The sine or cosine of radians in each lane, by the remainder of a quarter turn and two Taylor polynomials.
///
/// Absolute error below 2e-7 to a magnitude of 4e6, beyond which the result is NaN: neighbouring floats are then half a radian
/// apart. Error below 4 ulp near 0. NaN stays NaN.
///
/// - Parameters:
///   - x: radians.
///   - quarters: how many quarter turns are added: 0 for the sine, 1 for the cosine.
@inline(__always)
private func sine(_ x: Lanes, plus quarters: UInt32) -> Lanes {
    // 1.5 * 2^23: adding it rounds to an integer, which then stands in the low bits.
    let shift = Lanes(repeating: 12_582_912)
    let shifted = fused(x, Lanes(repeating: 0.636_619_77), shift)
    let n = shifted - shift
    // A quarter turn in three parts, the first of few bits.
    var r = fused(n, Lanes(repeating: -1.570_312_5), x)
    r = fused(n, Lanes(repeating: -0.0004838267923332751), r)
    r = fused(n, Lanes(repeating: -2.5633440682570896e-12), r)
    let z = r * r
    var odd = fused(z, Lanes(repeating: 1.0 / 362_880), Lanes(repeating: -1.0 / 5040))
    odd = fused(odd, z, Lanes(repeating: 1.0 / 120))
    odd = fused(odd, z, Lanes(repeating: -1.0 / 6))
    odd = fused(odd * z, r, r)
    var even = fused(z, Lanes(repeating: -1.0 / 3_628_800), Lanes(repeating: 1.0 / 40_320))
    even = fused(even, z, Lanes(repeating: -1.0 / 720))
    even = fused(even, z, Lanes(repeating: 1.0 / 24))
    even = fused(even, z, Lanes(repeating: -0.5))
    even = fused(even, z, Lanes(repeating: 1))
    let turn = shifted.bits &+ SIMD16<UInt32>(repeating: quarters)
    let magnitude = selectAtLeast(turn & 1, SIMD16(repeating: 1), even, odd)
    let signed = Lanes(bits: magnitude.bits ^ ((turn & 2) &<< 30))
    let size = absolute(x)
    return selectAtMost(size, 4_000_000, signed, Lanes(repeating: .nan))
}

/// The sine of radians in each lane; see `cosine(_:)`.
@inline(__always)
func sine(_ x: Lanes) -> Lanes { sine(x, plus: 0) }

/// The cosine of radians in each lane.
///
/// Absolute error below 2e-7 to a magnitude of 4e6; NaN beyond, and for NaN.
@inline(__always)
func cosine(_ x: Lanes) -> Lanes { sine(x, plus: 1) }

/// The arc tangent in each lane.
///
/// Error below 3 ulp. NaN stays NaN.
@inline(__always)
func arcTangent(_ x: Lanes) -> Lanes {
    let size = absolute(x)
    // atan(1 / u) = pi / 2 - atan(u), and atan(u) = pi / 4 + atan((u - 1) / (u + 1)).
    let inner = selectGreater(size, 1, 1 / size, size)
    let isSteep = Lanes(repeating: 0.414_213_56)
    let reduced = selectGreater(inner, isSteep, (inner - 1) / (inner + 1), inner)
    let z = reduced * reduced
    var sum = fused(z, Lanes(repeating: 0.050_502_07), Lanes(repeating: -0.086_257_43))
    sum = fused(sum, z, Lanes(repeating: 0.110_715_53))
    sum = fused(sum, z, Lanes(repeating: -0.142_841_64))
    sum = fused(sum, z, Lanes(repeating: 0.199_999_78))
    sum = fused(sum, z, Lanes(repeating: -0.333_333_33))
    let small = fused(sum * z, reduced, reduced)
    let folded = selectGreater(inner, isSteep, 0.785_398_16 + small, small)
    let magnitude = selectGreater(size, 1, 1.570_796_3 - folded, folded)
    return Lanes(bits: magnitude.bits ^ (x.bits & 0x8000_0000))
}

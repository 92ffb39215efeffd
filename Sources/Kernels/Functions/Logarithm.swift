import CProcessor

/// The natural logarithm in each lane.
///
/// Error below 2 ulp for positive normal and denormal x; -infinity for 0, NaN for negative x and NaN, infinity
/// for infinity. By log(m) = 2 artanh((m - 1) / (m + 1)) for m between sqrt(1/2) and sqrt(2).
@inline(__always)
func naturalLogarithm(_ x: Lanes) -> Lanes {
    let least = Float.leastNormalMagnitude
    let scaled = selectLess(x, least, x * 0x1p25, x)
    // Subtracting sqrt(1/2) from the bits moves the border of the exponent to it.
    let border = UInt32(0x3F35_04F3)
    let offset = scaled.bits &- SIMD16<UInt32>(repeating: border)
    let exponent = unsafeBitCast(offset, to: SIMD16<Int32>.self) &>> 23
    let mantissa = Lanes(bits: (offset & 0x007F_FFFF) &+ border)
    // An integer below 2^22 becomes a float by its bits beside 1.5 * 2^23.
    let shift = Lanes(repeating: 12_582_912)
    let shifted = Lanes(bits: unsafeBitCast(exponent, to: SIMD16<UInt32>.self) &+ shift.bits)
    let n = shifted - shift - selectLess(x, least, Lanes(repeating: 25), .zero)

    let f = mantissa - 1
    let s = f / (mantissa + 1)
    let z = s * s
    var sum = fused(z, Lanes(repeating: 2.0 / 11), Lanes(repeating: 2.0 / 9))
    sum = fused(sum, z, Lanes(repeating: 2.0 / 7))
    sum = fused(sum, z, Lanes(repeating: 2.0 / 5))
    sum = fused(sum, z, Lanes(repeating: 2.0 / 3))
    // 2s + s z sum = f - s (f - z sum), which keeps f exact.
    let correction = s * (f - z * sum)
    var result = f - (correction - n * 1.428_606_8e-6)
    result = fused(n, Lanes(repeating: 0.693_145_75), result)
    result = selectEqual(x, .infinity, x, result)
    result = selectEqual(x, 0, Lanes(repeating: -.infinity), result)
    result = selectLess(x, 0, Lanes(repeating: .nan), result)
    return selectNumber(x, result, Lanes(repeating: .nan))
}

/// log(1 + x) in each lane.
///
/// Error below 3 ulp, near zero too; -infinity for -1, NaN below and for NaN.
@inline(__always)
func naturalLogarithmOfOnePlus(_ x: Lanes) -> Lanes {
    let sum = 1 + x
    // What the rounding of 1 + x took away, to first order.
    let correction = (x - (sum - 1)) / sum
    let result = naturalLogarithm(sum) + correction
    return selectEqual(sum, .infinity, sum, selectEqual(sum, 0, Lanes(repeating: -.infinity), result))
}

/// x to the power of y in each lane, as e^(y log(x)): NaN for negative x, 0 for 0.
///
/// Error of y log(x) / 2^24 of the result. NaN stays NaN.
@inline(__always)
func power(_ x: Lanes, _ y: Lanes) -> Lanes { exponential(y * naturalLogarithm(x)) }

/// The natural logarithm of one number in double precision.
///
/// Error below 2 ulp. Not the system's, whose last bit differs between systems.
@inline(__always)
func naturalLogarithm(_ x: Double) -> Double {
    guard x > 0, x < .infinity else { return x == 0 ? -.infinity : (x > 0 ? x : .nan) }
    var m = x.significand
    var n = Double(x.exponent)
    if m > 1.414_213_562_373_095_1 {
        m /= 2
        n += 1
    }
    let f = m - 1
    let s = f / (m + 1)
    let z = s * s
    // Written out, so that no division is left to be done.
    var sum = (2.0 / 21).addingProduct(2.0 / 23, z)
    sum = (2.0 / 19).addingProduct(sum, z)
    sum = (2.0 / 17).addingProduct(sum, z)
    sum = (2.0 / 15).addingProduct(sum, z)
    sum = (2.0 / 13).addingProduct(sum, z)
    sum = (2.0 / 11).addingProduct(sum, z)
    sum = (2.0 / 9).addingProduct(sum, z)
    sum = (2.0 / 7).addingProduct(sum, z)
    sum = (2.0 / 5).addingProduct(sum, z)
    sum = (2.0 / 3).addingProduct(sum, z)
    let correction = s * (f - z * sum)
    let low = n * 1.908_214_929_270_587_7e-10
    return (n * 0.693_147_180_369_123_816_490) + (f - (correction - low))
}

/// The natural logarithm in each lane, in double precision, of normal positive numbers: the bits of the function of one number.
@inline(__always)
func naturalLogarithm(_ x: Doubles) -> Doubles {
    let bits = unsafeBitCast(x, to: SIMD8<UInt64>.self)
    let one = UInt64(0x3FF0_0000_0000_0000)
    // Subtracting the next above sqrt(1/2) moves the border of the exponent to it; it stays biased, which keeps it positive.
    let offset = bits &- 0x3FE6_A09E_667F_3BCE &+ one
    let exponent = offset &>> 52
    let m = unsafeBitCast(bits &- (exponent &<< 52) &+ one, to: Doubles.self)
    // An integer below 2^52 becomes a double by its bits beside 2^52.
    let n = unsafeBitCast(exponent | 0x4330_0000_0000_0000, to: Doubles.self) - (0x1p52 + 1023)
    let f = m - 1
    let s = f / (m + 1)
    let z = s * s
    var sum = snnbench_fused_doubles(Doubles(repeating: 2.0 / 23), z, Doubles(repeating: 2.0 / 21))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 19))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 17))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 15))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 13))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 11))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 9))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 7))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 5))
    sum = snnbench_fused_doubles(sum, z, Doubles(repeating: 2.0 / 3))
    let correction = s * (f - z * sum)
    let low = n * 1.908_214_929_270_587_7e-10
    return (n * 0.693_147_180_369_123_816_490) + (f - (correction - low))
}

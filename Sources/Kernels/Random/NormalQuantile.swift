import CProcessor

/// Eight doubles side by side.
typealias Doubles = SIMD8<Double>

/// The quantile of the standard normal distribution in each lane: the x below which a normal variate lies with a probability.
///
/// Wichura's algorithm AS 241 (Applied Statistics 37, 1988), relative error about 1e-16, with our own logarithm so that every
/// system computes the same bits. Its three ranges are three functions, since most variates lie in the first.
enum NormalQuantile {
    /// The range of p - 1/2 that `central` is for: its magnitude is at most this.
    static let centralRange = 0.425
    /// The square root of -log(min(p, 1 - p)) up to which `tail` is for.
    private static let nearRange = 5.0

    /// The quantile in the middle of the distribution.
    ///
    /// - Parameter q: p - 1/2, of a magnitude up to `centralRange`; a lane beyond it is some number.
    @inline(__always)
    static func central(_ q: Doubles) -> Doubles {
        let r = 0.180625 - q * q
        let numerator = polynomial(
            r, 2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
            13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608)
        let denominator = polynomial(
            r, 5226.495278852545925, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
            5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1)
        return q * numerator / denominator
    }

    /// The magnitude of the quantile beside the middle.
    ///
    /// - Parameter p: the probability of the nearer side, above 0 and at most 0.075.
    @inline(__always)
    static func tail(_ p: Doubles) -> Doubles {
        let root = snnbench_root_doubles(-naturalLogarithm(p))
        let near = nearTail(root - 1.6)
        let isFar = snnbench_greater_doubles(root, Doubles(repeating: nearRange))
        // One in 35 thousand million.
        guard isFar != 0 else { return near }
        var result = near
        let far = farTail(root - 5)
        for lane in 0..<8 where isFar & (1 << UInt8(lane)) != 0 { result[lane] = far[lane] }
        return result
    }

    @inline(__always)
    private static func nearTail(_ r: Doubles) -> Doubles {
        let numerator = polynomial(
            r, 7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
            3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734)
        let denominator = polynomial(
            r, 1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
            0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1)
        return numerator / denominator
    }

    @inline(never)
    private static func farTail(_ r: Doubles) -> Doubles {
        let numerator = polynomial(
            r, 2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
            0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772)
        let denominator = polynomial(
            r, 2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
            0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1)
        return numerator / denominator
    }

    /// A polynomial of degree 7 by Horner's rule, highest coefficient first.
    @inline(__always)
    private static func polynomial(
        _ x: Doubles, _ a: Double, _ b: Double, _ c: Double, _ d: Double, _ e: Double, _ f: Double, _ g: Double,
        _ h: Double
    ) -> Doubles {
        var sum: Doubles = a * x + b
        sum = sum * x + c
        sum = sum * x + d
        sum = sum * x + e
        sum = sum * x + f
        sum = sum * x + g
        return sum * x + h
    }
}

/// The quantile of the standard normal distribution.
///
/// - Parameter p: strictly between 0 and 1.
func normalQuantile(_ p: Double) -> Double {
    let q = p - 0.5
    if q.magnitude <= NormalQuantile.centralRange { return NormalQuantile.central(Doubles(repeating: q))[0] }
    let magnitude = NormalQuantile.tail(Doubles(repeating: min(p, 1 - p)))[0]
    return q < 0 ? -magnitude : magnitude
}

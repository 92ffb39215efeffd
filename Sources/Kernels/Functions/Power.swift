/// e^x of one number in double precision.
///
/// Error below 2 ulp for |x| < 700. Not the system's, whose last bit differs between systems.
func exponential(_ x: Double) -> Double {
    guard x.magnitude < 700 else { return x.isNaN ? .nan : (x > 0 ? .infinity : 0) }
    let n = (x * 1.442_695_040_888_963_4).rounded()
    let r = (x - n * 0.693_147_180_369_123_816_490) - n * 1.908_214_929_270_587_7e-10
    var sum = 1.0
    var k = 18.0
    while k >= 1 {
        sum = 1 + r / k * sum
        k -= 1
    }
    return Double(sign: .plus, exponent: Int(n), significand: sum)
}

/// A positive number to a power, by our own exponential and logarithm: the same bits on every system.
///
/// - Parameters:
///   - base: above 0.
///   - exponent: any number whose power is within 1e-300 ... 1e300; relative error there below 1e-12.
public func power(_ base: Double, _ exponent: Double) -> Double {
    exponential(exponent * naturalLogarithm(base))
}

/// The cosine of pi x, by our own series: the same bits on every system.
///
/// - Parameter x: from 0 to 1; absolute error there below 1e-15.
public func cosine(ofHalfTurns x: Double) -> Double {
    // cos(pi x) = sin(pi (1/2 - x)), whose argument is at most pi / 2.
    let angle = (0.5 - x) * Double.pi
    let square = angle * angle
    var sum = 1.0
    var k = 22.0
    while k >= 2 {
        sum = 1 - square / (k * (k + 1)) * sum
        k -= 2
    }
    return angle * sum
}

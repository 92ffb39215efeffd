/// What all formulas of the mapping are made of, for a net input of mean y and variance x.
struct NetInputTerms<Number: RealArithmetic> {
    /// The mean of the net input, mu omega.
    let y: Number
    /// The variance of the net input, nu tau.
    let x: Number
    /// erfc(t), twice the probability of a net input below 0.
    let below: Number
    /// 2 - erfc(t), twice the probability of a net input above 0.
    let above: Number
    /// exp(y + x/2) erfc(t + u), twice the expectation of exp(z) where z is below 0.
    let e1: Number
    /// exp(2y + 2x) erfc(t + 2u), twice the expectation of exp(2z) where z is below 0.
    let e2: Number
    /// sqrt(2x / pi) exp(-t^2), twice the variance times the density at 0.
    let spread: Number

    init(_ point: MapPoint<Number>) {
        let y = point.mean * point.omega
        let x = point.variance * point.tau
        self.y = y
        self.x = x
        let root = x.squareRoot()
        let half = Number(0.5).squareRoot()
        let t = half * (y / root)
        let u = half * root
        let gaussian = Number.exponential(-t.squared())
        below = .erfc(t)
        above = .erfc(-t)
        e1 = Self.tail(gaussian, t + u) { y + 0.5 * x }
        e2 = Self.tail(gaussian, t + 2 * u) { 2 * (y + x) }
        spread = Number.rootOfTwoOverPi * root * gaussian
    }

    /// exp(-t^2) erfcx(z) = exp(exponent) erfc(z): the first where z is not far below 0, the second where it is.
    private static func tail(_ gaussian: Number, _ z: Number, exponent: () -> Number) -> Number {
        z.estimate > -3 ? gaussian * .erfcx(z) : .exponential(exponent()) * .erfc(z)
    }
}

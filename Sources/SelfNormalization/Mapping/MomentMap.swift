/// The mapping g: from mean and variance of one layer's activations to those of the next, for SELU.
///
/// A net input is normal with mean y = mu omega and variance x = nu tau; the mapping gives mean and second moment of
/// selu of it (Klambauer and others 2017, equations 4 and 5, derivatives by equation 6 and 56 to 71). With t = y /
/// sqrt(2x) and u = sqrt(x / 2) the products of an exponential and an erfc, of which one overflows where the other
/// vanishes, are exp(-t^2) erfcx(t + u) and exp(-t^2) erfcx(t + 2u).
public struct MomentMap<Number: RealArithmetic>: Sendable {
    /// SELU's alpha.
    public let alpha: Number
    /// SELU's lambda.
    public let lambda: Number

    /// Makes the mapping of a SELU.
    public init(alpha: Number, lambda: Number) {
        self.alpha = alpha
        self.lambda = lambda
    }

    /// The mapping of the SELU with fixed point (0, 1), by the closed form (equation 14).
    ///
    /// In intervals its constants are enclosed rigorously.
    public static var standard: MomentMap {
        let e = Number.erfcx(Number(0.5).squareRoot())
        let e2 = Number.erfcx(Number(2).squareRoot())
        let pi = Number.pi
        let alpha = Number.rootOfTwoOverPi / (1 - e)
        let square = 2 * e2 + pi * e.squared() - 2 * ((pi + 2) * e) + pi + 2
        let lambda = (1 - e) * (2 * pi).squareRoot() / square.squareRoot()
        return MomentMap(alpha: alpha, lambda: lambda)
    }

    /// Mean and second moment in the next layer; the variance nu tau is above 0.
    public func moments(_ point: MapPoint<Number>) -> Moments<Number> {
        let terms = NetInputTerms(point)
        let mean =
            (0.5 * lambda) * (terms.y * terms.above + alpha * (terms.e1 - terms.below) + terms.spread)
        let square = (terms.y.squared() + terms.x) * terms.above + terms.y * terms.spread
        let saturated = terms.e2 - 2 * terms.e1 + terms.below
        return Moments(
            mean: mean, secondMoment: (0.5 * lambda.squared()) * (square + alpha.squared() * saturated))
    }

    /// The Jacobian of (mean, second moment) by (mean, variance).
    public func secondMomentJacobian(_ point: MapPoint<Number>) -> Matrix2<Number> {
        let terms = NetInputTerms(point)
        let square = alpha.squared()
        let j11 = (0.5 * lambda) * point.omega * (alpha * terms.e1 + terms.above)
        let j12 = (0.25 * lambda) * point.tau * (alpha * terms.e1 - (alpha - 1) * (terms.spread / terms.x))
        let j21 =
            lambda.squared() * point.omega
            * (square * (terms.e2 - terms.e1) + terms.y * terms.above + terms.spread)
        let j22 = (0.5 * lambda.squared()) * point.tau * (square * (2 * terms.e2 - terms.e1) + terms.above)
        return Matrix2(j11, j12, j21, j22)
    }

    /// The Jacobian of g, that is of (mean, variance) by (mean, variance).
    public func jacobian(_ point: MapPoint<Number>) -> Matrix2<Number> {
        let j = secondMomentJacobian(point)
        let twice = 2 * moments(point).mean
        return Matrix2(j.a, j.b, j.c - twice * j.a, j.d - twice * j.b)
    }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension MomentMap where Number == Double {
    /// Maps mean and variance to those of the next layer.
    ///
    /// Unlike the difference of the second moment and the squared mean, the variance is that of the distance to SELU's
    /// value where the net inputs are, so it keeps its digits far from the fixed point; its relative error is about
    /// 1e-15 (1 + 1 / (nu tau)).
    ///
    /// - Parameters:
    ///   - layer: mean and variance of the lower layer; the variance is not negative.
    ///   - omega: the sum of the weights.
    ///   - tau: the sum of the squared weights, not negative.
    /// - Returns: NaN where the variance of the net input is negative.
    public func next(_ layer: MeanAndVariance, omega: Double = 0, tau: Double = 1) -> MeanAndVariance {
        let point = MapPoint(mean: layer.mean, omega: omega, variance: layer.variance, tau: tau)
        let y = layer.mean * omega
        let x = layer.variance * tau
        if x == 0 { return MeanAndVariance(mean: y > 0 ? lambda * y : lambda * alpha * expm1(y), variance: 0) }
        guard x > 0 else { return MeanAndVariance(mean: .nan, variance: .nan) }
        let terms = NetInputTerms(point)
        let mean = moments(point).mean
        let shift: Double
        let square: Double
        if y > 0 {
            // From lambda y: lambda (z - y) above 0, lambda (alpha e^z - alpha - y) below.
            let c = alpha + y
            shift = 0.5 * (terms.spread + alpha * terms.e1 - c * terms.below)
            square =
                0.5
                * (x * terms.above - y * terms.spread + alpha * alpha * terms.e2 - 2 * alpha * c * terms.e1
                    + c * c * terms.below)
        } else {
            // From the saturation: lambda (z + alpha) above 0, lambda alpha e^z below.
            let c = alpha + y
            shift = 0.5 * (alpha * terms.e1 + c * terms.above + terms.spread)
            square =
                0.5
                * (alpha * alpha * terms.e2 + (c * c + x) * terms.above + (c + alpha) * terms.spread)
        }
        return MeanAndVariance(mean: mean, variance: max(0, lambda * lambda * (square - shift * shift)))
    }

    /// Iterates the mapping.
    ///
    /// - Returns: the start and what follows it, `count` + 1 pairs.
    public func iterates(
        from start: MeanAndVariance, omega: Double = 0, tau: Double = 1, count: Int
    ) -> [MeanAndVariance] {
        var result = [start]
        for _ in 0..<max(0, count) { result.append(next(result[result.count - 1], omega: omega, tau: tau)) }
        return result
    }

    /// Finds the fixed point that the iteration from a start comes to.
    ///
    /// - Parameters:
    ///   - omega: the sum of the weights.
    ///   - tau: the sum of the squared weights.
    ///   - start: where the iteration begins.
    ///   - limit: the largest number of iterations.
    /// - Returns: the point and the iterations until neither coordinate moved by more than 1e-15 of its size.
    /// - Throws: `SelfNormalizationError` where it does not come to rest.
    public func fixedPoint(
        omega: Double = 0, tau: Double = 1, from start: MeanAndVariance = MeanAndVariance(mean: 0, variance: 1),
        limit: Int = 10_000
    ) throws(SelfNormalizationError) -> (point: MeanAndVariance, iterations: Int) {
        var point = start
        for iteration in 0..<max(1, limit) {
            let next = next(point, omega: omega, tau: tau)
            let distance = max(abs(next.mean - point.mean), abs(next.variance - point.variance))
            point = next
            guard distance.isFinite else { break }
            if distance <= 1e-15 * max(1, abs(point.mean), point.variance) { return (point, iteration + 1) }
        }
        throw .noConvergence(steps: limit, omega: omega, tau: tau)
    }
}

/// Mean and second moment of a unit's activation.
public struct Moments<Number: RealArithmetic>: Sendable {
    /// The expectation.
    public let mean: Number
    /// The expectation of the square.
    public let secondMoment: Number

    /// Makes moments.
    public init(mean: Number, secondMoment: Number) {
        self.mean = mean
        self.secondMoment = secondMoment
    }

    /// The variance as the difference of the second moment and the squared mean.
    public var variance: Number { secondMoment - mean.squared() }
}

/// Mean and variance of the activations of a layer.
public struct MeanAndVariance: Sendable, Hashable {
    /// The mean.
    public var mean: Double
    /// The variance.
    public var variance: Double

    /// Makes a pair.
    public init(mean: Double, variance: Double) {
        self.mean = mean
        self.variance = variance
    }
}

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

/// A matrix of two rows and two columns.
public struct Matrix2<Number: RealArithmetic>: Sendable {
    /// Row 1, column 1.
    public let a: Number
    /// Row 1, column 2.
    public let b: Number
    /// Row 2, column 1.
    public let c: Number
    /// Row 2, column 2.
    public let d: Number

    /// Makes a matrix of its rows a, b and c, d.
    public init(_ a: Number, _ b: Number, _ c: Number, _ d: Number) {
        (self.a, self.b, self.c, self.d) = (a, b, c, d)
    }

    /// The largest singular value, which is the spectral norm.
    ///
    /// Half the sum of the lengths of (a + d, c - b) and (a - d, b + c); the paper's equation 71, whose first line
    /// lacks the half.
    public var largestSingularValue: Number {
        let rotation = ((a + d).squared() + (c - b).squared()).squareRoot()
        let reflection = ((a - d).squared() + (b + c).squared()).squareRoot()
        return 0.5 * (rotation + reflection)
    }
}

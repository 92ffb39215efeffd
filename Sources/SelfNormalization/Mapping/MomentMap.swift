/// The mapping g: from mean and variance of one layer's activations to those of the next, for SELU.
///
/// A net input is normal with mean y = mu omega and variance x = nu tau; the mapping gives mean and second moment of
/// selu of it (Klambauer and others 2017, equations 4 and 5, derivatives by equation 6 and 56 to 71). With t = y / sqrt(2x) and
/// u = sqrt(x / 2) the products of an exponential and an erfc, of which one overflows where the other vanishes, are
/// exp(-t^2) erfcx(t + u) and exp(-t^2) erfcx(t + 2u).
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

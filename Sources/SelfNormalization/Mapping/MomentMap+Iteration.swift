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
    /// Unlike the difference of the second moment and the squared mean, the variance is that of the distance to SELU's value where
    /// the net inputs are, so it keeps its digits far from the fixed point; its relative error is about 1e-15 (1 + 1 / (nu tau)).
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

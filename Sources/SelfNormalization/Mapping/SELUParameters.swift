/// The two constants of a SELU: lambda x above 0, lambda alpha (e^x - 1) below.
public struct SELUParameters: Sendable, Hashable {
    /// What the exponential is multiplied with before lambda.
    public let alpha: Double
    /// What everything is multiplied with.
    public let lambda: Double

    /// Makes parameters.
    public init(alpha: Double, lambda: Double) {
        self.alpha = alpha
        self.lambda = lambda
    }

    /// The parameters with fixed point (0, 1) for omega 0 and tau 1, by the closed form.
    public static let standard: SELUParameters = {
        let map = MomentMap<Double>.standard
        return SELUParameters(alpha: map.alpha, lambda: map.lambda)
    }()

    /// Finds the parameters for which g maps a mean and a variance to themselves.
    ///
    /// The mean is linear in lambda and in lambda alpha, the second moment in their squares, so alpha solves a
    /// quadratic equation. Of its roots the one with positive alpha and lambda is taken, the larger alpha where both
    /// have them.
    ///
    /// - Parameters:
    ///   - mean: the wanted mean.
    ///   - variance: the wanted variance, above 0.
    ///   - omega: the sum of the weights.
    ///   - tau: the sum of the squared weights, above 0.
    /// - Throws: `SelfNormalizationError` where no SELU has that fixed point.
    public init(
        fixedMean mean: Double, fixedVariance variance: Double, omega: Double = 0, tau: Double = 1
    ) throws(SelfNormalizationError) {
        guard mean.isFinite, omega.isFinite, variance > 0, variance.isFinite, tau > 0, tau.isFinite else {
            throw .outsideDomain(
                "a fixed point needs a finite mean and omega, and a variance and tau above 0, not "
                    + "mean \(mean), variance \(variance), omega \(omega), tau \(tau)")
        }
        let point = MapPoint(mean: mean, omega: omega, variance: variance, tau: tau)
        let terms = NetInputTerms(point)
        // mean = lambda / 2 (a + alpha b), second moment = lambda^2 / 2 (p + alpha^2 q).
        let a = terms.y * terms.above + terms.spread
        let b = terms.e1 - terms.below
        let p = (terms.y.squared() + terms.x) * terms.above + terms.y * terms.spread
        let q = terms.e2 - 2 * terms.e1 + terms.below
        let second = variance + mean * mean
        let leading = 2 * mean * mean * q - second * b * b
        // The discriminant with its factor mean^2 taken out, so that nothing cancels for means near 0.
        let discriminant = 8 * (second * (a * a * q + b * b * p) - 2 * mean * mean * p * q)
        guard discriminant >= 0, leading != 0 else { throw .noFixedPoint(mean: mean, variance: variance) }
        let root = abs(mean) * discriminant.squareRoot()
        let candidates = [root, -root].compactMap { root -> SELUParameters? in
            let alpha = (2 * second * a * b + root) / (2 * leading)
            let lambda = (2 * second / (p + alpha * alpha * q)).squareRoot()
            // The squares forget the sign of the mean.
            let image = lambda / 2 * (a + alpha * b)
            guard alpha > 0, lambda.isFinite, abs(image - mean) <= 1e-9 * max(1, abs(mean)) else { return nil }
            return SELUParameters(alpha: alpha, lambda: lambda)
        }
        guard let best = candidates.max(by: { $0.alpha < $1.alpha }) else {
            throw .noFixedPoint(mean: mean, variance: variance)
        }
        self = best
    }
}

extension MomentMap where Number == Double {
    /// The mapping of a SELU.
    public init(_ parameters: SELUParameters) {
        self.init(alpha: parameters.alpha, lambda: parameters.lambda)
    }
}

/// Why something of the theory cannot be computed.
public enum SelfNormalizationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// An argument lies where the formulas mean nothing.
    case outsideDomain(String)
    /// No SELU with positive parameters maps this point to itself.
    case noFixedPoint(mean: Double, variance: Double)
    /// The iteration did not come to rest.
    case noConvergence(steps: Int, omega: Double, tau: Double)

    /// One line that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .outsideDomain(let text): text
        case .noFixedPoint(let mean, let variance):
            "no SELU with positive alpha and lambda has the fixed point mean \(mean), variance \(variance); "
                + "choose a mean nearer to 0"
        case .noConvergence(let steps, let omega, let tau):
            "no fixed point after \(steps) iterations for omega \(omega), tau \(tau); "
                + "choose tau nearer to 1 or another start"
        }
    }
}

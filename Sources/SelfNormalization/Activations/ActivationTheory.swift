#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What theory says of an activation in deep networks with normal weights.
public struct ActivationTheory: Sendable {
    /// A mean and variance that the mapping leaves as they are.
    public struct FixedPoint: Sendable {
        /// Mean and variance.
        public let point: MeanAndVariance
        /// The largest singular value of the Jacobian there; below 1 each step brings points nearer.
        public let spectralNorm: Double
        /// The largest magnitude of an eigenvalue of the Jacobian there.
        public let spectralRadius: Double

        /// Whether points nearby come to it: the spectral radius is below 1.
        public var isAttracting: Bool { spectralRadius < 1 }
    }

    /// Second moments in one layer of a network of independent normal weights of variance gain^2 / fan-in and no biases.
    public struct Layer: Sendable {
        /// The layer, from 1.
        public let index: Int
        /// The second moment of the activations, 1 at the input.
        public let forward: Double
        /// The factor by which the second moment of a gradient has grown on its way from the output side through so many layers.
        public let backward: Double
    }

    /// The mapping.
    public let map: ActivationMap

    /// Makes the theory of an activation.
    public init(_ map: ActivationMap) { self.map = map }

    /// The fixed points that Newton's method finds from a grid of starts, ordered by variance, then mean.
    ///
    /// - Parameters:
    ///   - omega: the sum of the weights.
    ///   - tau: the sum of the squared weights, above 0.
    public func fixedPoints(omega: Double = 0, tau: Double = 1) -> [FixedPoint] {
        var found: [MeanAndVariance] = []
        let means = omega == 0 ? [0.0] : [-1.0, 0, 1]
        for mean in means {
            for variance in [0.01, 0.1, 0.5, 1, 2, 5, 20] {
                let start = MeanAndVariance(mean: mean, variance: variance)
                // One step of the iteration gives the mean that belongs to the variance.
                let image = map.next(start, omega: omega, tau: tau)
                guard image.variance.isFinite, image.variance > 1e-12 else { continue }
                if let point = newton(from: image, omega: omega, tau: tau),
                    !found.contains(where: { isNear($0, point) })
                {
                    found.append(point)
                }
            }
        }
        return found.sorted { ($0.variance, $0.mean) < ($1.variance, $1.mean) }.map { point in
            let jacobian = map.jacobian(point, omega: omega, tau: tau)
            return FixedPoint(
                point: point, spectralNorm: jacobian.largestSingularValue, spectralRadius: Self.spectralRadius(jacobian)
            )
        }
    }

    private func isNear(_ first: MeanAndVariance, _ second: MeanAndVariance) -> Bool {
        let scale = max(1e-6, first.variance)
        return (first.mean - second.mean).magnitude < 1e-6 * max(1, scale.squareRoot())
            && (first.variance - second.variance).magnitude < 1e-6 * scale
    }

    private func newton(from start: MeanAndVariance, omega: Double, tau: Double) -> MeanAndVariance? {
        var point = start
        for _ in 0..<40 {
            let image = map.next(point, omega: omega, tau: tau)
            let (u, v) = (image.mean - point.mean, image.variance - point.variance)
            guard u.isFinite, v.isFinite else { return nil }
            let j = map.jacobian(point, omega: omega, tau: tau)
            let (a, d) = (j.a - 1, j.d - 1)
            let determinant = a * d - j.b * j.c
            // As ReLU with tau 2, which keeps every second moment: there is no point, but a line of them.
            guard determinant.magnitude > 1e-9 else { return nil }
            let mean = -(d * u - j.b * v) / determinant
            let variance = -(a * v - j.c * u) / determinant
            // A step to where there is no variance is cut short.
            var share = 1.0
            while point.variance + share * variance <= 0 { share /= 2 }
            guard share > 1e-6 else { return nil }
            point = MeanAndVariance(mean: point.mean + share * mean, variance: point.variance + share * variance)
            guard point.variance > 1e-9, point.variance < 1e9, point.mean.magnitude < 1e6 else { return nil }
            if share == 1, mean.magnitude <= 1e-13 * max(1, point.mean.magnitude),
                variance.magnitude <= 1e-13 * point.variance
            {
                return point
            }
        }
        return nil
    }

    private static func spectralRadius(_ j: Matrix2<Double>) -> Double {
        let (half, determinant) = ((j.a + j.d) / 2, j.a * j.d - j.b * j.c)
        let discriminant = half * half - determinant
        if discriminant < 0 { return determinant.squareRoot() }
        return half.magnitude + discriminant.squareRoot()
    }

    /// The scale and shift that make (0, 1) a fixed point for omega 0 and tau 1: scale f(x) + shift has mean 0 and variance 1 for
    /// normal x; nil where f is constant there or has no variance.
    public var selfNormalizing: (scale: Double, shift: Double)? {
        let e = map.expectations(mean: 0, deviation: 1)
        guard e.variance > 0, e.variance.isFinite, e.value.isFinite else { return nil }
        let scale = 1 / e.variance.squareRoot()
        return (scale, -scale * e.value)
    }

    /// The gain that keeps the second moment: E f(gain t)^2 = 1 for normal t; nil where there is none from 1e-3 to 1e3.
    ///
    /// Weights are then normal with variance gain^2 / fan-in: the square root of 2 for ReLU (He and others 2015), 1 for SELU.
    public var gain: Double? {
        func excess(_ logarithm: Double, tolerance: Double = 1e-14) -> Double {
            map.secondMoment(deviation: exp(logarithm), tolerance: tolerance) - 1
        }
        let points = (0...64).map { -6.9 + 13.8 * Double($0) / 64 }
        // Where it lies shows at a glance; only there digits count.
        let glance = 1e-5
        var (left, before) = (points[0], excess(points[0], tolerance: glance))
        for right in points.dropFirst() {
            let after = excess(right, tolerance: glance)
            if before.isFinite, after.isFinite, before < 0, after >= 0 {
                var (low, high) = (left, right)
                for _ in 0..<100 {
                    let middle = low + (high - low) / 2
                    guard middle > low, middle < high else { break }
                    if excess(middle) < 0 { low = middle } else { high = middle }
                }
                return exp(high)
            }
            (left, before) = (right, after)
        }
        return nil
    }

    /// Second moments forward and backward through a number of layers, from a second moment of 1 at the input.
    ///
    /// Poole and others (2016), "Exponential expressivity in deep neural networks through transient chaos"; Schoenholz and others
    /// (2017), "Deep information propagation".
    ///
    /// - Parameters:
    ///   - depth: the number of layers.
    ///   - gain: the square root of the weights' variance times the fan-in.
    public func layers(depth: Int, gain: Double) -> [Layer] {
        var (forward, backward) = (1.0, 1.0)
        return (1...max(1, depth)).map { index in
            let deviation = gain * forward.squareRoot()
            if deviation > 0, deviation.isFinite {
                let e = map.expectations(mean: 0, deviation: deviation)
                backward *= gain * gain * e.slopeSquare
                forward = e.square
            } else {
                let (value, slope) = map.formula(0)
                backward *= deviation == 0 ? gain * gain * slope * slope : .nan
                forward = deviation == 0 ? value * value : .nan
            }
            return Layer(index: index, forward: forward, backward: backward)
        }
    }
}

/// Something for each of the four arguments of the mapping g: mean, omega, variance and tau.
///
/// As numbers they are a point of the domain, as intervals a box in it, as derivatives a gradient.
public struct MapPoint<Element: Sendable>: Sendable {
    /// For mu, the mean of the units in the lower layer.
    public var mean: Element
    /// For omega, the sum of a unit's weights.
    public var omega: Element
    /// For nu, the variance of the units in the lower layer.
    public var variance: Element
    /// For tau, the sum of a unit's squared weights.
    public var tau: Element

    /// Makes a point of its coordinates.
    public init(mean: Element, omega: Element, variance: Element, tau: Element) {
        self.mean = mean
        self.omega = omega
        self.variance = variance
        self.tau = tau
    }

    /// Makes a point whose coordinates are the same.
    public init(repeating element: Element) {
        self.init(mean: element, omega: element, variance: element, tau: element)
    }

    /// The coordinates mapped one by one.
    @inline(__always)
    public func map<Other: Sendable>(_ transform: (Element) -> Other) -> MapPoint<Other> {
        MapPoint<Other>(
            mean: transform(mean), omega: transform(omega), variance: transform(variance), tau: transform(tau))
    }

    /// The coordinates combined with those of another point one by one.
    @inline(__always)
    public func combined<Other: Sendable, Result: Sendable>(
        _ other: MapPoint<Other>, _ combine: (Element, Other) -> Result
    ) -> MapPoint<Result> {
        MapPoint<Result>(
            mean: combine(mean, other.mean), omega: combine(omega, other.omega),
            variance: combine(variance, other.variance), tau: combine(tau, other.tau))
    }
}

extension MapPoint: Equatable where Element: Equatable {}
extension MapPoint: Hashable where Element: Hashable {}

extension MapPoint where Element: RealArithmetic {
    /// The point as arguments that derivatives are taken by.
    var dual: MapPoint<Dual<Element>> {
        let zero = Element(0)
        let one = Element(1)
        return MapPoint<Dual<Element>>(
            mean: Dual(mean, slope: MapPoint(mean: one, omega: zero, variance: zero, tau: zero)),
            omega: Dual(omega, slope: MapPoint(mean: zero, omega: one, variance: zero, tau: zero)),
            variance: Dual(variance, slope: MapPoint(mean: zero, omega: zero, variance: one, tau: zero)),
            tau: Dual(tau, slope: MapPoint(mean: zero, omega: zero, variance: zero, tau: one)))
    }
}

/// A function of the four arguments of which the theorems bound the values.
enum Quantity: Sendable, Hashable {
    /// The mean in the next layer.
    case mean
    /// The second moment in the next layer.
    case secondMoment
    /// The variance in the next layer.
    case variance
    /// The variance in the next layer minus that in this one.
    case varianceGrowth
    /// The second moment in the next layer minus the variance in this one.
    case secondMomentGrowth
    /// The largest singular value of the Jacobian of g.
    case singularValue
    /// Derivative of the mean by the mean.
    case j11
    /// Derivative of the mean by the variance.
    case j12
    /// Derivative of the second moment by the mean.
    case j21
    /// Derivative of the second moment by the variance.
    case j22

    /// The value at a point, in any arithmetic.
    @inline(__always)
    func value<Number>(_ map: MomentMap<Number>, _ point: MapPoint<Number>) -> Number {
        switch self {
        case .mean: map.moments(point).mean
        case .secondMoment: map.moments(point).secondMoment
        case .variance: map.moments(point).variance
        case .varianceGrowth: map.moments(point).variance - point.variance
        case .secondMomentGrowth: map.moments(point).secondMoment - point.variance
        case .singularValue: map.jacobian(point).largestSingularValue
        case .j11: map.secondMomentJacobian(point).a
        case .j12: map.secondMomentJacobian(point).b
        case .j21: map.secondMomentJacobian(point).c
        case .j22: map.secondMomentJacobian(point).d
        }
    }
}

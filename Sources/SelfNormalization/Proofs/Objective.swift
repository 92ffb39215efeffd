/// What branch and bound looks at: values over a box, with derivatives where they are known.
struct Objective {
    /// The values over a box.
    typealias Bounds = (value: Interval, slope: ParameterBox?)

    /// Encloses all values over a box, and all derivatives if there are any.
    let bounds: (ParameterBox) -> Bounds

    /// A quantity of a mapping, with derivatives.
    static func quantity(_ quantity: Quantity, of map: MomentMap<Interval>) -> Objective {
        let dual = MomentMap<Dual<Interval>>(alpha: Dual(constant: map.alpha), lambda: Dual(constant: map.lambda))
        return Objective { box in
            let result = quantity.value(dual, box.dual)
            return (result.value, result.slope)
        }
    }

    /// A derivative of a quantity, with second derivatives.
    static func slope(
        _ quantity: Quantity, by coordinate: KeyPath<MapPoint<Dual<Interval>>, Dual<Interval>> & Sendable,
        of map: MomentMap<Interval>
    ) -> Objective {
        let dual = MomentMap<Dual<Dual<Interval>>>(
            alpha: Dual(constant: Dual(constant: map.alpha)), lambda: Dual(constant: Dual(constant: map.lambda)))
        return Objective { box in
            let result = quantity.value(dual, box.dual.dual).slope[keyPath: coordinate]
            return (result.value, result.slope)
        }
    }

    /// A derivative of a quantity without second derivatives: faster to compute, slower to converge.
    static func coarseSlope(
        _ quantity: Quantity, by coordinate: KeyPath<ParameterBox, Interval> & Sendable, of map: MomentMap<Interval>
    ) -> Objective {
        let objective = Objective.quantity(quantity, of: map)
        return Objective { box in (objective.bounds(box).slope?[keyPath: coordinate] ?? .wholeLine, nil) }
    }

    /// The negated objective, whose maximum is the negated minimum.
    var negated: Objective {
        Objective { box in
            let (value, slope) = bounds(box)
            return (-value, slope?.map { -$0 })
        }
    }
}

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

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

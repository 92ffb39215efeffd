/// Extremes over the domains, with the mapping of SELU in intervals and in plain numbers.
struct Prover: Sendable {
    /// The mapping, its constants enclosed.
    var map = MomentMap<Interval>.standard
    /// The mapping in plain numbers.
    var plainMap = MomentMap<Double>.standard

    /// An extreme with what is said about it.
    struct Proof {
        let value: Interval
        let basis: Finding.Basis
        /// Where it is reached, in words.
        let place: String
    }

    /// Which extreme.
    enum Side { case smallest, largest }

    /// Encloses an extreme of a quantity.
    func extreme(
        _ side: Side, _ quantity: Quantity, over domain: TheoremDomain, tolerance: Double = 1e-9, limit: Int = 50_000
    ) -> Proof {
        let usesProduct = quantity.dependsOnProduct
        return proof(
            side, .quantity(quantity, of: map), usesProduct ? domain.productBox : domain.box,
            BranchAndBound(tolerance: tolerance, limit: limit), usesProduct: usesProduct)
    }

    /// Encloses an extreme of a derivative of a quantity.
    func extreme(
        _ side: Side, _ quantity: Quantity, by coordinate: KeyPath<MapPoint<Dual<Interval>>, Dual<Interval>> & Sendable,
        over domain: TheoremDomain
    ) -> Proof {
        // The derivatives by mu and omega are not those by their product.
        let usesProduct =
            quantity.dependsOnProduct && (coordinate == \MapPoint<Dual<Interval>>.variance || coordinate == \.tau)
        return proof(
            side, .slope(quantity, by: coordinate, of: map), usesProduct ? domain.productBox : domain.box,
            BranchAndBound(tolerance: 1e-7, limit: 5_000), usesProduct: usesProduct)
    }

    /// Bounds the magnitude of a derivative from above, not sharply: as soon as it is below the goal.
    func magnitude(
        _ quantity: Quantity, by coordinate: KeyPath<ParameterBox, Interval> & Sendable, over domain: TheoremDomain,
        goal: Double
    ) -> Proof {
        let search = BranchAndBound(tolerance: 1e-3, limit: 20_000, goal: goal)
        let objective = Objective.coarseSlope(quantity, by: coordinate, of: map)
        let largest = search.maximum(of: objective, over: domain.box)
        let smallest = search.maximum(of: objective.negated, over: domain.box)
        return Proof(
            value: Interval(
                max(0, largest.value.lower, smallest.value.lower), max(largest.value.upper, smallest.value.upper)),
            basis: .proved(boxes: largest.boxes + smallest.boxes), place: "")
    }

    /// Bounds a quantity by a grid and proved bounds of the derivatives.
    func grid(_ side: Side, _ quantity: Quantity, over domain: TheoremDomain, slack: Double) -> Proof {
        let box = quantity.dependsOnProduct ? domain.productBox : domain.box
        let slopes = GridBound.slopes(quantity, of: map, over: box)
        let sign = side == .largest ? 1.0 : -1.0
        let bound = GridBound(quantity, sign: sign, box: box, slopes: slopes, slack: slack)
        let range = Interval(bound.largest, bound.bound)
        return Proof(
            value: side == .largest ? range : -range, basis: .grid(points: bound.points),
            place: "up to \(rounded(bound.slack, digits: 3)) between grid points")
    }

    private func proof(
        _ side: Side, _ objective: Objective, _ box: ParameterBox, _ search: BranchAndBound, usesProduct: Bool
    ) -> Proof {
        let extreme =
            side == .largest ? search.maximum(of: objective, over: box) : search.minimum(of: objective, over: box)
        let at = extreme.place.map { rounded($0, digits: 5) }
        let place =
            usesProduct
            ? "at mu omega = \(at.mean), nu = \(at.variance), tau = \(at.tau)"
            : "at mu = \(at.mean), omega = \(at.omega), nu = \(at.variance), tau = \(at.tau)"
        return Proof(value: extreme.value, basis: .proved(boxes: extreme.boxes), place: place)
    }
}

extension Quantity {
    /// Whether mu and omega come in as their product only.
    var dependsOnProduct: Bool {
        switch self {
        case .mean, .secondMoment, .variance, .varianceGrowth, .secondMomentGrowth, .j12, .j22: true
        case .singularValue, .j11, .j21: false
        }
    }
}

/// A number in words, with so many decimals and no zeros at its end.
func rounded(_ value: Double, digits: Int) -> String {
    var scale = 1.0
    for _ in 0..<digits { scale *= 10 }
    let number = (value * scale).rounded() / scale
    return number == number.rounded() && number.magnitude < 1e9 ? "\(Int(number))" : "\(number)"
}

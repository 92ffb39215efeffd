/// Bounds a function by its values on a grid and bounds of its derivatives: the way the paper goes.
///
/// The cells of the grid cover the domain; the function is computed, in plain numbers, in the middle of each. By the
/// mean value theorem it is nowhere further from there than the sum over the coordinates of the derivative's bound
/// times half the cell.
struct GridBound {
    /// The largest value on the grid.
    let largest: Double
    /// What the function may exceed it by between the points.
    let slack: Double
    /// The number of points.
    let points: Int

    /// No value on the domain is above this, but for the rounding of plain numbers.
    var bound: Double { largest + slack }

    /// Computes the values on a grid.
    ///
    /// - Parameters:
    ///   - quantity: the function.
    ///   - sign: 1 to bound it from above, -1 to bound its negative.
    ///   - box: the domain.
    ///   - slopes: bounds of the magnitudes of its derivatives that hold on all of the domain.
    ///   - slack: what it may exceed the values of the grid by; decides how fine the grid is.
    init(_ quantity: Quantity, sign: Double, box: ParameterBox, slopes: MapPoint<Double>, slack: Double) {
        let map = MomentMap<Double>.standard
        let axes = box.combined(slopes) { GridAxis($0, slope: $1, slack: slack / 4) }
        var largest = -Double.infinity
        for mean in axes.mean.points {
            for omega in axes.omega.points {
                for variance in axes.variance.points {
                    for tau in axes.tau.points {
                        let point = MapPoint(mean: mean, omega: omega, variance: variance, tau: tau)
                        largest = max(largest, sign * quantity.value(map, point))
                    }
                }
            }
        }
        self.largest = largest
        self.slack = axes.mean.slack + axes.omega.slack + axes.variance.slack + axes.tau.slack
        points = axes.mean.count * axes.omega.count * axes.variance.count * axes.tau.count
    }

    /// Bounds the magnitudes of a function's derivatives on a box by interval arithmetic; valid, not sharp.
    static func slopes(_ quantity: Quantity, of map: MomentMap<Interval>, over box: ParameterBox) -> MapPoint<Double> {
        let search = BranchAndBound(tolerance: 0.01, limit: 400)
        func bound(_ coordinate: KeyPath<ParameterBox, Interval> & Sendable) -> Double {
            guard box[keyPath: coordinate].width > 1e-12 else { return 0 }
            let objective = Objective.coarseSlope(quantity, by: coordinate, of: map)
            return max(
                search.maximum(of: objective, over: box).value.upper,
                -search.minimum(of: objective, over: box).value.lower)
        }
        return MapPoint(mean: bound(\.mean), omega: bound(\.omega), variance: bound(\.variance), tau: bound(\.tau))
    }
}

/// The middles of the cells along one coordinate.
private struct GridAxis: Sendable {
    let lower: Double
    let width: Double
    let count: Int
    let slack: Double

    init(_ range: Interval, slope: Double, slack: Double) {
        count = max(1, Int((range.width * slope / (2 * slack)).rounded(.up)))
        lower = range.lower
        width = range.width / Double(count)
        self.slack = slope * width / 2
    }

    var points: [Double] { (0..<count).map { lower + (Double($0) + 0.5) * width } }
}

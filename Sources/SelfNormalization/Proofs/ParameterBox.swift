/// A box in the space of the four arguments.
typealias ParameterBox = MapPoint<Interval>

extension MapPoint where Element == Interval {
    /// The smallest box that surely contains decimal bounds as they were written.
    init(
        mean: ClosedRange<Double>, omega: ClosedRange<Double>, variance: ClosedRange<Double>, tau: ClosedRange<Double>
    ) {
        func enclosed(_ range: ClosedRange<Double>) -> Interval {
            Interval(decimal: range.lowerBound, range.upperBound)
        }
        self.init(
            mean: enclosed(mean), omega: enclosed(omega), variance: enclosed(variance), tau: enclosed(tau))
    }

    /// The middle of the box.
    var middle: MapPoint<Double> { map(\.middle) }

    /// The names of the coordinates as key paths, in the order of the arguments.
    static var coordinates: [WritableKeyPath<ParameterBox, Interval>] { [\.mean, \.omega, \.variance, \.tau] }

    /// The two halves along a coordinate.
    func halves(_ coordinate: WritableKeyPath<ParameterBox, Interval>) -> (ParameterBox, ParameterBox) {
        let range = self[keyPath: coordinate]
        var low = self
        var high = self
        low[keyPath: coordinate] = Interval(range.lower, range.middle)
        high[keyPath: coordinate] = Interval(range.middle, range.upper)
        return (low, high)
    }
}

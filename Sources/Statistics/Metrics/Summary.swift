/// The size, mean and spread of a sample.
public struct Summary: Sendable, Hashable {
    /// The number of values.
    public let count: Int

    /// The arithmetic mean.
    public let mean: Double

    /// The sample standard deviation, with n - 1 in the denominator; `nil` for a single value.
    public let standardDeviation: Double?

    /// The smallest value.
    public let minimum: Double

    /// The largest value.
    public let maximum: Double

    /// The middle value, or the mean of the two middle ones.
    public let median: Double

    /// Summarises finite values, in two passes with compensated sums.
    ///
    /// - Throws: `StatisticsError` for no values, values that are not finite, and a sum that isn't.
    public init(_ values: [Double]) throws {
        try Validation.requireCount(values.count, atLeast: 1, "values")
        try Validation.requireFinite(values, "values")
        let sorted = values.sorted()
        let mean = CompensatedSum(values).value / Double(values.count)
        guard mean.isFinite else {
            throw StatisticsError.outOfRange(
                what: "sum of the values", index: nil, value: "beyond the range of Double", allowed: "up to 1.8e308")
        }
        // A power of two that keeps the squares of huge values within the range.
        let scale = max(-sorted[0], sorted[sorted.count - 1]) > 1e145 ? 0x1p-550 : 1
        var squares = CompensatedSum()
        var rest = CompensatedSum()
        for value in values {
            let deviation = (value - mean) * scale
            squares.add(deviation * deviation)
            rest.add(deviation)
        }
        // The second term takes back what the rounding of the mean added.
        let count = Double(values.count)
        let variation = max(0, squares.value - rest.value * rest.value / count)
        self.count = values.count
        self.mean = mean
        standardDeviation = values.count > 1 ? (variation / (count - 1)).squareRoot() / scale : nil
        minimum = sorted[0]
        maximum = sorted[sorted.count - 1]
        median = Summary.median(ofSorted: sorted)
    }

    /// The middle of sorted values, of which there is at least one.
    static func median(ofSorted sorted: [Double]) -> Double {
        let middle = sorted.count / 2
        // Halves first, so that two huge values don't overflow.
        return sorted.count.isMultiple(of: 2) ? sorted[middle - 1] / 2 + sorted[middle] / 2 : sorted[middle]
    }
}

/// The pairs of differences, a prior zero among them, on either side of a region of practical equivalence.
///
/// The differences are sorted, so that the partners of each one beyond the rope are a range, whose weight is a difference of
/// running sums: a draw costs n steps instead of n^2.
struct RopePairs: Sendable {
    /// The number of differences with the prior one.
    let count: Int

    /// The place of the prior's zero.
    let priorIndex: Int

    /// For each difference the number of differences whose sum with it lies below minus twice the rope.
    private let below: [Int]

    /// The same, with sums on the edge.
    private let belowOrOn: [Int]

    /// For each difference the number of differences, at the upper end, whose sum with it lies above twice the rope.
    private let above: [Int]

    /// The same, with sums on the edge.
    private let aboveOrOn: [Int]

    private var running: [Double]

    /// Sorts the differences and finds the ranges.
    ///
    /// Sums within a relative 2^-40 of the rope are on it: 0.3 - 0.29 is no more than 0.01.
    init(differences: [Double], rope: Double) {
        let sorted = differences.sorted()
        priorIndex = sorted.firstIndex { $0 >= 0 } ?? sorted.count
        var values = sorted
        values.insert(0, at: priorIndex)
        let edge = 2 * rope
        let tolerance = (edge + (values.map(\.magnitude).max() ?? 0)) * 0x1p-40
        count = values.count
        below = values.map { value in RopePairs.leading(values, where: { $0 + value < -edge - tolerance }) }
        belowOrOn = values.map { value in RopePairs.leading(values, where: { $0 + value <= -edge + tolerance }) }
        above = values.map { value in
            values.count - RopePairs.leading(values, where: { $0 + value <= edge + tolerance })
        }
        aboveOrOn = values.map { value in
            values.count - RopePairs.leading(values, where: { $0 + value < edge - tolerance })
        }
        running = [Double](repeating: 0, count: values.count + 1)
    }

    /// The masses of y and x being larger, those on the edge counted half, given weights in sorted order that need not sum to 1.
    mutating func masses(_ weights: [Double]) -> (y: Double, x: Double) {
        var total = 0.0
        for index in 0..<count {
            running[index] = total
            total += weights[index]
        }
        running[count] = total
        var y = 0.0
        var x = 0.0
        for index in 0..<count {
            y += weights[index] * (running[below[index]] + running[belowOrOn[index]])
            x += weights[index] * (2 * total - running[count - above[index]] - running[count - aboveOrOn[index]])
        }
        return (y / (2 * total * total), x / (2 * total * total))
    }

    /// The number of leading values that satisfy a condition which none after them does.
    private static func leading(_ values: [Double], where condition: (Double) -> Bool) -> Int {
        var low = 0
        var high = values.count
        while low < high {
            let middle = low + (high - low) / 2
            if condition(values[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// The Bayesian signed-rank test with a region of practical equivalence (Benavoli, Mangili, Corani, Zaffalon and
/// Ruggeri
/// 2014; Benavoli, Corani, Demsar and Zaffalon 2017).
///
/// The differences get Dirichlet weights, with one pseudo-difference of zero for the prior. Each draw of weights splits
/// the mass of all pairs of differences into three: pairs whose sum says that x is better by more than the rope, that y
/// is, and those within it.
public struct BayesianSignedRankTest: Sendable, Hashable {
    /// The share of draws in which y is larger by more than the rope has the largest mass.
    public let probabilityYLarger: Double

    /// The share of draws in which practical equivalence has the largest mass.
    public let probabilityEquivalent: Double

    /// The share of draws in which x is larger by more than the rope has the largest mass.
    public let probabilityXLarger: Double

    /// The posterior mean of the mass of y being larger.
    public let meanYLarger: Double

    /// The posterior mean of the mass of practical equivalence.
    public let meanEquivalent: Double

    /// The posterior mean of the mass of x being larger.
    public let meanXLarger: Double

    /// Half the width of the region of practical equivalence, in units of the scores.
    public let rope: Double

    /// The number of draws.
    public let draws: Int

    /// The seed of the draws: the same seed gives the same values.
    public let seed: UInt64

    /// Samples the posterior of differences x - y.
    ///
    /// A pair of differences on the edge of the rope counts half on either side, as in the authors' definition.
    /// `priorStrength` is the weight of the pseudo-difference of zero against 1 for each task. Draws in which two
    /// masses tie count half for each. Throws `StatisticsError` for a negative rope, a prior strength or a number of
    /// draws that is not positive.
    public init(
        _ differences: PairedDifferences, rope: Double = 0.01, priorStrength: Double = 0.5, draws: Int = 50_000,
        seed: UInt64 = 1
    ) throws {
        guard rope >= 0, rope < .infinity else {
            throw StatisticsError.outOfRange(what: "rope", index: nil, value: "\(rope)", allowed: "0 and above")
        }
        guard priorStrength > 0, priorStrength < 1e6 else {
            throw StatisticsError.outOfRange(
                what: "prior strength", index: nil, value: "\(priorStrength)", allowed: "above 0, below 1000000")
        }
        guard (1...100_000_000).contains(draws) else {
            throw StatisticsError.outOfRange(
                what: "number of draws", index: nil, value: "\(draws)", allowed: "1 ... 100000000")
        }
        let pairs = RopePairs(differences: differences.values, rope: rope)
        var wins = (y: 0.0, equivalent: 0.0, x: 0.0)
        var sums = (y: CompensatedSum(), x: CompensatedSum())
        var weights = [Double](repeating: 0, count: pairs.count)
        var sampler = pairs
        for draw in 0..<draws {
            var generator = SplitMixGenerator(seed: seed, stream: UInt64(draw))
            for index in weights.indices {
                weights[index] =
                    index == pairs.priorIndex
                    ? generator.nextGamma(shape: priorStrength) : generator.nextExponential()
            }
            let masses = sampler.masses(weights)
            sums.y.add(masses.y)
            sums.x.add(masses.x)
            let equivalent = max(0, 1 - masses.y - masses.x)
            let largest = max(masses.y, equivalent, masses.x)
            let leaders = [masses.y, equivalent, masses.x].count { $0 == largest }
            if masses.y == largest { wins.y += 1 / Double(leaders) }
            if equivalent == largest { wins.equivalent += 1 / Double(leaders) }
            if masses.x == largest { wins.x += 1 / Double(leaders) }
        }
        let count = Double(draws)
        probabilityYLarger = wins.y / count
        probabilityEquivalent = wins.equivalent / count
        probabilityXLarger = wins.x / count
        meanYLarger = sums.y.value / count
        meanXLarger = sums.x.value / count
        meanEquivalent = max(0, 1 - meanYLarger - meanXLarger)
        self.rope = rope
        self.draws = draws
        self.seed = seed
    }
}

/// The pairs of differences, a prior zero among them, on either side of a region of practical equivalence.
///
/// The differences are sorted, so that the partners of each one beyond the rope are a range, whose weight is a
/// difference of running sums: a draw costs n steps instead of n^2.
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

    /// The masses of y and x being larger, those on the edge counted half, given weights in sorted order that need not
    /// sum to 1.
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

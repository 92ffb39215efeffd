/// The Hodges-Lehmann estimate of the median difference, with the confidence interval that inverts the signed-rank
/// test.
///
/// The estimate is the median of the averages of all pairs of differences, each with itself included (Walsh averages);
/// the interval runs between two of them that the null distribution names. Zeros are treated as in the test: dropped by default,
/// as R does, so that interval and p-value never disagree for that reason.
public struct HodgesLehmannEstimate: Sendable, Hashable {
    /// The largest number of pairs, for which eight million averages are sorted.
    public static let limit = 4000

    /// The number of differences that it is made of.
    public let pairs: Int

    /// The estimate of the median of x - y.
    public let estimate: Double

    /// The lower end of the confidence interval.
    public let lower: Double

    /// The upper end of the confidence interval.
    public let upper: Double

    /// The confidence that was asked for.
    public let confidence: Double

    /// The confidence of the interval, at least the one asked for unless there are too few pairs for that.
    ///
    /// From the distribution without ties, for which it is exact up to 2000 pairs; with ties the interval is
    /// conservative.
    public let achievedConfidence: Double

    /// Estimates the median of differences, with a two-sided interval.
    ///
    /// - Parameters:
    ///   - differences: x - y.
    ///   - confidence: strictly between 0 and 1.
    ///   - zeroMethod: `wilcox` drops zeros, unless there is nothing else; the others keep them.
    /// - Throws: `StatisticsError` for another confidence and for more pairs than `limit`.
    public init(_ differences: PairedDifferences, confidence: Double = 0.95, zeroMethod: ZeroMethod = .wilcox) throws {
        try Validation.requireInsideUnitInterval(confidence, "confidence")
        let nonzero = differences.values.filter { $0 != 0 }
        let values = zeroMethod == .wilcox && !nonzero.isEmpty ? nonzero : differences.values
        pairs = values.count
        let count = values.count
        guard count <= HodgesLehmannEstimate.limit else {
            throw StatisticsError.tooMany(
                what: "pairs for the Hodges-Lehmann estimate", limit: HodgesLehmannEstimate.limit, found: count,
                instead: "use the median difference")
        }
        var averages: [Double] = []
        averages.reserveCapacity(count * (count + 1) / 2)
        for first in 0..<count {
            for second in first..<count { averages.append(values[first] / 2 + values[second] / 2) }
        }
        averages.sort()
        let alpha = 1 - confidence
        let cut = try HodgesLehmannEstimate.cut(count: count, tail: alpha / 2)
        estimate = Summary.median(ofSorted: averages)
        lower = averages[cut.index]
        upper = averages[averages.count - 1 - cut.index]
        self.confidence = confidence
        achievedConfidence = 1 - 2 * cut.tail
    }

    /// The confidence of intervals as part of a sentence: what was asked for, and how much less the fewest pairs allow.
    ///
    /// - Parameter estimates: made with the same confidence.
    public static func confidenceText(_ estimates: [HodgesLehmannEstimate]) -> String {
        func percent(_ share: Double) -> String {
            let tenths = (1000 * share).rounded(.down) / 10
            return "\(tenths == tenths.rounded() ? "\(Int(tenths))" : "\(tenths)") %"
        }
        let wanted = estimates.first?.confidence ?? 0.95
        let least = estimates.map(\.achievedConfidence).min() ?? wanted
        // Of thousands of pairs the distribution is approximated, to the fourth digit.
        guard least < wanted - 1e-3 else { return "at least \(percent(wanted))" }
        return estimates.count == 1
            ? "\(percent(least)), since too few pairs differ for \(percent(wanted))"
            : "at least \(percent(wanted)), or \(percent(least)) and more where too few pairs differ for that"
    }

    /// The number of averages to leave out at either end, and the probability of a sum of signed ranks up to it.
    private static func cut(count: Int, tail: Double) throws -> (index: Int, tail: Double) {
        if count <= SignedRankDistribution.limit {
            let distribution = try SignedRankDistribution(doubledRanks: (1...count).map { 2 * $0 })
            let sum = (distribution.largestSum(withLowerTailAtMost: tail) ?? 0) / 2
            return (sum, distribution.atMost(2 * sum))
        }
        let n = Double(count)
        let mean = n * (n + 1) / 4
        let deviation = (n * (n + 1) * (2 * n + 1) / 24).squareRoot()
        let sum = (mean + NormalDistribution.quantile(lowerTail: tail) * deviation - 0.5).rounded(.down)
        return (max(0, Int(sum)), NormalDistribution.lowerTail((sum + 0.5 - mean) / deviation))
    }
}

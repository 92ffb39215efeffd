/// The expected test score of what validation picks among k random configurations of a grid, exact by counting.
///
/// The k configurations are drawn without replacement from all n, those that failed among them; validation picks the one that it
/// likes best. Of the C(n, k) draws, C(n - i, k - 1) have the i-th best of validation as their best. Dodge et al. (2019), "Show your
/// work", EMNLP, draw with replacement and take the score that was maximised; here the test score of the pick is expected.
public struct BestOfK: Sendable, Hashable {
    /// The expected score for each k from 1 on, over the draws in which some configuration succeeded.
    public let expectedScores: [Double]

    /// The number of configurations.
    public var configurations: Int { expectedScores.count }

    /// Counts draws.
    ///
    /// - Parameters:
    ///   - testScores: the test scores of the configurations that succeeded, in the order in which validation prefers them.
    ///   - failed: how many configurations failed, which validation never picks where another is there.
    /// - Throws: `StatisticsError` for no score, numbers that are not finite and a negative number of failures.
    public init(testScores: [Double], failed: Int = 0) throws {
        try Validation.requireCount(testScores.count, atLeast: 1, "configurations that succeeded")
        try Validation.requireFinite(testScores, "test scores")
        guard failed >= 0, failed <= 1_000_000 else {
            throw StatisticsError.outOfRange(
                what: "number of failures", index: nil, value: "\(failed)", allowed: "0 ... 1000000")
        }
        let count = testScores.count + failed
        expectedScores = (1...count).map { k in
            // P(the best is the i-th) falls by (n - i - k + 1) / (n - i) from each to the next.
            var probability = Double(k) / Double(count)
            var (sum, total) = (CompensatedSum(), CompensatedSum())
            for (place, score) in testScores.enumerated() {
                sum.add(probability * score)
                total.add(probability)
                let rest = count - place - 1
                guard rest > 0 else { break }
                probability *= Double(max(0, rest - k + 1)) / Double(rest)
            }
            return sum.value / total.value
        }
    }
}

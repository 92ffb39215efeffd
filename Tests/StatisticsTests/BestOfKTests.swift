import Statistics
import Testing

/// The expected score of the best of k against every subset, and against what follows without counting.
@Suite struct BestOfKTests {
    /// Test scores in validation's order; failures never win.
    private func bruteForce(_ scores: [Double], failed: Int, _ k: Int) -> Double {
        let count = scores.count + failed
        var (sum, draws) = (0.0, 0)
        for mask in 0..<(1 << count) where mask.nonzeroBitCount == k {
            guard let best = scores.indices.first(where: { mask >> $0 & 1 == 1 }) else { continue }
            sum += scores[best]
            draws += 1
        }
        return sum / Double(draws)
    }

    @Test(arguments: [(1, 0), (5, 0), (6, 3), (2, 7), (9, 1)])
    func everySubset(_ succeeded: Int, _ failed: Int) throws {
        // No order: validation and test disagree.
        let scores = (0..<succeeded).map { Double(($0 * 7 + 3) % 11) / 11 }
        let curve = try BestOfK(testScores: scores, failed: failed)
        #expect(curve.configurations == succeeded + failed)
        for k in 1...(succeeded + failed) {
            #expect(abs(curve.expectedScores[k - 1] - bruteForce(scores, failed: failed, k)) < 1e-12, "\(k)")
        }
    }

    @Test func endsAreTheMeanAndThePick() throws {
        let scores = (0..<216).map { Double(($0 * 37) % 101) / 101 }
        let curve = try BestOfK(testScores: scores)
        #expect(abs(curve.expectedScores[0] - scores.reduce(0, +) / 216) < 1e-12)
        #expect(abs(curve.expectedScores[215] - scores[0]) < 1e-12)
    }

    @Test func wrongInput() {
        #expect(throws: StatisticsError.self) { try BestOfK(testScores: []) }
        #expect(throws: StatisticsError.self) { try BestOfK(testScores: [.nan]) }
        #expect(throws: StatisticsError.self) { try BestOfK(testScores: [1], failed: -1) }
    }
}

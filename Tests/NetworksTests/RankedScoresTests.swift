import Kernels
import Testing

@testable import Networks

/// Areas under the ROC curve of a network's outputs, against counting pairs.
@Suite struct RankedScoresTests {
    /// The share of pairs in the right order, a tie counting half.
    private func area(_ scores: [Double], _ isPositive: [Bool]) -> Double? {
        var pairs = 0.0
        var right = 0.0
        for (positive, first) in zip(scores, isPositive) where first {
            for (negative, second) in zip(scores, isPositive) where !second {
                pairs += 1
                right += positive > negative ? 1 : positive == negative ? 0.5 : 0
            }
        }
        return pairs > 0 ? right / pairs : nil
    }

    private func logits(rows: Int, columns: Int) -> Matrix {
        let matrix = Matrix(rows: rows, columns: columns)
        for row in 0..<rows {
            // Few distinct values, so that ties occur.
            for column in 0..<columns { matrix[row, column] = Float((row * 7 + column * 5 + row * row) % 11) }
        }
        return matrix
    }

    @Test func ranksTwoClassesByTheDifferenceOfTheirLogits() throws {
        let logits = logits(rows: 40, columns: 2)
        let classes = (0..<40).map { Int32(($0 * $0 / 3) % 2) }
        var scores = RankedScores(targets: .classes(classes, count: 2), rows: 40)
        scores.append(logits, rows: Array(0..<40)[...])
        let differences = (0..<40).map { Double(logits[$0, 1]) - Double(logits[$0, 0]) }
        let expected = try #require(area(differences, classes.map { $0 == 1 }))
        #expect(expected != 0.5)
        #expect(scores.areas == [expected])
    }

    @Test func leavesOutMissingLabelsAndLabelsOfOneKind() throws {
        let logits = logits(rows: 30, columns: 3)
        // Label 0 has both kinds and gaps, label 1 no positive row, label 2 no row at all.
        let first: [Float] = [1, 0, -1, 0, 1]
        let labels: [Float] = (0..<30).flatMap { row -> [Float] in [first[row % 5], row % 2 == 0 ? 0 : -1, -1] }
        var scores = RankedScores(targets: .labels(labels, count: 3), rows: 30)
        scores.append(logits, rows: Array(0..<30)[...])
        let known = (0..<30).filter { labels[3 * $0] >= 0 }
        let expected = area(known.map { Double(logits[$0, 0]) }, known.map { labels[3 * $0] > 0 })
        #expect(scores.areas == [expected, nil, nil])
        let measure = EpochResult.Measure(loss: 0, correct: nil, total: 30, areas: scores.areas)
        #expect(measure.auc == expected)
    }

    @Test func hasNoAreaForMoreClassesOrScoresThatAreNotNumbers() {
        var three = RankedScores(targets: .classes([0, 1, 2], count: 3), rows: 3)
        three.append(logits(rows: 3, columns: 3), rows: [0, 1, 2])
        #expect(three.areas.isEmpty)
        let broken = logits(rows: 2, columns: 2)
        broken[0, 0] = .nan
        var two = RankedScores(targets: .classes([0, 1], count: 2), rows: 2)
        two.append(broken, rows: [0, 1])
        #expect(two.areas == [nil])
    }
}

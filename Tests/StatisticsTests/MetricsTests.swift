import Testing

@testable import Statistics

@Suite struct MetricsTests {
    @Test func areaUnderCurveAgainstAllPairs() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<200 {
            let count = Int.random(in: 2...60, using: &generator)
            let levels = Int.random(in: 1...20, using: &generator)
            let scores = (0..<count).map { _ in Double(Int.random(in: 0...levels, using: &generator)) / 7 }
            var labels = (0..<count).map { _ in Bool.random(using: &generator) }
            labels[0] = true
            labels[1] = false
            var doubled = 0
            for positive in 0..<count where labels[positive] {
                for negative in 0..<count where !labels[negative] {
                    if scores[positive] > scores[negative] { doubled += 2 }
                    if scores[positive] == scores[negative] { doubled += 1 }
                }
            }
            let area = try AreaUnderCurve(scores: scores, isPositive: labels)
            #expect(area.doubledConcordantPairs == doubled)
            let reversed = try AreaUnderCurve(scores: scores.map { -$0 }, isPositive: labels)
            #expect(reversed.doubledConcordantPairs == 2 * area.positives * area.negatives - doubled)
        }
    }

    @Test func areaUnderCurveOfKnownScores() throws {
        let area = try AreaUnderCurve(scores: [0.1, 0.4, 0.35, 0.8], isPositive: [false, false, true, true])
        #expect(area.value == 0.75)
        #expect(try AreaUnderCurve(scores: [1, 1, 1], isPositive: [true, false, true]).value == 0.5)
        #expect(try AreaUnderCurve(scores: [-.infinity, .infinity], isPositive: [false, true]).value == 1)
    }

    @Test func areaUnderCurveErrors() {
        #expect(throws: StatisticsError.missingClass(metric: "the area under the curve", missing: "negative row")) {
            try AreaUnderCurve(scores: [1, 2], isPositive: [true, true])
        }
        #expect(throws: StatisticsError.missingClass(metric: "the area under the curve", missing: "positive row")) {
            try AreaUnderCurve(scores: [], isPositive: [])
        }
        #expect(throws: StatisticsError.notFinite(what: "scores", index: 1, value: "nan")) {
            try AreaUnderCurve(scores: [1, .nan], isPositive: [true, false])
        }
        #expect(
            throws: StatisticsError.unequalLengths(
                first: "scores", firstCount: 1, second: "labels", secondCount: 2)
        ) {
            try AreaUnderCurve(scores: [1], isPositive: [true, false])
        }
    }

    @Test func confusionMatrix() throws {
        let matrix = try ConfusionMatrix(
            actual: [0, 1, 2, 0, 1, 2, 2, 0], predicted: [0, 2, 2, 0, 1, 2, 1, 1], classCount: 4)
        #expect(try matrix.accuracy == Accuracy(correct: 5, total: 8))
        #expect(isClose(matrix.balancedAccuracy, (2.0 / 3 + 0.5 + 2.0 / 3) / 3, relative: 1e-15))
        // Chance agreement: (3 * 2 + 2 * 3 + 3 * 3) / 64.
        #expect(isClose(try #require(matrix.cohensKappa), (40.0 - 21) / (64 - 21), relative: 1e-15))
        #expect(matrix.count(actual: 2, predicted: 1) == 1)
        #expect(matrix.count(actual: 9, predicted: 1) == 0)
        #expect(try ConfusionMatrix(actual: [1], predicted: [1], classCount: 2).cohensKappa == nil)
        #expect(throws: StatisticsError.self) { try ConfusionMatrix(actual: [0], predicted: [2], classCount: 2) }
        #expect(throws: StatisticsError.self) { try ConfusionMatrix(actual: [], predicted: [], classCount: 2) }
        #expect(throws: StatisticsError.self) { try ConfusionMatrix(actual: [0], predicted: [0], classCount: -1) }
    }

    /// Values by hand; those of scikit-learn are compared where networks are measured.
    @Test func f1AndCorrelation() throws {
        let two = try ConfusionMatrix(actual: [1, 1, 0, 0, 1], predicted: [1, 0, 0, 1, 1], classCount: 2)
        #expect(isClose(two.macroF1, (2.0 * 1 / 4 + 2.0 * 2 / 6) / 2, relative: 1e-15))
        #expect(isClose(two.positiveF1, 2.0 / 3, relative: 1e-15))
        // (TP TN - FP FN) / sqrt(...) with 2, 1, 1, 1.
        #expect(isClose(two.matthewsCorrelation, (2.0 * 1 - 1) / 36.0.squareRoot(), relative: 1e-15))
        // A class that is nowhere counts for nothing, one that is only predicted counts 0.
        let one = try ConfusionMatrix(actual: [0, 0], predicted: [0, 1], classCount: 3)
        #expect(isClose(one.macroF1, (2.0 / 3 + 0) / 2, relative: 1e-15) && one.matthewsCorrelation == 0)
        #expect(try ConfusionMatrix(actual: [0], predicted: [0], classCount: 2).positiveF1 == 0)
    }

    @Test func regressionErrors() throws {
        let errors = try RegressionErrors(actual: [1, 2, 3, 4], predicted: [1, 3, 3, 2])
        #expect(errors.rootMeanSquared == 1.25.squareRoot() && errors.meanAbsolute == 0.75)
        #expect(errors.determination == 0)
        #expect(try RegressionErrors(actual: [1, 2], predicted: [1, 2]).determination == 1)
        #expect(try RegressionErrors(actual: [2, 2], predicted: [1, 2]).determination == nil)
        // Sums carry their rounding: a huge mean hides no error.
        let shifted = try RegressionErrors(actual: [1e9 + 1, 1e9 + 2], predicted: [1e9 + 1.5, 1e9 + 2])
        #expect(shifted.meanAbsolute == 0.25 && shifted.determination == 0.5)
        // Squares of these leave the range of a double.
        for unit in [1e300, 1e-300, 0x1p1020, 0x1p-1040] {
            let scaled = try RegressionErrors(
                actual: [1, 2, 3, 4].map { $0 * unit }, predicted: [1, 3, 3, 2].map { $0 * unit })
            #expect(isClose(scaled.rootMeanSquared / unit, 1.25.squareRoot(), relative: 1e-9))
            #expect(isClose(scaled.meanAbsolute / unit, 0.75, relative: 1e-9))
            #expect(abs(try #require(scaled.determination)) < 1e-9)
        }
        #expect(try RegressionErrors(actual: [1], predicted: [.nan]).rootMeanSquared.isNaN)
        #expect(throws: StatisticsError.self) { try RegressionErrors(actual: [1], predicted: []) }
        #expect(throws: StatisticsError.self) { try RegressionErrors(actual: [.infinity], predicted: [1]) }
        #expect(throws: StatisticsError.self) { try RegressionErrors(actual: [], predicted: []) }
    }

    @Test func logLoss() throws {
        let loss = try LogLoss.mean(probabilities: [[0.25, 0.75], [0.5, 0.5]], actual: [1, 0])
        #expect(isClose(loss, 0.490_414_626_505_863_1, relative: 1e-15))
        let binary = try LogLoss.mean(positiveProbabilities: [0.75, 0.5], isPositive: [true, false])
        #expect(binary == loss)
        #expect(try LogLoss.mean(probabilities: [[0, 1]], actual: [0], clip: 0) == .infinity)
        // -log(2^-52)
        #expect(
            isClose(
                try LogLoss.mean(probabilities: [[0, 1]], actual: [0]), 36.043_653_389_117_15, relative: 1e-15))
        #expect(throws: StatisticsError.self) { try LogLoss.mean(probabilities: [[0.5]], actual: [1]) }
        #expect(throws: StatisticsError.self) { try LogLoss.mean(probabilities: [[1.5]], actual: [0]) }
        #expect(throws: StatisticsError.self) { try LogLoss.mean(probabilities: [[.nan]], actual: [0]) }
        #expect(throws: StatisticsError.self) { try LogLoss.mean(probabilities: [], actual: []) }
    }

    @Test func summaryIsCompensated() throws {
        let summary = try Summary([1e8 + 4, 1e8 + 7, 1e8 + 13, 1e8 + 16])
        #expect(summary.mean == 1e8 + 10)
        #expect(isClose(try #require(summary.standardDeviation), 30.0.squareRoot(), relative: 1e-15))
        #expect(summary.median == 1e8 + 10)
        let cancelling = try Summary([1e100, 1, -1e100])
        #expect(cancelling.mean == 1.0 / 3)
        #expect(try Summary([2]).standardDeviation == nil)
        #expect(try Summary([2, 3, 1]).median == 2)
        #expect(try Summary(Array(repeating: 0.1, count: 10)).standardDeviation == 0)
        #expect(throws: StatisticsError.tooFew(what: "values", needed: 1, found: 0)) { try Summary([]) }
        #expect(throws: StatisticsError.self) { try Summary([1, .infinity]) }
        #expect(throws: StatisticsError.self) { try Summary([.greatestFiniteMagnitude, .greatestFiniteMagnitude]) }
    }
}

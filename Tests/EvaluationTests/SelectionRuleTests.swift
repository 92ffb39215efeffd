import ResultStore
import Statistics
import Testing

@testable import Evaluation

/// The choice of an epoch from a learning curve.
@Suite struct SelectionRuleTests {
    @Test func takesTheLastEpochOfTheBestWindow() {
        let best = SelectionRule(window: 3).bestEpoch(correct: [1, 2, 9, 3, 4, 5, 5, 1, 1])
        // Windows of three sum to 12, 14, 16, 12, 14, 11, 7: the best one ends with the fifth epoch.
        #expect(best?.index == 4)
        #expect(best?.sum == .rows(16))
    }

    @Test func takesTheEarliestOrTheLatestOfEqualWindows() {
        let earliest = SelectionRule(window: 2)
        let latest = SelectionRule(window: 2, windowTies: .latest)
        #expect(earliest.bestEpoch(correct: [3, 3, 3, 3])?.index == 1)
        #expect(latest.bestEpoch(correct: [3, 3, 3, 3])?.index == 3)
        #expect(latest.bestEpoch(correct: [3, 4, 3, 3])?.index == 2)
        #expect(latest.bestEpoch(correct: [4, 4, 3, 3])?.index == 1)
        let (first, last) = (
            SelectionRule(metric: .auc, window: 2), SelectionRule(metric: .auc, window: 2, windowTies: .latest)
        )
        #expect(first.bestEpoch(values: [0.5, 0.7, 0.5, 0.7, 0.2])?.index == 1)
        #expect(last.bestEpoch(values: [0.5, 0.7, 0.5, 0.7, 0.2])?.index == 3)
        #expect(last.bestEpoch(values: [0.1])?.index == 0)
    }

    /// Of an error the smallest mean is the best, among epochs and among candidates.
    @Test func takesTheSmallestError() throws {
        let rule = SelectionRule(metric: .rmse, window: 2)
        let best = try #require(rule.bestEpoch(values: [9, 4, 1, 2, 8]))
        #expect(best.index == 3 && best.sum == .values(3, .smallestFirst) && best.mean(rows: 1) == 1.5)
        let other = try #require(rule.bestEpoch(values: [5, 5, 5]))
        #expect(other.index == 1 && best.isBetter(than: other) && !other.isBetter(than: best))
        #expect(SelectionRule(metric: .rmse, window: 2, windowTies: .latest).bestEpoch(values: [5, 5, 5])?.index == 2)
        #expect(SelectionRule(metric: .r2, window: 2).bestEpoch(values: [-3, 4, 1, 2, 8])?.index == 4)
        #expect(SelectionRule(record: rule.record.text) == rule)
    }

    /// Each metric is read where it is stored: log loss of classes is the loss, that of labels is not.
    @Test func readsMetricsWhereTheyAre() {
        let further = EpochRecord.furtherText(validation: ["mcc": 0.5, "rmse": 2], test: ["mcc": 0.25])
        let epoch = EpochRecord(
            epoch: 1, validationLoss: 0.3, validationCorrect: 4, testLoss: 0.4, validationAUC: 0.7, testAUC: 0.8,
            further: further)
        #expect(PredictionMetric.matthewsCorrelation.value(of: epoch, on: .validation) == 0.5)
        #expect(PredictionMetric.matthewsCorrelation.value(of: epoch, on: .test) == 0.25)
        #expect(PredictionMetric.rmse.value(of: epoch, on: .validation) == 2)
        #expect(PredictionMetric.rmse.value(of: epoch, on: .test) == nil)
        #expect(PredictionMetric.logLoss.value(of: epoch, on: .test) == 0.4)
        #expect(PredictionMetric.auc.value(of: epoch, on: .test) == 0.8)
        let labels = EpochRecord(epoch: 1, validationLoss: 0.3, testLoss: 0.4)
        #expect(PredictionMetric.logLoss.value(of: labels, on: .test) == nil)
    }

    /// Rules that were stored before ties of windows were a value are those of the earliest, to the letter.
    @Test func keepsTheTextOfRules() {
        let text = SelectionRule.paper.record.text
        #expect(
            text == #"{"epoch":"last of the best window","metric":"accuracy","ties":"more layers, lower learning "#
                + #"rate, higher dropout rate, smaller unit id","window":10}"#)
        #expect(SelectionRule(record: text) == .paper)
        let latest = SelectionRule(metric: .auc, window: 5, windowTies: .latest)
        #expect(SelectionRule(record: latest.record.text) == latest)
        #expect(SelectionRule(record: text.replacing("}", with: #","window_ties":"random"}"#)) == nil)
    }

    @Test func averagesAllEpochsOfAShortCurve() {
        let best = SelectionRule(window: 10).bestEpoch(correct: [4, 5])
        #expect(best?.index == 1)
        #expect(best?.window == 2)
    }

    @Test func hasNoChoiceWithoutCounts() {
        #expect(SelectionRule.paper.bestEpoch(correct: []) == nil)
        #expect(SelectionRule.paper.bestEpoch(correct: [1, nil, 2]) == nil)
    }

    @Test func agreesWithAPlainReference() {
        var state: UInt64 = 7
        for length in 1...60 {
            let counts = (0..<length).map { _ -> Int in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(state >> 60)
            }
            for window in [1, 2, 5, 10] {
                let width = min(window, length)
                let sums = (width...length).map { counts[($0 - width)..<$0].reduce(0, +) }
                let largest = sums.max() ?? 0
                let best = SelectionRule(window: window).bestEpoch(correct: counts)
                #expect(best?.sum == .rows(largest))
                #expect(best?.index == (sums.firstIndex(of: largest) ?? 0) + width - 1)
                let latest = SelectionRule(window: window, windowTies: .latest).bestEpoch(correct: counts)
                #expect(latest?.sum == best?.sum && latest?.index == (sums.lastIndex(of: largest) ?? 0) + width - 1)
            }
        }
    }
}

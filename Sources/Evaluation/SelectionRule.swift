import Formats
import ResultStore
import Statistics

/// How validation chooses a configuration and an epoch; needs stored curves only, no training.
public struct SelectionRule: Sendable, Hashable {
    /// What is compared on validation rows and reported on test rows.
    public typealias Metric = PredictionMetric

    /// Which of several windows with equal means counts.
    public enum WindowTies: String, Sendable, CaseIterable {
        /// The one that ends first: the network that was trained least.
        case earliest
        /// The one that ends last: the network that was trained most.
        case latest
    }

    /// The metric.
    public var metric: Metric
    /// The epochs that are averaged: 10 ("moving average of 10 consecutive values").
    public var window: Int
    /// Which of several windows with equal means counts: the earliest, as a training that was stopped there would have
    /// taken; the paper does not say.
    public var windowTies: WindowTies

    /// Makes a rule.
    public init(metric: Metric = .accuracy, window: Int = 10, windowTies: WindowTies = .earliest) {
        self.metric = metric
        self.window = window
        self.windowTies = windowTies
    }

    /// The paper's rule for the UCI tasks.
    public static let paper = SelectionRule()

    /// The rule as it is kept beside each selection.
    public var record: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "metric": .string(metric.rawValue),
            "window": .integer(Int64(window)),
            "epoch": .string("last of the best window"),
            // As `Ties` has it.
            "ties": .string("more layers, lower learning rate, higher dropout rate, smaller unit id"),
        ]
        // Absent at its default, so that the rules of selections from before it was there stay as they are.
        if windowTies != .earliest { members["window_ties"] = .string(windowTies.rawValue) }
        return .object(members)
    }

    /// The rule that a selection was stored with; nil for the text of a rule that this program does not know.
    ///
    /// - Parameter text: canonical JSON, as in the store's `rule`.
    public init?(record text: String) {
        guard let json = try? CanonicalJSON(parsing: text), let window = json["window"]?.integerValue, window > 0,
            let metric = json["metric"]?.stringValue.flatMap(Metric.init(rawValue:))
        else { return nil }
        let ties = json["window_ties"]?.stringValue.flatMap(WindowTies.init(rawValue:)) ?? .earliest
        self.init(metric: metric, window: Int(clamping: window), windowTies: ties)
        guard record.text == text else { return nil }
    }
}

extension PredictionMetric {
    /// The metric after an epoch, as far as it is no count; nil where it was not measured.
    package func value(of epoch: EpochRecord, on part: MetricRecord.Part) -> Double? {
        switch self {
        case .accuracy: nil
        case .auc: part == .test ? epoch.testAUC : epoch.validationAUC
        case .logLoss:
            // Of classes it is the loss itself; that of labels counts the unknown ones.
            epoch.further(rawValue, on: part)
                ?? (epoch.validationCorrect == nil ? nil : part == .test ? epoch.testLoss : epoch.validationLoss)
        default: epoch.further(rawValue, on: part)
        }
    }
}

extension SelectionRule {
    /// The epoch that a learning curve prefers.
    package struct BestEpoch: Hashable, Sendable {
        /// The index of the last epoch of the best window.
        package var index: Int
        /// The rows classified rightly, or the values of another metric, summed over the window.
        package var sum: WindowSum
        /// The epochs of the window: fewer than the rule's where the curve is shorter.
        package var window: Int

        /// Whether the mean over this window is above another's: of counts by whole numbers, multiplied crosswise.
        package func isBetter(than other: BestEpoch) -> Bool {
            switch (sum, other.sum) {
            case (.rows(let mine), .rows(let theirs)): mine * other.window > theirs * window
            case (.values(let mine, let order), .values(let theirs, _)):
                order == .largestFirst
                    ? mine / Double(window) > theirs / Double(other.window)
                    : mine / Double(window) < theirs / Double(other.window)
            case (.rows, .values), (.values, .rows): false
            }
        }

        /// The mean metric of an epoch of the window.
        func mean(rows: Int) -> Double {
            switch sum {
            case .rows(let sum): Double(sum) / Double(max(1, window * rows))
            case .values(let sum, _): sum / Double(max(1, window))
            }
        }
    }

    /// The sum of a validation metric over a window of epochs.
    package enum WindowSum: Hashable, Sendable {
        /// Of rows classified rightly.
        case rows(Int)
        /// Of the values of another metric, of which the largest or the smallest is the best.
        case values(Double, RankOrder)
    }

    /// Chooses the last epoch of the best window by mean validation metric; of equal windows the rule's `windowTies` does.
    ///
    /// - Parameter epochs: the epochs of a curve, in order.
    /// - Returns: nil for an empty curve or one that lacks the metric.
    package func bestEpoch(_ epochs: [EpochRecord]) -> BestEpoch? {
        switch metric {
        case .accuracy: bestEpoch(correct: epochs.map(\.validationCorrect))
        default: bestEpoch(values: epochs.map { metric.value(of: $0, on: .validation) })
        }
    }

    /// The best that a curve may come to prefer when it is trained on to its last epoch: as if each epoch to come were as good as
    /// can be.
    ///
    /// - Parameters:
    ///   - epochs: the epochs so far.
    ///   - lastEpoch: the number of epochs when it is through.
    ///   - attainableRows: the validation rows that can be classified rightly.
    /// - Returns: nil for a curve that lacks the metric, and so will never be chosen.
    package func bestPossible(_ epochs: some Collection<EpochRecord>, of lastEpoch: Int, attainableRows: Int)
        -> BestEpoch?
    {
        let count = max(0, lastEpoch - epochs.count)
        switch metric {
        case .accuracy:
            return bestEpoch(
                correct: epochs.map(\.validationCorrect) + Array(repeating: attainableRows, count: count))
        default:
            return bestEpoch(
                values: epochs.map { metric.value(of: $0, on: .validation) }
                    + Array(repeating: metric.bound, count: count))
        }
    }

    /// Chooses by counts of rows; windows are compared by their integer sums, so equal means are equal.
    package func bestEpoch(correct: [Int?]) -> BestEpoch? {
        let counts = correct.compactMap { $0 }
        guard !counts.isEmpty, counts.count == correct.count else { return nil }
        let window = max(1, min(self.window, counts.count))
        var sum = counts[..<window].reduce(0, +)
        var best = (index: window - 1, sum: sum)
        for last in window..<max(window, counts.count) {
            sum += counts[last] - counts[last - window]
            if sum > best.sum || (sum == best.sum && windowTies == .latest) { best = (last, sum) }
        }
        return BestEpoch(index: best.index, sum: .rows(best.sum), window: window)
    }

    /// Chooses by the metric's values, of which the largest or the smallest is the best; each window is summed by itself,
    /// so that equal windows have equal sums.
    package func bestEpoch(values all: [Double?]) -> BestEpoch? {
        let values = all.compactMap { $0 }
        guard !values.isEmpty, values.count == all.count else { return nil }
        let order = metric.order
        let window = max(1, min(self.window, values.count))
        var best: (index: Int, sum: Double)?
        for last in (window - 1)..<values.count {
            let sum = values[(last - window + 1)...last].reduce(0, +)
            guard let known = best?.sum else {
                best = (last, sum)
                continue
            }
            let isBetter = order == .largestFirst ? sum > known : sum < known
            if isBetter || (sum == known && windowTies == .latest) { best = (last, sum) }
        }
        return best.map { BestEpoch(index: $0.index, sum: .values($0.sum, order), window: window) }
    }
}

extension SelectionRule {
    /// A unit that succeeded, with the epoch that its own curve prefers: all that a choice among units needs.
    package struct Candidate: Sendable {
        /// The hyperparameters as canonical JSON text.
        let hyperparameters: String
        /// Its place among candidates that validation does not tell apart.
        let ties: Ties
        let best: BestEpoch
        let epoch: EpochRecord
        let validationRows: Int
        let testRows: Int

        var unitHash: String { ties.unitHash }
        var layers: Int? { ties.layers }
        var learningRate: Double? { ties.learningRate }

        /// The better validation metric, then the rule's ties.
        func isPreferred(to other: Candidate) -> Bool {
            if best.isBetter(than: other.best) { return true }
            if other.best.isBetter(than: best) { return false }
            return ties.isPreferred(to: other.ties)
        }
    }

    /// What decides between units whose validation is equal: more layers, then the lower learning rate, then the higher dropout
    /// rate, which is the paper's order, then the smaller id, so that the choice never depends on chance.
    package struct Ties: Sendable {
        /// The unit's hash.
        package let unitHash: String
        let layers: Int?
        let learningRate: Double?
        let dropoutRate: Double?

        /// The place of a curve's unit.
        package init(_ curve: LearningCurve) {
            unitHash = curve.unitHash
            layers = curve.layers
            learningRate = curve.learningRate
            dropoutRate = curve.dropoutRate
        }

        /// The place of a unit that may not have been trained yet.
        package init(_ unit: UnitRecord) {
            self.init(LearningCurve(unit, attempt: nil))
        }

        /// Whether a unit goes before another one.
        package func isPreferred(to other: Ties) -> Bool {
            if layers != other.layers { return (layers ?? 0) > (other.layers ?? 0) }
            let rates = (learningRate ?? 0, other.learningRate ?? 0)
            if rates.0 != rates.1 { return rates.0 < rates.1 }
            let dropout = (dropoutRate ?? 0, other.dropoutRate ?? 0)
            if dropout.0 != dropout.1 { return dropout.0 > dropout.1 }
            return unitHash < other.unitHash
        }
    }

    /// A curve as a candidate; nil where its unit did not succeed or lacks the metric.
    package func candidate(_ curve: LearningCurve) -> Candidate? {
        guard curve.outcome == .succeeded, let best = bestEpoch(curve.epochs) else { return nil }
        return Candidate(
            hyperparameters: curve.hyperparameters, ties: Ties(curve), best: best, epoch: curve.epochs[best.index],
            validationRows: curve.validationRows, testRows: curve.testRows)
    }

    /// The curve that validation prefers; nil where none succeeded.
    ///
    /// - Parameter curves: the candidates, in any order.
    package func choose(_ curves: [LearningCurve]) -> ChosenCandidate? {
        preferred(curves.compactMap(candidate)).map(chosen)
    }

    /// The candidate that validation prefers; nil where there is none.
    func preferred(_ candidates: [Candidate]) -> Candidate? {
        candidates.min { $0.isPreferred(to: $1) }
    }

    /// A candidate as a selection records it.
    func chosen(_ candidate: Candidate) -> ChosenCandidate {
        let epoch = candidate.epoch
        let testValue: Double? =
            switch metric {
            case .accuracy: epoch.testCorrect.map { Double($0) / Double(max(1, candidate.testRows)) }
            default: metric.value(of: epoch, on: .test)
            }
        return ChosenCandidate(
            unitHash: candidate.unitHash, epoch: epoch.epoch,
            validationScore: candidate.best.mean(rows: candidate.validationRows),
            validationCorrect: epoch.validationCorrect, validationTotal: candidate.validationRows,
            testMetric: metric.rawValue, testValue: testValue, testCorrect: epoch.testCorrect,
            testTotal: candidate.testRows)
    }
}

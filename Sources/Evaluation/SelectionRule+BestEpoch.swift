import ResultStore

extension SelectionRule {
    /// The epoch that a learning curve prefers.
    package struct BestEpoch: Hashable, Sendable {
        /// The index of the last epoch of the best window.
        package var index: Int
        /// The rows classified rightly, or the areas under the curve, summed over the window.
        package var sum: WindowSum
        /// The epochs of the window: fewer than the rule's where the curve is shorter.
        package var window: Int

        /// Whether the mean over this window is above another's: of counts by whole numbers, multiplied crosswise.
        package func isBetter(than other: BestEpoch) -> Bool {
            switch (sum, other.sum) {
            case (.rows(let mine), .rows(let theirs)): mine * other.window > theirs * window
            case (.areas(let mine), .areas(let theirs)): mine / Double(window) > theirs / Double(other.window)
            case (.rows, .areas), (.areas, .rows): false
            }
        }

        /// The mean metric of an epoch of the window, from 0 to 1.
        func mean(rows: Int) -> Double {
            switch sum {
            case .rows(let sum): Double(sum) / Double(max(1, window * rows))
            case .areas(let sum): sum / Double(max(1, window))
            }
        }
    }

    /// The sum of a validation metric over a window of epochs.
    package enum WindowSum: Hashable, Sendable {
        /// Of rows classified rightly.
        case rows(Int)
        /// Of areas under the ROC curve.
        case areas(Double)
    }

    /// Chooses the last epoch of the best window by mean validation metric; of equal windows the rule's `windowTies` does.
    ///
    /// - Parameter epochs: the epochs of a curve, in order.
    /// - Returns: nil for an empty curve or one that lacks the metric.
    package func bestEpoch(_ epochs: [EpochRecord]) -> BestEpoch? {
        switch metric {
        case .accuracy: bestEpoch(correct: epochs.map(\.validationCorrect))
        case .auc: bestEpoch(areas: epochs.map(\.validationAUC))
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

    /// Chooses by areas; each window is summed by itself, so that equal windows have equal sums.
    package func bestEpoch(areas: [Double?]) -> BestEpoch? {
        let values = areas.compactMap { $0 }
        guard !values.isEmpty, values.count == areas.count else { return nil }
        let window = max(1, min(self.window, values.count))
        var best: (index: Int, sum: Double)?
        for last in (window - 1)..<values.count {
            let sum = values[(last - window + 1)...last].reduce(0, +)
            let highest = best?.sum ?? -.infinity
            if sum > highest || (sum == highest && windowTies == .latest) { best = (last, sum) }
        }
        return best.map { BestEpoch(index: $0.index, sum: .areas($0.sum), window: window) }
    }
}

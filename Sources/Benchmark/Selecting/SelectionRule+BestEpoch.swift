extension SelectionRule {
    /// The epoch that a learning curve prefers.
    struct BestEpoch {
        /// The index of the last epoch of the best window.
        var index: Int
        /// The rows classified rightly, summed over the window.
        var sum: Int
        /// The epochs of the window: fewer than the rule's where the curve is shorter.
        var window: Int
    }

    /// Chooses the last epoch of the best window by mean validation accuracy, the earliest of equal windows.
    ///
    /// Windows are compared by their integer sums, so equal means are equal.
    ///
    /// - Parameter correct: the validation rows classified rightly after each epoch.
    /// - Returns: nil for an empty curve or one without counts.
    func bestEpoch(_ correct: [Int?]) -> BestEpoch? {
        let counts = correct.compactMap { $0 }
        guard !counts.isEmpty, counts.count == correct.count else { return nil }
        let window = max(1, min(self.window, counts.count))
        var sum = counts[..<window].reduce(0, +)
        var best = BestEpoch(index: window - 1, sum: sum, window: window)
        for last in window..<max(window, counts.count) {
            sum += counts[last] - counts[last - window]
            if sum > best.sum { best = BestEpoch(index: last, sum: sum, window: window) }
        }
        return best
    }
}

import ResultStore

extension SelectionRule {
    /// The curve that validation prefers; nil where none succeeded.
    func choose(_ curves: [LearningCurve]) -> ChosenCandidate? {
        let candidates = curves.compactMap { curve -> Candidate? in
            guard curve.outcome == .succeeded, let best = bestEpoch(curve.epochs) else { return nil }
            return Candidate(curve: curve, best: best)
        }
        guard let winner = candidates.min(by: { $0.isPreferred(to: $1) }) else { return nil }
        let epoch = winner.curve.epochs[winner.best.index]
        let rows = winner.curve.validationRows
        let tests = winner.curve.testRows
        return ChosenCandidate(
            unitHash: winner.curve.unitHash, epoch: epoch.epoch,
            validationScore: winner.best.sum.mean(window: winner.best.window, rows: rows),
            validationCorrect: epoch.validationCorrect, validationTotal: rows, testMetric: metric.rawValue,
            testValue: testValue(epoch, rows: tests), testCorrect: epoch.testCorrect, testTotal: tests)
    }

    private func testValue(_ epoch: EpochRecord, rows: Int) -> Double? {
        switch metric {
        case .accuracy: epoch.testCorrect.map { Double($0) / Double(max(1, rows)) }
        case .auc: epoch.testAUC
        }
    }

    private struct Candidate {
        let curve: LearningCurve
        let best: SelectionRule.BestEpoch

        /// The better validation metric, then the rule's ties.
        func isPreferred(to other: Candidate) -> Bool {
            if WindowSum.isBetter(best.sum, over: best.window, than: other.best.sum, over: other.best.window) {
                return true
            }
            if WindowSum.isBetter(other.best.sum, over: other.best.window, than: best.sum, over: best.window) {
                return false
            }
            if curve.layers != other.curve.layers { return (curve.layers ?? 0) > (other.curve.layers ?? 0) }
            let rates = (curve.learningRate ?? 0, other.curve.learningRate ?? 0)
            if rates.0 != rates.1 { return rates.0 < rates.1 }
            let dropout = (curve.dropoutRate ?? 0, other.curve.dropoutRate ?? 0)
            if dropout.0 != dropout.1 { return dropout.0 > dropout.1 }
            return curve.unitHash < other.curve.unitHash
        }
    }
}

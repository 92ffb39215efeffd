import ResultStore

extension SelectionRule {
    /// A unit that succeeded, with the epoch that its own curve prefers: all that a choice among units needs.
    package struct Candidate: Sendable {
        /// The unit's hash.
        let unitHash: String
        /// The hyperparameters as canonical JSON text.
        let hyperparameters: String
        let layers: Int?
        let learningRate: Double?
        let dropoutRate: Double?
        let best: BestEpoch
        let epoch: EpochRecord
        let validationRows: Int
        let testRows: Int

        /// The better validation metric, then the rule's ties.
        func isPreferred(to other: Candidate) -> Bool {
            if best.isBetter(than: other.best) { return true }
            if other.best.isBetter(than: best) { return false }
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
            unitHash: curve.unitHash, hyperparameters: curve.hyperparameters, layers: curve.layers,
            learningRate: curve.learningRate, dropoutRate: curve.dropoutRate, best: best,
            epoch: curve.epochs[best.index], validationRows: curve.validationRows, testRows: curve.testRows)
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
            case .auc: epoch.testAUC
            }
        return ChosenCandidate(
            unitHash: candidate.unitHash, epoch: epoch.epoch,
            validationScore: candidate.best.mean(rows: candidate.validationRows),
            validationCorrect: epoch.validationCorrect, validationTotal: candidate.validationRows,
            testMetric: metric.rawValue, testValue: testValue, testCorrect: epoch.testCorrect,
            testTotal: candidate.testRows)
    }
}

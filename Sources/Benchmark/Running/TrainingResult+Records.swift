import Evaluation
import Networks
import ResultStore

extension EpochRecord {
    /// What the store keeps of an epoch.
    init(_ result: EpochResult) {
        self.init(
            epoch: result.epoch, trainingLoss: result.trainingLoss, validationLoss: result.validation.loss,
            validationCorrect: result.validation.correct, testLoss: result.test.loss,
            testCorrect: result.test.correct, validationAUC: result.validation.auc, testAUC: result.test.auc)
    }
}

extension TrainingResult {
    /// The metrics of the epoch that validation prefers within the attempt; none where no epoch was completed.
    func metrics(_ rule: SelectionRule) -> [MetricRecord] {
        guard let best = rule.bestEpoch(epochs.map(EpochRecord.init)) else { return [] }
        let epoch = epochs[best.index]
        let training = MetricRecord(
            partition: .training, name: "loss", value: epoch.trainingLoss, epoch: epoch.epoch)
        return [training] + metrics(.validation, epoch.validation, epoch.epoch)
            + metrics(.test, epoch.test, epoch.epoch)
    }

    private func metrics(_ partition: Partition, _ measure: EpochResult.Measure, _ epoch: Int) -> [MetricRecord] {
        var metrics = [MetricRecord(partition: partition, name: "loss", value: measure.loss, epoch: epoch)]
        if let correct = measure.correct {
            metrics.append(.accuracy(partition, correct: correct, total: measure.total, epoch: epoch))
        }
        if let auc = measure.auc {
            metrics.append(MetricRecord(partition: partition, name: "auc", value: auc, epoch: epoch))
        }
        // One area is the mean itself; several belong to labels, counted from 0.
        for (label, area) in measure.areas.enumerated() where measure.areas.count > 1 {
            metrics.append(MetricRecord(partition: partition, name: "auc/\(label)", value: area, epoch: epoch))
        }
        return metrics
    }
}

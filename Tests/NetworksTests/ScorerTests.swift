import Kernels
import Testing

@testable import Networks

/// Measures of predictions that are handed over at once, against those of a network's own epochs.
@Suite struct ScorerTests {
    /// What a network predicts for rows, as any other learner would hand it over.
    private func predictions(_ network: Network, _ data: TrainingData, _ rows: [Int], batchSize: Int) -> [Float] {
        let batch = Matrix(rows: batchSize, columns: data.columns)
        var values: [Float] = []
        for first in stride(from: 0, to: rows.count, by: batchSize) {
            let slice = rows[first..<min(first + batchSize, rows.count)]
            batch.gather(from: data.features, rowsAt: slice)
            let logits = network.infer(batch)
            for row in 0..<slice.count { values += (0..<logits.columns).map { logits[row, $0] } }
        }
        return values
    }

    private func data(_ targets: TrainingData.Targets) -> TrainingData {
        let clouds = TrainingRunTests.clouds()
        return TrainingData(
            features: clouds.features, columns: clouds.columns, targets: targets, training: clouds.training,
            validation: clouds.validation, test: clouds.test)
    }

    /// Two and three classes, and labels of which some are missing.
    private var targets: [TrainingData.Targets] {
        var labels: [Float] = []
        for row in 0..<300 {
            for label in 0..<4 {
                let isMissing = (row + label) % 7 == 0
                labels.append(isMissing ? -1 : row % 3 == label ? 1 : 0)
            }
        }
        let two = (0..<300).map { Int32($0 % 2) }
        let three = (0..<300).map { Int32($0 % 3) }
        return [.classes(two, count: 2), .classes(three, count: 3), .labels(labels, count: 4)]
    }

    @Test func predictionsOfANetworkGiveTheNumbersOfItsEpoch() throws {
        for targets in targets {
            let data = data(targets)
            let run = TrainingRun(plan: TrainingRunTests.plan(.snn, epochs: 3), data: data)
            let last = try #require(run.run().epochs.last)
            for (rows, measured) in [(data.validation, last.validation), (data.test, last.test)] {
                let values = predictions(run.network, data, rows, batchSize: 32)
                // The same batches give the same bits; others differ by rounding only.
                #expect(Scorer.measure(values, of: rows, targets: targets, batchSize: 32) == measured)
                let other = Scorer.measure(values, of: rows, targets: targets, batchSize: 7)
                #expect(other.correct == measured.correct && other.areas == measured.areas)
                #expect(abs(other.loss - measured.loss) < 1e-12 && other.total == measured.total)
            }
        }
    }

    @Test func rowsArePairedWithTheirPredictions() {
        let targets = TrainingData.Targets.classes([0, 1, 1, 0], count: 2)
        // Rows 3 and 1, of classes 0 and 1: the first is right, the second is not.
        let measure = Scorer.measure([2, 0, 3, 0], of: [3, 1], targets: targets)
        #expect(measure.correct == 1 && measure.total == 2 && measure.areas == [0.0])
        #expect(Scorer.measure([], of: [], targets: targets).total == 0)
        // A prediction that is missing counts as 0.
        #expect(Scorer.measure([2], of: [3, 1], targets: targets).correct == 1)
    }
}

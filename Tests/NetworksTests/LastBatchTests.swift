import CAllocationCounter
import Foundation
import Kernels
import Testing

@testable import Networks

/// What becomes of the rows that fill no batch.
@Suite struct LastBatchTests {
    /// The batches of an epoch, cut in the plainest way, with the share of the learning rate of each.
    private static func plainBatches(
        _ order: [Int], _ size: Int, _ lastBatch: LastBatch
    ) -> [(rows: [Int], share: Double)] {
        var batches: [[Int]] = []
        for row in order {
            if let last = batches.last, last.count < size {
                batches[batches.count - 1].append(row)
            } else {
                batches.append([row])
            }
        }
        var shares = [Double](repeating: 1, count: batches.count)
        if batches.count > 1, let last = batches.last, last.count < size {
            switch lastBatch {
            case .kept: break
            case .dropped: batches.removeLast()
            case .merged:
                batches.removeLast()
                batches[batches.count - 1] += last
            case .scaled: shares[batches.count - 1] = Double(last.count) / Double(size)
            }
        }
        return zip(batches, shares).map { ($0, $1) }
    }

    @Test(arguments: LastBatch.allCases)
    func cutsAsAPlainLoopDoes(_ lastBatch: LastBatch) {
        for rows in 0...21 {
            for size in 1...12 {
                let plain = Self.plainBatches(Array(0..<rows), size, lastBatch)
                let batches = EpochBatches(rows: rows, batchSize: size, lastBatch: lastBatch)
                #expect(batches.count == plain.count, "\(rows) rows in batches of \(size)")
                #expect((0..<batches.count).map { Array(batches.rows(of: $0)) } == plain.map(\.rows))
                #expect((0..<batches.count).map { batches.rateShare(of: $0) } == plain.map(\.share))
                #expect(batches.trainedRows == plain.reduce(0) { $0 + $1.rows.count })
                #expect(batches.capacity == max(size, plain.map(\.rows.count).max() ?? 0))
            }
        }
    }

    private static func plan(
        _ method: MethodDefinition, _ lastBatch: LastBatch, batchSize: Int = 32, reduction: LossReduction = .mean,
        optimizer: Optimizer = .sgd
    ) -> TrainingPlan {
        var plan = TrainingRunTests.plan(method, epochs: 2, learningRate: 0.05, batchSize: batchSize)
        plan.lastBatch = lastBatch
        plan.lossReduction = reduction
        plan.optimizer = optimizer
        plan.hyperparameters.l2Penalty = 1e-4
        return plan
    }

    private static func bits(_ network: Network) -> [UInt32] {
        network.parameters.flatMap { $0.values.map(\.bitPattern) }
    }

    /// The weights after two epochs of 150 rows, trained by a loop of its own over batches that were cut plainly.
    private static func plainTraining(_ plan: TrainingPlan, _ data: TrainingData) -> Network {
        let network = Network(
            Blueprint(plan.method, plan.hyperparameters, shape: data.shape), batchSize: 2 * plan.batchSize,
            optimizer: plan.optimizer)
        network.initialize(key: plan.key)
        var step = 0
        for epoch in 1...plan.epochs {
            let order = RandomStream(key: plan.key, purpose: .rowOrder, step: epoch)
                .permutation(count: data.training.count).map { data.training[$0] }
            for (rows, share) in plainBatches(order, plan.batchSize, plan.lastBatch) {
                let batch = BatchBuffer(data: data, batchSize: rows.count)
                batch.load(rows[...])
                _ = network.step(
                    batch.features, targets: batch.targets, dropout: .random(key: plan.key, step: step),
                    learningRate: plan.hyperparameters.learningRate * share,
                    l2Penalty: plan.hyperparameters.l2Penalty)
                step += 1
            }
        }
        return network
    }

    @Test(arguments: MethodDefinition.builtIn, LastBatch.allCases)
    func trainsAsAPlainLoopDoes(_ method: MethodDefinition, _ lastBatch: LastBatch) {
        let data = TrainingRunTests.clouds()
        let plan = Self.plan(method, lastBatch)
        let run = TrainingRun(plan: plan, data: data)
        let result = run.run()
        #expect(result.ending == .finished && result.steps == 2 * plan.batches(rows: 150).count)
        #expect(Self.bits(run.network) == Self.bits(Self.plainTraining(plan, data)))
    }

    @Test(arguments: [Optimizer(.sgd(momentum: 0.9)), .adamw])
    func scalesTheRateOfAnyOptimizer(_ optimizer: Optimizer) {
        let data = TrainingRunTests.clouds()
        let plan = Self.plan(.snn, .scaled, optimizer: optimizer)
        let run = TrainingRun(plan: plan, data: data)
        _ = run.run()
        #expect(Self.bits(run.network) == Self.bits(Self.plainTraining(plan, data)))
    }

    /// Each value is another training, but where no rows are left, or no batch is full.
    @Test(arguments: [(32, 4), (30, 1), (150, 1), (151, 1), (200, 1), (149, 4)])
    func valuesDifferWhereRowsAreLeft(batchSize: Int, trainings: Int) {
        let data = TrainingRunTests.clouds()
        let bits = LastBatch.allCases.map { lastBatch in
            let run = TrainingRun(plan: Self.plan(.batchnorm, lastBatch, batchSize: batchSize), data: data)
            _ = run.run()
            return Self.bits(run.network)
        }
        #expect(Set(bits).count == trainings)
    }

    /// A step that descends the sum of the losses is in proportion to its rows already.
    @Test func sumsAreInProportion() {
        let data = TrainingRunTests.clouds()
        let bits = [LastBatch.kept, .scaled].map { lastBatch in
            let run = TrainingRun(plan: Self.plan(.snn, lastBatch, reduction: .sum), data: data)
            _ = run.run()
            return Self.bits(run.network)
        }
        #expect(bits[0] == bits[1])
    }

    /// One row is left of 150 in batches of 149: every method trains on with finite numbers, under each value on the
    /// same rows; batch normalisation gives that row its shift.
    @Test(arguments: MethodDefinition.builtIn, LastBatch.allCases)
    func oneRowIsLeft(_ method: MethodDefinition, _ lastBatch: LastBatch) {
        let run = TrainingRun(plan: Self.plan(method, lastBatch, batchSize: 149), data: TrainingRunTests.clouds())
        let result = run.run()
        #expect(result.ending == .finished && result.epochs.count == 2)
        #expect(result.steps == (lastBatch == .kept || lastBatch == .scaled ? 4 : 2))
        #expect(run.network.parameters.allSatisfy { $0.values.allSatisfy(\.isFinite) })
        #expect(result.epochs.allSatisfy { $0.trainingLoss.isFinite && $0.test.loss.isFinite })
    }

    /// The mean loss of an epoch is that of the rows that were trained on.
    @Test func meanLossIsOfTheRowsThatWereTrainedOn() throws {
        let losses = try LastBatch.allCases.map { lastBatch in
            var plan = Self.plan(.msra, lastBatch, batchSize: 100)
            plan.hyperparameters.learningRate = 0
            plan.hyperparameters.dropoutRate = 0
            return try #require(TrainingRun(plan: plan, data: TrainingRunTests.clouds()).run().epochs.first)
                .trainingLoss
        }
        #expect(abs(losses[0] - losses[2]) < 1e-6 && losses[0] == losses[3])
        #expect(losses[1] != losses[0] && abs(losses[1] / losses[0] - 1) < 0.2)
    }

    /// A merged batch is the only one for which more room is needed.
    @Test(.enabled(if: snnbench_counts_allocations(), "allocations are counted with glibc only"))
    func roomIsThatOfTheLargestBatch() {
        for lastBatch in LastBatch.allCases {
            let plan = Self.plan(.batchnorm, lastBatch)
            let data = TrainingRunTests.clouds()
            _ = TrainingRun(plan: plan, data: data)
            let before = snnbench_aligned_bytes()
            let run = TrainingRun(plan: plan, data: data)
            let bytes = run.network.blueprint.trainingByteCount(batchSize: lastBatch == .merged ? 54 : 32)
            #expect(Double(snnbench_aligned_bytes() - before) == bytes)
        }
    }
}

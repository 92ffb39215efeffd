import Datasets
import Formats
import Kernels
import Networks
import ResultStore
import Traces

/// A stored unit trained once more: a rerun is a check, since the same unit gives the same bits.
public struct Retraining: Sendable {
    /// One thing that is compared.
    public struct Comparison: Sendable, Equatable {
        /// What is compared.
        public let quantity: String
        /// What the store has.
        public let stored: String
        /// What came out now.
        public let found: String
        /// Whether they are equal to the bit.
        public let isEqual: Bool
    }

    /// The unit.
    public let unit: Unit
    /// What came out.
    public let result: TrainingResult
    /// The digest of the weights after the last step.
    public let weightsDigest: String
    /// The network after the epoch that was asked for; nil where training did not come so far.
    public let model: TrainedModel?

    /// Trains a unit.
    ///
    /// - Parameters:
    ///   - stored: what the store knows of it.
    ///   - library: where its task is.
    ///   - epoch: the epoch after which the network is kept, from 1; nil for the last.
    ///   - stop: ends the training at the next step.
    /// - Throws: `StoredUnitError` and errors of the data.
    public init(_ stored: StoredUnit, library: DataLibrary, epoch: Int? = nil, stop: StopFlag) throws {
        let (unit, task, split) = try stored.rebuilt(from: library)
        let variant = unit.trainingProtocol.data
        let plan = try unit.trainingPlan()
        let data = TrainingData(task, split, variant: variant)
        let run = TrainingRun(plan: plan, data: data)
        var targetScale: NumberTargets.Scale?
        if case .numbers(let numbers) = data.targets { targetScale = numbers.scale }
        let epoch = epoch ?? unit.trainingProtocol.epochs
        func model() -> TrainedModel {
            TrainedModel(
                unit: unit, plan: plan, epoch: epoch, network: run.network,
                standardization: task.standardization(for: split, variant: variant), targetScale: targetScale,
                coding: task.coding)
        }
        // The run asks before each step: when the steps of the epoch are done, its weights are those to keep.
        let stepsAnEpoch = plan.batches(rows: split.training.count).count
        let (lastStep, overflow) = epoch.multipliedReportingOverflow(by: stepsAnEpoch)
        var steps = 0
        var kept: TrainedModel?
        result = run.run {
            if steps == lastStep, !overflow { kept = model() }
            steps += 1
            return stop.isRaised
        }
        if result.ending == .finished, result.epochs.count == epoch { kept = model() }
        self.unit = unit
        weightsDigest = Benchmark.weightsDigest(of: run.network)
        self.model = kept
    }

    /// Compares with the store's finished attempt: outcome, steps, the numbers of every epoch and the final weights.
    ///
    /// - Parameter store: the results.
    /// - Returns: nothing where the store has no finished attempt.
    /// - Throws: `ResultStoreError`.
    public func comparisons(with store: ResultStore) throws(ResultStoreError) -> [Comparison] {
        let attempts = try store.attempts(ofUnit: unit.id).filter { Outcome.finished.contains($0.outcome) }
        guard let attempt = attempts.last(where: { $0.outcome == .succeeded }) ?? attempts.last else { return [] }
        let epochs = result.epochs.map { Retraining.storable(EpochRecord($0)) }
        let equal = zip(epochs, attempt.epochs).prefix { $0 == $1 }.count
        let isSame = equal == epochs.count && equal == attempt.epochs.count
        return [
            comparison("outcome", attempt.outcome.rawValue, outcome.rawValue),
            comparison("steps", "\(attempt.steps)", "\(result.steps)"),
            Comparison(
                quantity: "epochs", stored: "\(attempt.epochs.count)",
                found: isSame ? "\(epochs.count)" : "\(epochs.count), other numbers from epoch \(equal + 1) on",
                isEqual: isSame),
            comparison("weights digest", attempt.weightsDigest ?? "", weightsDigest),
        ]
    }

    private var outcome: Outcome {
        switch result.ending {
        case .finished: .succeeded
        case .diverged: .diverged
        case .stopped: .interrupted
        }
    }

    private func comparison(_ quantity: String, _ stored: String, _ found: String) -> Comparison {
        Comparison(quantity: quantity, stored: stored, found: found, isEqual: stored == found)
    }

    /// An epoch as it reads back from the store, which keeps no number that is not finite.
    private static func storable(_ record: EpochRecord) -> EpochRecord {
        func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
        var record = record
        record.trainingLoss = finite(record.trainingLoss)
        record.validationLoss = finite(record.validationLoss)
        record.testLoss = finite(record.testLoss)
        record.validationAUC = finite(record.validationAUC)
        record.testAUC = finite(record.testAUC)
        return record
    }
}

extension TrainedModel {
    /// The model of a unit's network as it is now.
    init(
        unit: Unit, plan: TrainingPlan, epoch: Int, network: Network, standardization: Standardization?,
        targetScale: NumberTargets.Scale?,
        coding: TableCoding?
    ) {
        self.init(
            method: plan.method, hyperparameters: plan.hyperparameters, shape: network.shape,
            parameters: Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0.values) }),
            scale: standardization.map { Scaling(means: $0.means, deviations: $0.deviations) },
            targetScale: targetScale,
            provenance: (coding.map { [Self.codingKey: $0.json.text] } ?? [:]).merging([
                "task": unit.task.description, "task_digest": unit.record.split.task.contentDigest,
                "split": "\(unit.splitIndex)", "protocol": unit.trainingProtocol.name,
                "protocol_definition": unit.record.protocolRecord.definition, "seed": "\(unit.record.seed)",
                "unit": unit.id, "epoch": "\(epoch)", "numerics_version": "\(numericsVersion)",
                "program_version": programVersion,
            ]) { first, _ in first })
    }

    /// The name in the metadata under which the coding of the task's table stands.
    private static var codingKey: String { "table_coding" }

    /// How rows of a table become features, and the names of the classes; nil where the task was no table with names.
    ///
    /// - Throws: `ModelError.wrongValue` for a coding that is none, or one of other features.
    public func coding() throws(ModelError) -> TableCoding? {
        guard let text = provenance[Self.codingKey] else { return nil }
        guard let json = try? CanonicalJSON(parsing: text), let coding = TableCoding(json: json),
            coding.features == shape.inputs
        else { throw .wrongValue(key: Self.codingKey) }
        return coding
    }

    /// Computes the outputs of the network before softmax or sigmoid, row by row.
    ///
    /// - Parameter features: rows x features, in the scale of the task's data.
    /// - Throws: `ModelError.wrongColumns`, `NetworkError`.
    public func logits(for features: FeatureMatrix) throws -> [[Double]] {
        guard features.columns == shape.inputs else {
            throw ModelError.wrongColumns(found: features.columns, expected: shape.inputs)
        }
        let map = scale.flatMap { Standardization(means: $0.means, deviations: $0.deviations) }
        return try logits(ofInputs: (map?.apply(to: features) ?? features).values)
    }

    /// Predicts each row of a table.
    ///
    /// - Parameter features: rows x features, in the scale of the task's data.
    /// - Throws: `ModelError.wrongColumns`, `.notFinite` for a row whose outputs are beyond all numbers, `NetworkError`.
    public func predictions(for features: FeatureMatrix) throws -> [Prediction] {
        try logits(for: features).enumerated().map { row, logits in
            guard logits.allSatisfy(\.isFinite) else { throw ModelError.notFinite(row: row + 1) }
            return Prediction(logits: logits, loss: shape.loss, targetScale: targetScale)
        }
    }
}

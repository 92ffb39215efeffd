import Datasets
import Kernels
import Networks

/// A trained network with all that is needed to use it: its kind, its parameters and the scale of its features.
public struct TrainedModel: Sendable {
    /// The kind of network.
    public let method: MethodDefinition
    /// Its hyperparameters.
    public let hyperparameters: Hyperparameters
    /// Features, outputs and loss.
    public let shape: NetworkShape
    /// The parameters and running statistics, row by row of their shapes.
    let parameters: [String: [Float]]
    /// The map from features to inputs of the network; nil where they are used as they are.
    public let standardization: Standardization?
    /// Where the model comes from: task, unit, epoch, versions and more, for people.
    public let provenance: [String: String]

    /// Puts together a model.
    init(
        method: MethodDefinition, hyperparameters: Hyperparameters, shape: NetworkShape, parameters: [String: [Float]],
        standardization: Standardization?, provenance: [String: String]
    ) {
        self.method = method
        self.hyperparameters = hyperparameters
        self.shape = shape
        self.parameters = parameters
        self.standardization = standardization
        self.provenance = provenance
    }

    /// The model of a unit's network as it is now.
    init(
        unit: Unit, epoch: Int, network: Network, hyperparameters: Hyperparameters, standardization: Standardization?
    ) {
        self.init(
            method: unit.method, hyperparameters: hyperparameters, shape: network.shape,
            parameters: Dictionary(uniqueKeysWithValues: network.parameters.map { ($0.name, $0.values) }),
            standardization: standardization,
            provenance: [
                "task": unit.task.description, "task_digest": unit.record.split.task.contentDigest,
                "split": "\(unit.splitIndex)", "protocol": unit.trainingProtocol.name,
                "protocol_definition": unit.record.protocolRecord.definition, "seed": "\(unit.record.seed)",
                "unit": unit.id, "epoch": "\(epoch)", "numerics_version": "\(numericsVersion)",
                "program_version": programVersion,
            ])
    }

    /// Computes the outputs of the network before softmax or sigmoid, row by row.
    ///
    /// - Parameter features: rows x features, in the scale of the task's data.
    /// - Throws: `ModelError.wrongColumns`, `NetworkError`.
    public func logits(for features: FeatureMatrix) throws -> [[Double]] {
        guard features.columns == shape.inputs else {
            throw ModelError.wrongColumns(found: features.columns, expected: shape.inputs)
        }
        let inputs = standardization?.apply(to: features) ?? features
        let batchSize = max(1, min(256, inputs.rows))
        let network = Network(
            method: method, hyperparameters: hyperparameters, shape: shape, batchSize: batchSize)
        try network.setParameters(parameters)
        let batch = Matrix(rows: batchSize, columns: shape.inputs)
        var logits: [[Double]] = []
        for first in stride(from: 0, to: inputs.rows, by: batchSize) {
            let rows = Array(first..<min(first + batchSize, inputs.rows))
            batch.gather(from: inputs.values, rowsAt: rows)
            let outputs = network.infer(batch)
            for row in rows.indices {
                logits.append((0..<shape.outputs).map { Double(outputs[row, $0]) })
            }
        }
        return logits
    }

    /// Predicts each row of a table.
    ///
    /// - Parameter features: rows x features, in the scale of the task's data.
    /// - Throws: `ModelError.wrongColumns`, `NetworkError`.
    public func predictions(for features: FeatureMatrix) throws -> [Prediction] {
        try logits(for: features).map { Prediction(logits: $0, loss: shape.loss) }
    }
}

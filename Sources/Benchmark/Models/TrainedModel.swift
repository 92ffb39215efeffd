import Datasets
import Formats
import Foundation
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
    init(unit: Unit, plan: TrainingPlan, epoch: Int, network: Network, standardization: Standardization?) {
        self.init(
            method: plan.method, hyperparameters: plan.hyperparameters, shape: network.shape,
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

/// What is wrong with a model file, or with what it is asked.
public enum ModelError: ClassifiedError, Equatable, Sendable {
    /// The file is no model of this program.
    case notAModel(reason: String)
    /// A value of the metadata is missing or none that can be used.
    case wrongValue(key: String)
    /// A tensor is missing.
    case missingTensor(name: String)
    /// A tensor is none of the network's.
    case unknownTensor(name: String)
    /// A tensor has another shape than the network needs.
    case wrongShape(tensor: String, shape: [Int], expected: [Int])
    /// A tensor holds something that it cannot hold.
    case wrongContent(tensor: String, reason: String)
    /// A table has another number of columns than the model has features.
    case wrongColumns(found: Int, expected: Int)

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .notAModel(let reason): "this is no model of snnbench train: \(reason)"
        case .wrongValue(let key): "the model's metadata have no \"\(key)\" that can be used"
        case .missingTensor(let name): "the model has no tensor \"\(name)\""
        case .unknownTensor(let name): "the model has a tensor \"\(name.prefix(60))\" that its network does not need"
        case .wrongShape(let tensor, let shape, let expected):
            "tensor \"\(tensor)\" has shape \(shape), the network needs \(expected)"
        case .wrongContent(let tensor, let reason): "tensor \"\(tensor.prefix(60))\" \(reason)"
        case .wrongColumns(let found, let expected):
            "the table has \(found) columns, the model takes \(expected) features"
                + (found == expected + 1 ? "; leave out the column of the class" : "")
        }
    }
}

/// What a model says of one row.
public struct Prediction: Sendable, Equatable {
    /// The class with the largest probability, the first of equal ones; nil for labels that do not exclude each other.
    public let predictedClass: Int?
    /// The probability of each class, adding up to 1, or of each label by itself.
    public let probabilities: [Double]

    /// Makes probabilities of a network's outputs: softmax for classes, sigmoid for labels.
    init(logits: [Double], loss: NetworkShape.Loss) {
        switch loss {
        case .softmax:
            let largest = logits.max() ?? 0
            let powers = logits.map { exp($0 - largest) }
            let sum = powers.reduce(0, +)
            probabilities = powers.map { $0 / sum }
            predictedClass = logits.firstIndex(of: largest)
        case .sigmoid:
            probabilities = logits.map { 1 / (1 + exp(-$0)) }
            predictedClass = nil
        }
    }
}

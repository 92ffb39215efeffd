import Formats
import Foundation
import Kernels
import Networks
import Safetensors

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
    public let scale: Scaling?
    /// The scale of the number that is predicted; nil for classes and labels.
    public let targetScale: NumberTargets.Scale?
    /// Where the model comes from: task, unit, epoch, versions and more, for people.
    public let provenance: [String: String]

    /// The mean of each feature and the deviation, above 0, that it is divided by.
    public struct Scaling: Sendable, Hashable {
        /// The mean of each feature.
        public let means: [Double]
        /// The standard deviation of each feature, above 0.
        public let deviations: [Double]

        /// Names means and deviations, as many as there are features.
        public init(means: [Double], deviations: [Double]) {
            self.means = means
            self.deviations = deviations
        }
    }

    /// Puts together a model.
    ///
    /// - Parameters:
    ///   - method: the kind of network.
    ///   - hyperparameters: its hyperparameters.
    ///   - shape: features, outputs and loss.
    ///   - parameters: the parameters and running statistics by name, row by row of their shapes.
    ///   - scale: the map from features to inputs of the network; nil where they are used as they are.
    ///   - targetScale: the scale of the number that is predicted; nil for classes and labels.
    ///   - provenance: where it comes from, for people.
    public init(
        method: MethodDefinition, hyperparameters: Hyperparameters, shape: NetworkShape, parameters: [String: [Float]],
        scale: Scaling?, targetScale: NumberTargets.Scale? = nil, provenance: [String: String]
    ) {
        self.method = method
        self.hyperparameters = hyperparameters
        self.shape = shape
        self.parameters = parameters
        self.scale = scale
        self.targetScale = targetScale
        self.provenance = provenance
    }

    /// Computes the outputs of the network before softmax or sigmoid, row by row.
    ///
    /// - Parameter inputs: rows x inputs of the network, row after row, scaled already.
    /// - Throws: `ModelError.wrongColumns` where the numbers fill no whole rows, `NetworkError`.
    public func logits(ofInputs inputs: [Float]) throws -> [[Double]] {
        let count = inputs.count / max(1, shape.inputs)
        guard count * shape.inputs == inputs.count else {
            throw ModelError.wrongColumns(found: inputs.count, expected: shape.inputs)
        }
        let batchSize = max(1, min(256, count))
        let network = Network(
            method: method, hyperparameters: hyperparameters, shape: shape, batchSize: batchSize)
        try network.setParameters(parameters)
        let batch = Matrix(rows: batchSize, columns: shape.inputs)
        var logits: [[Double]] = []
        for first in stride(from: 0, to: count, by: batchSize) {
            let rows = Array(first..<min(first + batchSize, count))
            batch.gather(from: inputs, rowsAt: rows)
            let outputs = network.infer(batch)
            for row in rows.indices {
                logits.append((0..<shape.outputs).map { Double(outputs[row, $0]) })
            }
        }
        return logits
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
    /// The outputs for a row, counted from 1, are infinite or no numbers.
    case notFinite(row: Int)

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
        case .notFinite(let row):
            "row \(row): the network's outputs are infinite or no numbers; its weights or the row's values are too large"
        }
    }
}

/// What a model says of one row.
public struct Prediction: Sendable, Equatable {
    /// The class with the largest probability, the first of equal ones; nil for labels that do not exclude each other.
    public let predictedClass: Int?
    /// The probability of each class, adding up to 1, or of each label by itself; empty for a number.
    public let probabilities: [Double]
    /// The predicted number, as measured; nil for classes and labels.
    public let number: Double?

    /// Makes probabilities of a network's outputs, softmax for classes and sigmoid for labels, or a number in the scale of
    /// the target.
    package init(logits: [Double], loss: NetworkShape.Loss, targetScale: NumberTargets.Scale? = nil) {
        if loss == .squaredError {
            let output = logits.first ?? 0
            number = targetScale?.number(output) ?? output
            (predictedClass, probabilities) = (nil, [])
            return
        }
        number = nil
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
        case .squaredError: (predictedClass, probabilities) = (nil, [])
        }
    }
}

extension TrainedModel {
    private static let format = "snnbench model 1"
    private static let means = "standardization.mean"
    private static let deviations = "standardization.deviation"
    private static let targetMean = "target.mean"
    private static let targetDeviation = "target.deviation"

    /// The model as a file of tensors: parameters by the names that PyTorch scripts use, weights as [outputs, inputs].
    public var file: Safetensors {
        var file = Safetensors(metadata: provenance)
        file.metadata["format"] = TrainedModel.format
        file.metadata["method"] = method.name
        file.metadata["method_definition"] = CanonicalJSON.object(method.recordedValues).text
        file.metadata["hyperparameters"] = CanonicalJSON.object(hyperparameters.recordedValues).text
        file.metadata["inputs"] = "\(shape.inputs)"
        file.metadata["outputs"] = "\(shape.outputs)"
        file.metadata["loss"] = shape.loss.rawValue
        if !method.convolution.isEmpty { file.metadata["image"] = shape.image?.description }
        for entry in Blueprint(method, hyperparameters, shape: shape).parameters {
            file.tensors[entry.name] = Tensor(shape: entry.shape, values: .float32(parameters[entry.name] ?? []))
        }
        if let scale {
            file.tensors[TrainedModel.means] = Tensor(scale.means)
            file.tensors[TrainedModel.deviations] = Tensor(scale.deviations)
        }
        if let targetScale {
            file.tensors[TrainedModel.targetMean] = Tensor([targetScale.mean])
            file.tensors[TrainedModel.targetDeviation] = Tensor([targetScale.deviation])
        }
        return file
    }

    /// Reads a model and checks that everything fits together.
    ///
    /// - Parameter file: the content of a file.
    /// - Throws: `ModelError`, `RecordError` or `ConvolutionError` with what is missing or wrong.
    public init(_ file: Safetensors) throws {
        let metadata = file.metadata
        guard let format = metadata["format"] else { throw ModelError.notAModel(reason: "its metadata name no format") }
        guard format == TrainedModel.format else {
            throw ModelError.notAModel(reason: "its format is \"\(format.prefix(40))\", not \"\(TrainedModel.format)\"")
        }
        func text(_ key: String) throws -> String {
            guard let text = metadata[key] else { throw ModelError.wrongValue(key: key) }
            return text
        }
        func size(_ key: String) throws -> Int {
            guard let number = Int(try text(key)), (1...1_000_000).contains(number) else {
                throw ModelError.wrongValue(key: key)
            }
            return number
        }
        guard let loss = NetworkShape.Loss(rawValue: try text("loss")) else {
            throw ModelError.wrongValue(key: "loss")
        }
        var shape = NetworkShape(inputs: try size("inputs"), outputs: try size("outputs"), loss: loss)
        let method = try MethodDefinition(name: text("method"), definition: text("method_definition"))
        if !method.convolution.isEmpty {
            guard let image = ImageShape(try text("image")) else { throw ModelError.wrongValue(key: "image") }
            shape.image = image
            _ = try method.images(shape)
        }
        let hyperparameters = try Hyperparameters(record: text("hyperparameters"))
        // More layers than tensors cannot be; found before a list of that length is made.
        guard hyperparameters.layers <= file.tensors.count else { throw ModelError.wrongValue(key: "hyperparameters") }
        if let name = file.firstNotFinite {
            throw ModelError.wrongContent(tensor: name, reason: "holds numbers that are infinite or NaN")
        }
        var remaining = file.tensors
        func take(_ name: String, _ shape: [Int]) throws -> Tensor {
            guard let tensor = remaining.removeValue(forKey: name) else { throw ModelError.missingTensor(name: name) }
            guard tensor.shape == shape else {
                throw ModelError.wrongShape(tensor: name, shape: tensor.shape, expected: shape)
            }
            return tensor
        }
        var parameters: [String: [Float]] = [:]
        for entry in Blueprint(method, hyperparameters, shape: shape).parameters {
            parameters[entry.name] = try take(entry.name, entry.shape).floats
        }
        var scale: Scaling?
        if remaining[TrainedModel.means] != nil || remaining[TrainedModel.deviations] != nil {
            let means = try take(TrainedModel.means, [shape.inputs]).doubles
            let deviations = try take(TrainedModel.deviations, [shape.inputs]).doubles
            guard deviations.allSatisfy({ $0 > 0 }) else {
                throw ModelError.wrongContent(
                    tensor: TrainedModel.deviations, reason: "holds numbers that are not positive")
            }
            scale = Scaling(means: means, deviations: deviations)
        }
        var targetScale: NumberTargets.Scale?
        if loss == .squaredError {
            let mean = try take(TrainedModel.targetMean, [1]).doubles[0]
            let deviation = try take(TrainedModel.targetDeviation, [1]).doubles[0]
            guard let known = NumberTargets.Scale(mean: mean, deviation: deviation) else {
                throw ModelError.wrongContent(
                    tensor: TrainedModel.targetDeviation, reason: "holds a number that is not positive")
            }
            targetScale = known
        }
        if let name = remaining.keys.min() { throw ModelError.unknownTensor(name: name) }
        self.init(
            method: method, hyperparameters: hyperparameters, shape: shape, parameters: parameters,
            scale: scale, targetScale: targetScale, provenance: metadata)
    }
}

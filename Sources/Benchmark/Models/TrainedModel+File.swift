import Datasets
import Formats
import Networks
import Safetensors

extension TrainedModel {
    private static let format = "snnbench model 1"
    private static let means = "standardization.mean"
    private static let deviations = "standardization.deviation"

    /// The model as a file of tensors: parameters by the names that PyTorch scripts use, weights as [outputs, inputs].
    public var file: Safetensors {
        var file = Safetensors(metadata: provenance)
        file.metadata["format"] = TrainedModel.format
        file.metadata["method"] = method.name
        file.metadata["method_definition"] = method.record.definition
        file.metadata["hyperparameters"] = CanonicalJSON.object(hyperparameters.record).text
        file.metadata["inputs"] = "\(shape.inputs)"
        file.metadata["outputs"] = "\(shape.outputs)"
        file.metadata["loss"] = shape.loss.rawValue
        for entry in Blueprint(method, hyperparameters, shape: shape).parameters {
            file.tensors[entry.name] = Tensor(shape: entry.shape, values: .float32(parameters[entry.name] ?? []))
        }
        if let standardization {
            file.tensors[TrainedModel.means] = Tensor(standardization.means)
            file.tensors[TrainedModel.deviations] = Tensor(standardization.deviations)
        }
        return file
    }

    /// Reads a model and checks that everything fits together.
    ///
    /// - Parameter file: the content of a file.
    /// - Throws: `ModelError` or `RecordError` with what is missing or wrong.
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
        let shape = NetworkShape(inputs: try size("inputs"), outputs: try size("outputs"), loss: loss)
        let method = try MethodDefinition(name: text("method"), definition: text("method_definition"))
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
        var standardization: Standardization?
        if remaining[TrainedModel.means] != nil || remaining[TrainedModel.deviations] != nil {
            let means = try take(TrainedModel.means, [shape.inputs]).doubles
            let deviations = try take(TrainedModel.deviations, [shape.inputs]).doubles
            standardization = Standardization(means: means, deviations: deviations)
            guard standardization != nil else {
                throw ModelError.wrongContent(
                    tensor: TrainedModel.deviations, reason: "holds numbers that are not positive")
            }
        }
        if let name = remaining.keys.min() { throw ModelError.unknownTensor(name: name) }
        self.init(
            method: method, hyperparameters: hyperparameters, shape: shape, parameters: parameters,
            standardization: standardization, provenance: metadata)
    }
}

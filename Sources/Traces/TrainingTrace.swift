import Formats
import Kernels
import Networks
import Safetensors

/// Some steps of training in another implementation: where they began and what came of them.
///
/// The file holds the method, its hyperparameters and the shape as metadata, the batch (`x`, `y`), the initial
/// parameters (`init.NAME`), the kept units of dropout (`mask.LAYER`) and the results (`expected.…`). Where the
/// metadata name no optimiser, the steps are of plain gradient descent. Where the activation is `formula`, the metadata hold it.
/// `Tests/NetworksTests/Fixtures/make_torch_fixtures.py` writes such files with PyTorch and fixes every convention;
/// `make_convolution_fixtures.py` beside it those of networks with convolutions.
public struct TrainingTrace: Sendable {
    /// The kind of network.
    public let method: MethodDefinition
    /// Its hyperparameters, the learning rate and penalty of the steps among them.
    public let hyperparameters: Hyperparameters
    /// Features, outputs and loss.
    public let shape: NetworkShape
    /// What the steps are of.
    public let optimizer: Optimizer
    /// The rows of the batch.
    public let batchSize: Int
    /// The number of steps.
    public let steps: Int
    /// The tensors of the file, with the shapes that the network needs.
    let tensors: [String: Tensor]

    /// Reads a trace and checks that everything fits together.
    ///
    /// - Parameter file: the content of a file.
    /// - Throws: `TraceError` with what is missing or wrong.
    public init(_ file: Safetensors) throws(TraceError) {
        let values = TraceValues(metadata: file.metadata)
        let name = try values.text("method")
        let known = MethodDefinition.builtIn + [MethodDefinition(name: TraceBlocks.method)]
        guard var method = known.first(where: { $0.name == name }) else {
            let names = known.map(\.name).joined(separator: ", ")
            throw .wrongValue(key: "method", value: name, allowed: "one of " + names)
        }
        method.activation = try values.activation()
        method.dropout = try values.choice("dropout_kind", Dropout.Kind.self)
        let size = 1...1_000_000
        let blocks = name == TraceBlocks.method ? try TraceBlocks(values) : nil
        method.convolution = blocks?.steps ?? []
        let inputs = if let blocks { blocks.image.features } else { try values.integer("inputs", size) }
        shape = NetworkShape(
            inputs: inputs, outputs: try values.integer("outputs", size),
            loss: try values.choice("loss", NetworkShape.Loss.self), image: blocks?.image)
        if let blocks { try blocks.check(method, shape) }
        batchSize = try values.integer("batch", size)
        steps = try values.integer("steps", 1...100_000)
        hyperparameters =
            if let blocks {
                try TrainingTrace.hyperparameters(values, method, widths: blocks.widths)
            } else { try TrainingTrace.hyperparameters(values, method) }
        self.method = method
        optimizer = try values.optimizer()
        try values.expect("bn_eps", 1e-5)
        try values.expect("ln_eps", 1e-5)
        try values.expect("bn_momentum", 0.1)
        tensors = file.tensors
        if let name = file.firstNotFinite {
            throw .wrongContent(tensor: name, reason: "holds numbers that are infinite or NaN")
        }
        try checkTensors()
    }

    private static func hyperparameters(
        _ values: TraceValues, _ method: MethodDefinition
    ) throws(TraceError) -> Hyperparameters {
        let layers = try values.integer("layers", 1...100_000)
        let units = try values.integer("units", 1...1_000_000)
        var widths: [Int]?
        var form = Hyperparameters.Form.rectangular
        var bottleneck: Double?
        switch method.connection {
        case .plain:
            let text = values.metadata["widths"] ?? Array(repeating: "\(units)", count: layers).joined(separator: ",")
            let list = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { Int($0) }
            guard list.count == layers, list.allSatisfy({ (1...1_000_000).contains($0) }) else {
                throw .wrongValue(
                    key: "widths", value: text, allowed: "as many whole numbers from 1 as there are layers, \(layers)")
            }
            widths = list
        case .highway: break
        case .residual:
            form = try values.integer("block_layers", 2...3) == 3 ? .diavolo : .rectangular
            bottleneck = try values.number("bottleneck", "a share above 0 and at most 1") { $0 > 0 && $0 <= 1 }
        }
        var hyperparameters = try TrainingTrace.hyperparameters(values, method, widths: widths ?? [])
        hyperparameters.hiddenUnits = units
        hyperparameters.layers = layers
        hyperparameters.form = form
        hyperparameters.bottleneck = bottleneck
        hyperparameters.widths = widths
        return hyperparameters
    }

    /// Those of a network whose widths are known.
    private static func hyperparameters(
        _ values: TraceValues, _ method: MethodDefinition, widths: [Int]
    ) throws(TraceError) -> Hyperparameters {
        Hyperparameters(
            hiddenUnits: widths.first, layers: widths.count,
            learningRate: try values.number("lr", "a number from 0") { $0 >= 0 },
            dropoutRate: method.dropout == .none
                ? 0 : try values.number("dropout_rate", "a rate from 0 and below 1") { $0 >= 0 && $0 < 1 },
            l2Penalty: try values.number("l2", "a number from 0") { $0 >= 0 }, widths: widths)
    }

    /// The network that the steps train.
    var blueprint: Blueprint { Blueprint(method, hyperparameters, shape: shape, hasGivenDropout: true) }

    /// Whether dropout takes place.
    var hasDropout: Bool { method.dropout != .none }

    /// The shape of a row of the batch: one of images where there are convolutions.
    private var inputShape: [Int] {
        guard let image = shape.image else { return [shape.inputs] }
        return [image.channels, image.height, image.width]
    }

    /// Compares the shapes of all tensors with those that the metadata need, before a network of that size is made.
    private func checkTensors() throws(TraceError) {
        try check("x", [batchSize] + inputShape)
        switch shape.loss {
        case .softmax:
            let classes = try check("y", [batchSize]).doubles
            guard classes.allSatisfy({ $0 >= 0 && $0 < Double(shape.outputs) && $0 == $0.rounded() }) else {
                throw .wrongContent(tensor: "y", reason: "holds something other than classes from 0 to outputs - 1")
            }
        case .sigmoid:
            let labels = try check("y", [batchSize, shape.outputs]).doubles
            guard labels.allSatisfy({ $0 == 0 || $0 == 1 || $0 == -1 }) else {
                throw .wrongContent(tensor: "y", reason: "holds something other than 0, 1 and -1")
            }
        case .squaredError: try check("y", [batchSize, shape.outputs])
        }
        for parameter in blueprint.parameters {
            try check("init." + parameter.name, parameter.shape)
            try check("expected.param." + parameter.name, parameter.shape)
            if !parameter.isStatistic { try check("expected.grad." + parameter.name, parameter.shape) }
        }
        for (layer, width) in blueprint.droppedWidths.enumerated() where hasDropout {
            let mask = try check("mask.\(layer)", [batchSize, width])
            guard mask.doubles.allSatisfy({ $0 == 0 || $0 == 1 }) else {
                throw .wrongContent(tensor: "mask.\(layer)", reason: "holds something other than 0 and 1")
            }
        }
        try check("expected.logits", [batchSize, shape.outputs])
        try check("expected.eval_logits", [batchSize, shape.outputs])
        try check("expected.loss", [steps])
    }

    /// The tensor of a name and shape.
    @discardableResult
    private func check(_ name: String, _ shape: [Int]) throws(TraceError) -> Tensor {
        guard let tensor = tensors[name] else { throw .missingTensor(name: name) }
        guard tensor.shape == shape else { throw .wrongShape(tensor: name, shape: tensor.shape, expected: shape) }
        return tensor
    }
}

/// What keeps a trace from being repeated.
public enum TraceError: ClassifiedError, Equatable, Sendable {
    /// The metadata lack a value.
    case missingValue(key: String)
    /// A value of the metadata is none that can be repeated.
    case wrongValue(key: String, value: String, allowed: String)
    /// A tensor that the metadata ask for is not there.
    case missingTensor(name: String)
    /// A tensor has another shape than the metadata say.
    case wrongShape(tensor: String, shape: [Int], expected: [Int])
    /// A tensor holds something that it cannot hold.
    case wrongContent(tensor: String, reason: String)

    /// The kind of failure.
    public var kind: FailureKind { .badData }

    /// One line that says what is wrong.
    public var description: String {
        switch self {
        case .missingValue(let key): "the metadata have no \"\(key)\""
        case .wrongValue(let key, let value, let allowed):
            "the metadata say \(key) = \"\(value.prefix(60))\"; it is \(allowed)"
        case .missingTensor(let name): "there is no tensor \"\(name)\""
        case .wrongShape(let tensor, let shape, let expected):
            "tensor \"\(tensor)\" has shape \(shape), the metadata need \(expected)"
        case .wrongContent(let tensor, let reason): "tensor \"\(tensor)\" \(reason)"
        }
    }
}

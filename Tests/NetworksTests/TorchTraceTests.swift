import Kernels
import Testing

@testable import Networks

/// Our networks against traces of PyTorch in double precision: every method, ten steps.
@Suite struct TorchTraceTests {
    @Test func thereAreTraces() {
        #expect(TorchTrace.all.count == 17)
    }

    @Test(arguments: TorchTrace.all)
    func repeats(_ trace: TorchTrace) throws {
        let method = try #require(definition(trace))
        let batchSize = trace.integer("batch")
        let outputs = trace.integer("outputs")
        let isSoftmax = trace.metadata["loss"] == "softmax"
        let network = Network(
            method: method, hyperparameters: hyperparameters(trace),
            shape: NetworkShape(
                inputs: trace.integer("inputs"), outputs: outputs, loss: isSoftmax ? .softmax : .sigmoid),
            batchSize: batchSize)
        let initial = trace.tensors.filter { $0.key.hasPrefix("init.") }
        let parameters = Dictionary(
            uniqueKeysWithValues: initial.map { ($0.key.dropFirst(5).description, $0.value.values.map(Float.init)) })
        try network.setParameters(parameters)
        #expect(Set(initial.keys.map { $0.dropFirst(5).description }) == Set(network.parameters.map(\.name)))

        let x = matrix(try #require(trace.tensors["x"]))
        let y = try #require(trace.tensors["y"])
        let labels = isSoftmax ? nil : matrix(y)
        let classes = y.values.map { Int32($0) }
        let targets: BatchTargets = labels.map { .labels($0) } ?? .classes(classes[...])
        let masks = (0..<trace.integer("layers")).compactMap { trace.tensors["mask.\($0)"].map(matrix) }
        let dropout: DropoutSource = masks.isEmpty ? .off : .fixed(masks)

        let logits = network.forward(x, dropout: dropout).rowMajor
        try expectClose(logits, trace.tensors["expected.logits"], 2e-5, "logits")
        // That pass in training mode has moved BatchNorm's running statistics.
        try network.setParameters(parameters)

        let recorder = GradientRecorder()
        var losses: [Double] = []
        for step in 0..<trace.integer("steps") {
            let loss = network.step(
                x, targets: targets, dropout: dropout, learningRate: trace.number("lr"),
                l2Penalty: trace.number("l2"), recorder: step == 0 ? recorder : nil)
            losses.append(loss.sum / Double(batchSize))
        }
        let expectedLosses = try #require(trace.tensors["expected.loss"]).values
        for (ours, theirs) in zip(losses, expectedLosses) {
            #expect(abs(ours - theirs) <= 1e-3 * abs(theirs), "loss \(ours), PyTorch \(theirs)")
        }

        let gradients = trace.tensors.filter { $0.key.hasPrefix("expected.grad.") }
        #expect(!gradients.isEmpty && gradients.count == recorder.gradients.count)
        let largest = gradients.values.flatMap(\.values).map(abs).max() ?? 0
        for (key, gradient) in gradients {
            let ours = try #require(recorder.gradients[key.dropFirst(14).description], "\(key)")
            try expectClose(ours, gradient, 1e-4, key, scale: largest)
        }
        let expected = trace.tensors.filter { $0.key.hasPrefix("expected.param.") }
        let largestParameter = expected.values.flatMap(\.values).map(abs).max() ?? 0
        for parameter in network.parameters {
            try expectClose(
                parameter.values, expected["expected.param." + parameter.name], 1e-4, parameter.name,
                scale: largestParameter)
        }
        try expectClose(network.infer(x).rowMajor, trace.tensors["expected.eval_logits"], 1e-4, "inference logits")
    }

    private func definition(_ trace: TorchTrace) -> MethodDefinition? {
        var method = MethodDefinition.builtIn.first { $0.name == trace.metadata["method"] }
        method?.dropout = Dropout.Kind(rawValue: trace.metadata["dropout_kind"] ?? "") ?? .none
        return method
    }

    private func hyperparameters(_ trace: TorchTrace) -> Hyperparameters {
        let isPlain = MethodDefinition.builtIn.contains {
            $0.name == trace.metadata["method"] && $0.connection == .plain
        }
        return Hyperparameters(
            hiddenUnits: trace.integer("units"), layers: trace.integer("layers"),
            learningRate: trace.number("lr"), dropoutRate: trace.number("dropout_rate"),
            form: trace.integer("block_layers") == 3 ? .diavolo : .rectangular,
            bottleneck: trace.number("bottleneck"), l2Penalty: trace.number("l2"),
            widths: isPlain ? trace.metadata["widths"]?.split(separator: ",").compactMap { Int($0) } : nil)
    }

    private func matrix(_ tensor: TorchTrace.Tensor) -> Matrix {
        Matrix(rows: tensor.shape[0], columns: tensor.shape[1], rowMajor: tensor.values.map(Float.init))
    }

    private func expectClose(
        _ ours: [Float], _ theirs: TorchTrace.Tensor?, _ bound: Double, _ name: String, scale: Double? = nil
    ) throws {
        let theirs = try #require(theirs, "\(name) is missing").values
        try #require(ours.count == theirs.count)
        let largest = scale ?? theirs.map(abs).max() ?? 0
        let error = zip(ours, theirs).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(error <= bound * largest, "\(name): error \(error), largest \(largest)")
    }
}

import Kernels
import Networks
import Safetensors

extension TrainingTrace {
    /// Repeats the steps from the trace's own parameters and decisions, and compares.
    ///
    /// - Returns: the largest errors.
    /// - Throws: `NetworkError` where the parameters do not fit the network.
    public func deviation() throws(NetworkError) -> TraceDeviation {
        let network = Network(blueprint, batchSize: batchSize)
        let initial = values("init.")
        try network.setParameters(initial)
        let input = matrix("x")
        let targets = targets
        let masks = hasDropout ? (0..<hyperparameters.layers).map { matrix("mask.\($0)") } : []
        let dropout: DropoutSource = hasDropout ? .fixed(masks) : .off

        var deviation = TraceDeviation()
        let logits = network.forward(input, dropout: dropout).rowMajor
        deviation.errors[.logits] = TrainingTrace.error([(logits, expected("logits"))])
        // That pass in training mode has moved the running statistics of batch normalisation.
        try network.setParameters(initial)

        let recorder = GradientRecorder()
        var losses: [Double] = []
        for step in 0..<steps {
            let loss = network.step(
                input, targets: targets, dropout: dropout, learningRate: hyperparameters.learningRate,
                l2Penalty: hyperparameters.l2Penalty, recorder: step == 0 ? recorder : nil)
            losses.append(loss.sum / Double(batchSize))
        }
        deviation.errors[.losses] = zip(losses, expected("loss")).reduce(0) { largest, pair in
            TrainingTrace.larger(largest, TrainingTrace.ratio(abs(pair.0 - pair.1), abs(pair.1)))
        }
        deviation.errors[.gradients] = TrainingTrace.error(
            recorder.gradients.map { ($0.value, expected("grad." + $0.key)) })
        deviation.errors[.parameters] = TrainingTrace.error(
            network.parameters.map { ($0.values, expected("param." + $0.name)) })
        deviation.errors[.inferenceLogits] = TrainingTrace.error([
            (network.infer(input).rowMajor, expected("eval_logits"))
        ])
        return deviation
    }

    private var targets: BatchTargets {
        switch shape.loss {
        case .softmax: .classes((tensors["y"]?.doubles ?? []).map { Int32($0) }[...])
        case .sigmoid: .labels(matrix("y"))
        }
    }

    private func matrix(_ name: String) -> Matrix {
        guard let tensor = tensors[name], tensor.shape.count == 2 else { return Matrix(rows: 0, columns: 0) }
        return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], rowMajor: tensor.floats)
    }

    private func expected(_ name: String) -> [Double] { tensors["expected." + name]?.doubles ?? [] }

    /// The tensors whose names begin so, by the rest of their names.
    private func values(_ prefix: String) -> [String: [Float]] {
        var values: [String: [Float]] = [:]
        for (name, tensor) in tensors where name.hasPrefix(prefix) {
            values[String(name.dropFirst(prefix.count))] = tensor.floats
        }
        return values
    }

    /// The largest difference relative to the largest expected number of all; infinite where counts differ.
    private static func error(_ pairs: [(ours: [Float], theirs: [Double])]) -> Double {
        let largest = pairs.flatMap(\.theirs).reduce(0) { max($0, abs($1)) }
        return pairs.reduce(0) { error, pair in
            guard pair.ours.count == pair.theirs.count else { return .infinity }
            return zip(pair.ours, pair.theirs).reduce(error) {
                larger($0, ratio(abs(Double($1.0) - $1.1), largest))
            }
        }
    }

    /// The larger of two numbers; NaN where one is.
    private static func larger(_ first: Double, _ second: Double) -> Double {
        first.isNaN || second.isNaN ? .nan : max(first, second)
    }

    private static func ratio(_ difference: Double, _ scale: Double) -> Double {
        difference == 0 ? 0 : difference / scale
    }
}

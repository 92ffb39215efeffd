import Kernels
import Networks
import Safetensors

/// How far our numbers are from those of a trace: the largest errors, each relative to what its bound says.
public struct TraceDeviation: Sendable, Equatable {
    /// Which numbers are compared, with the largest error that passes.
    public enum Quantity: String, Sendable, CaseIterable {
        /// The logits in training mode before the first step; relative to the largest.
        case logits
        /// The gradients of the first step; relative to the largest gradient of all parameters.
        case gradients
        /// The losses before each step; each relative to itself.
        case losses
        /// Parameters and running statistics after the last step; relative to the largest of all.
        case parameters
        /// The logits in inference mode after the last step; relative to the largest.
        case inferenceLogits = "inference_logits"

        /// The largest error that passes.
        public var bound: Double {
            switch self {
            case .logits: 2e-5
            case .gradients: 1e-4
            case .losses: 1e-3
            case .parameters, .inferenceLogits: 1e-2
            }
        }
    }

    /// The largest error of each quantity; NaN or infinite where numbers cannot be compared.
    public var errors: [Quantity: Double] = [:]

    /// The quantities that are out of bounds, or were not compared.
    public var failures: [Quantity] {
        Quantity.allCases.filter { quantity in
            // Written so that NaN fails.
            guard let error = errors[quantity], error <= quantity.bound else { return true }
            return false
        }
    }
}

extension TrainingTrace {
    /// Repeats the steps from the trace's own parameters and decisions, and compares.
    ///
    /// - Returns: the largest errors.
    /// - Throws: `NetworkError` where the parameters do not fit the network.
    public func deviation() throws(NetworkError) -> TraceDeviation {
        let network = Network(blueprint, batchSize: batchSize, optimizer: optimizer)
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
                input, targets: targets, dropout: dropout,
                learningRate: hyperparameters.learningRate * optimizer.schedule.factor(step: step, of: steps),
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

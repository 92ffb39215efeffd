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
    /// How far rounding alone carries each quantity in plain double precision, where an error is out of bounds; else empty.
    public var sensitivities: [Quantity: Double] = [:]

    /// What the errors mean.
    public enum Verdict: Sendable, Equatable {
        /// Every error is within its bound.
        case withinBounds
        /// Some are not, but no farther than rounding alone carries this very trace.
        case sensitive([Quantity])
        /// Some are not, and rounding does not explain them.
        case outOfBounds([Quantity])
    }

    /// The verdict; an error counts as explained up to four times the largest that eight roundings of the trace make.
    public var verdict: Verdict {
        let failures = failures
        guard !failures.isEmpty else { return .withinBounds }
        let unexplained = failures.filter { quantity in
            guard let error = errors[quantity], let sensitivity = sensitivities[quantity] else { return true }
            return !(error <= 4 * sensitivity)
        }
        return unexplained.isEmpty ? .sensitive(failures) : .outOfBounds(unexplained)
    }

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
    /// Where an error is out of bounds, the steps are taken again in plain double precision, as they are and with roundings, to see
    /// whether the trace itself is sensitive: a ReLU within rounding of 0 gives another gradient, and no two programs agree.
    ///
    /// - Returns: the largest errors.
    /// - Throws: `NetworkError` where the parameters do not fit the network.
    public func deviation() throws(NetworkError) -> TraceDeviation {
        var deviation = TraceDeviation()
        deviation.errors = TrainingTrace.errors(of: try repeated(), from: expected)
        if !deviation.failures.isEmpty { deviation.sensitivities = sensitivities() }
        return deviation
    }

    /// What the steps give in plain double precision; nil where the activation function is not known there.
    func plainErrors() -> [TraceDeviation.Quantity: Double]? {
        PlainTraining(self).map { TrainingTrace.errors(of: $0.numbers(), from: expected) }
    }

    /// How far eight roundings carry each quantity; nothing where plain double precision itself disagrees with the trace by more.
    private func sensitivities() -> [TraceDeviation.Quantity: Double] {
        guard let plain = PlainTraining(self)?.numbers() else { return [:] }
        var largest: [TraceDeviation.Quantity: Double] = [:]
        for seed in 1...8 {
            guard let rounded = PlainTraining(self, seed: UInt64(seed))?.numbers() else { return [:] }
            largest.merge(TrainingTrace.errors(of: rounded, from: plain)) { TrainingTrace.larger($0, $1) }
        }
        let own = TrainingTrace.errors(of: plain, from: expected)
        return largest.filter { quantity, spread in
            guard let error = own[quantity] else { return false }
            return error <= max(quantity.bound, 4 * spread)
        }
    }

    /// What our network gives.
    private func repeated() throws(NetworkError) -> TraceNumbers {
        let network = Network(blueprint, batchSize: batchSize, optimizer: optimizer)
        let initial = values("init.")
        try network.setParameters(initial)
        let input = matrix("x")
        let targets = targets
        let masks = hasDropout ? blueprint.droppedWidths.indices.map { matrix("mask.\($0)") } : []
        let dropout: DropoutSource = hasDropout ? .fixed(masks) : .off

        var numbers = TraceNumbers()
        numbers.logits = network.forward(input, dropout: dropout).rowMajor.map(Double.init)
        // That pass in training mode has moved the running statistics of batch normalisation.
        try network.setParameters(initial)

        let recorder = GradientRecorder()
        for step in 0..<steps {
            let loss = network.step(
                input, targets: targets, dropout: dropout,
                learningRate: hyperparameters.learningRate * optimizer.schedule.factor(step: step, of: steps),
                l2Penalty: hyperparameters.l2Penalty, recorder: step == 0 ? recorder : nil)
            numbers.losses.append(loss.sum / Double(batchSize))
        }
        numbers.gradients = recorder.gradients.mapValues { $0.map(Double.init) }
        for parameter in network.parameters { numbers.parameters[parameter.name] = parameter.values.map(Double.init) }
        numbers.inferenceLogits = network.infer(input).rowMajor.map(Double.init)
        return numbers
    }

    /// What the trace says.
    private var expected: TraceNumbers {
        func doubles(_ name: String) -> [Double] { tensors["expected." + name]?.doubles ?? [] }
        var numbers = TraceNumbers(
            logits: doubles("logits"), losses: doubles("loss"), inferenceLogits: doubles("eval_logits"))
        for parameter in blueprint.parameters {
            numbers.parameters[parameter.name] = doubles("param." + parameter.name)
            if !parameter.isStatistic { numbers.gradients[parameter.name] = doubles("grad." + parameter.name) }
        }
        return numbers
    }

    /// The largest errors of numbers, each relative to what its bound says.
    private static func errors(
        of ours: TraceNumbers, from theirs: TraceNumbers
    ) -> [TraceDeviation.Quantity: Double] {
        func pairs(_ ours: [String: [Double]], _ theirs: [String: [Double]]) -> [(ours: [Double], theirs: [Double])] {
            theirs.map { (ours[$0.key] ?? [], $0.value) }
        }
        return [
            .logits: error([(ours.logits, theirs.logits)]),
            .gradients: error(pairs(ours.gradients, theirs.gradients)),
            .losses: ours.losses.count == theirs.losses.count
                ? zip(ours.losses, theirs.losses).reduce(0) { larger($0, ratio(abs($1.0 - $1.1), abs($1.1))) }
                : .infinity,
            .parameters: error(pairs(ours.parameters, theirs.parameters)),
            .inferenceLogits: error([(ours.inferenceLogits, theirs.inferenceLogits)]),
        ]
    }

    private var targets: BatchTargets {
        switch shape.loss {
        case .softmax: .classes((tensors["y"]?.doubles ?? []).map { Int32($0) }[...])
        case .sigmoid: .labels(matrix("y"))
        case .squaredError: .numbers(matrix("y"))
        }
    }

    private func matrix(_ name: String) -> Matrix {
        guard let tensor = tensors[name], let rows = tensor.shape.first, tensor.shape.count > 1 else {
            return Matrix(rows: 0, columns: 0)
        }
        return Matrix(rows: rows, columns: tensor.shape.dropFirst().reduce(1, *), rowMajor: tensor.floats)
    }

    /// The tensors whose names begin so, by the rest of their names.
    private func values(_ prefix: String) -> [String: [Float]] {
        var values: [String: [Float]] = [:]
        for (name, tensor) in tensors where name.hasPrefix(prefix) {
            values[String(name.dropFirst(prefix.count))] = tensor.floats
        }
        return values
    }

    /// The largest difference relative to the largest expected number of all; infinite where counts differ.
    private static func error(_ pairs: [(ours: [Double], theirs: [Double])]) -> Double {
        let largest = pairs.flatMap(\.theirs).reduce(0) { max($0, abs($1)) }
        return pairs.reduce(0) { error, pair in
            guard pair.ours.count == pair.theirs.count else { return .infinity }
            return zip(pair.ours, pair.theirs).reduce(error) {
                larger($0, ratio(abs($1.0 - $1.1), largest))
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

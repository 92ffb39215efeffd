import Foundation
import Kernels
import Networks

/// The numbers that a trace has and a repetition gives.
struct TraceNumbers {
    /// The logits in training mode before the first step, row by row.
    var logits: [Double] = []
    /// The gradients of the first step, by parameter.
    var gradients: [String: [Double]] = [:]
    /// The losses before each step.
    var losses: [Double] = []
    /// Parameters and running statistics after the last step.
    var parameters: [String: [Double]] = [:]
    /// The logits in inference mode after the last step.
    var inferenceLogits: [Double] = []
}

/// The steps of a trace in double precision, written plainly: what they would be without our kernels and without rounding.
///
/// With a seed each number moves within the rounding of single precision; how far the results of several seeds are apart is how
/// sensitive the trace itself is. Where a ReLU is within rounding of 0 that is far more than the rounding.
struct PlainTraining {
    private let trace: TrainingTrace
    private let tape: PlainTape
    private let seed: UInt64?
    private var parameters: [String: [Double]]
    private let shapes: [String: [Int]]
    private var moments: [String: (first: [Double], second: [Double])] = [:]

    /// Prepares the steps of a trace; nil where it has an activation function that is not known here.
    init?(_ trace: TrainingTrace, seed: UInt64? = nil) {
        guard PlainTraining.function(trace.method.activation) != nil else { return nil }
        self.trace = trace
        self.seed = seed
        tape = PlainTape(seed: seed)
        parameters = [:]
        var shapes: [String: [Int]] = [:]
        for parameter in trace.blueprint.parameters {
            parameters[parameter.name] = trace.tensors["init." + parameter.name]?.doubles ?? []
            shapes[parameter.name] = parameter.shape
        }
        self.shapes = shapes
    }

    /// Takes the steps.
    func numbers() -> TraceNumbers {
        var run = self
        var numbers = TraceNumbers()
        for step in 0..<trace.steps {
            let pass = run.forward(isTraining: true, seed: seed.map { $0 &+ UInt64(step + 1) &* 0x9E37_79B9 })
            let loss = run.loss(of: pass.logits)
            numbers.losses.append(loss)
            if step == 0 { numbers.logits = pass.logits.numbers }
            pass.tape.propagate()
            var gradients = pass.values.mapValues(\.gradient)
            for name in gradients.keys where PlainTraining.isPenalized(name) {
                let values = run.parameters[name] ?? []
                gradients[name] = zip(gradients[name] ?? [], values).map { $0 + trace.hyperparameters.l2Penalty * $1 }
            }
            if step == 0 { numbers.gradients = gradients }
            for (name, value) in pass.statistics { run.parameters[name] = value }
            run.take(gradients, step: step)
        }
        numbers.parameters = run.parameters
        numbers.inferenceLogits = run.forward(isTraining: false, seed: seed).logits.numbers
        return numbers
    }

    private static func isPenalized(_ name: String) -> Bool {
        ["weight", "weight_v", "weight_g"].contains { name.hasSuffix("." + $0) }
    }

    // MARK: The network

    private struct Pass {
        let tape: PlainTape
        var values: [String: PlainTape.Value] = [:]
        var statistics: [String: [Double]] = [:]
        var logits: PlainTape.Value
    }

    private func forward(isTraining: Bool, seed: UInt64?) -> Pass {
        let tape = PlainTape(seed: seed)
        let values = Dictionary(
            uniqueKeysWithValues: shapes.filter { !$0.key.contains("running_") }.map { name, shape in
                (
                    name,
                    PlainTape.Value(
                        rows: shape.first ?? 1, columns: shape.dropFirst().reduce(1, *), parameters[name] ?? [])
                )
            })
        let input = PlainTape.Value(
            rows: trace.batchSize, columns: trace.shape.inputs, trace.tensors["x"]?.doubles ?? [])
        var pass = Pass(tape: tape, values: values, logits: input)
        var current = convolved(input, pass)
        if values["input.weight"] != nil { current = linear(current, "input", pass) }
        for layer in 0..<trace.hyperparameters.layers {
            switch trace.method.connection {
            case .plain:
                let place = trace.method.convolution.isEmpty ? "layers" : "dense"
                current = dense(current, "\(place).\(layer)", &pass, isTraining)
            case .highway:
                let gate = tape.map(linear(current, "layers.\(layer).transform", pass)) { x in
                    let share = 1 / (1 + exp(-x))
                    return (share, share * (1 - share))
                }
                let transformed = activated(linear(current, "layers.\(layer)", pass), pass)
                current = tape.gated(gate, transformed, current)
            case .residual:
                let count = trace.hyperparameters.form == .diavolo ? 3 : 2
                var inner = current
                for index in 0..<count {
                    let name = "blocks.\(layer).layers.\(index)"
                    inner = dense(inner, name, &pass, isTraining, isActivated: index + 1 < count)
                }
                current = activated(tape.sum(inner, current), pass)
            }
            if isTraining { current = dropped(current, layer, pass) }
        }
        pass.logits = linear(current, "output", pass)
        return pass
    }

    /// Convolutions with their activation, and pooling.
    private func convolved(_ input: PlainTape.Value, _ pass: Pass) -> PlainTape.Value {
        guard let images = try? trace.method.images(trace.shape) else { return input }
        var current = input
        var count = 0
        for (step, image) in zip(trace.method.convolution, images) {
            switch step {
            case .pooling(let size, let stride):
                current = pass.tape.maxima(current, image, size: size, stride: stride)
            case .convolution(_, let kernel, let padding):
                let name = "conv.\(count)"
                count += 1
                guard let weight = pass.values[name + ".weight"], let bias = pass.values[name + ".bias"] else {
                    continue
                }
                current = activated(
                    pass.tape.convolution(current, image, weight, bias, kernel: kernel, padding: padding), pass)
            }
        }
        return current
    }

    private func linear(_ x: PlainTape.Value, _ name: String, _ pass: Pass) -> PlainTape.Value {
        guard let bias = pass.values[name + ".bias"] else { return x }
        if let direction = pass.values[name + ".weight_v"], let length = pass.values[name + ".weight_g"] {
            return pass.tape.linear(x, pass.tape.scaled(direction, toLengths: length), bias)
        }
        return pass.values[name + ".weight"].map { pass.tape.linear(x, $0, bias) } ?? x
    }

    private func dense(
        _ x: PlainTape.Value, _ name: String, _ pass: inout Pass, _ isTraining: Bool, isActivated: Bool = true
    ) -> PlainTape.Value {
        var current = linear(x, name, pass)
        if let scale = pass.values[name + ".ln.gamma"], let shift = pass.values[name + ".ln.beta"] {
            current = pass.tape.normalized(current, scale: scale, shift: shift, isByColumn: false).value
        }
        if let scale = pass.values[name + ".bn.gamma"], let shift = pass.values[name + ".bn.beta"] {
            let names = (mean: name + ".bn.running_mean", variance: name + ".bn.running_var")
            let running = (means: parameters[names.mean] ?? [], variances: parameters[names.variance] ?? [])
            let result = pass.tape.normalized(
                current, scale: scale, shift: shift, isByColumn: true, given: isTraining ? nil : running)
            let rows = Double(x.rows)
            let unbiasing = rows > 1 ? rows / (rows - 1) : 1
            pass.statistics[names.mean] = zip(running.means, result.means).map { 0.9 * $0 + 0.1 * $1 }
            pass.statistics[names.variance] = zip(running.variances, result.variances).map {
                0.9 * $0 + 0.1 * unbiasing * $1
            }
            current = result.value
        }
        return isActivated ? activated(current, pass) : current
    }

    private func activated(_ x: PlainTape.Value, _ pass: Pass) -> PlainTape.Value {
        PlainTraining.function(trace.method.activation).map { pass.tape.map(x, $0) } ?? x
    }

    private func dropped(_ x: PlainTape.Value, _ layer: Int, _ pass: Pass) -> PlainTape.Value {
        let keep = 1 - trace.hyperparameters.dropoutRate
        let low = trace.method.dropout == .alpha ? -1.7580993408473766 : 0
        let factor =
            switch trace.method.dropout {
            case .none: 1.0
            case .standard: 1 / keep
            case .alpha: 1 / (keep + low * low * keep * (1 - keep)).squareRoot()
            }
        guard let mask = trace.tensors["mask.\(layer)"]?.doubles else { return x }
        var index = 0
        return pass.tape.map(x) { number in
            defer { index += 1 }
            let isKept = mask[index] != 0
            return (factor * (isKept ? number : low) - factor * (1 - keep) * low, isKept ? factor : 0)
        }
    }

    /// The mean loss; its gradient becomes that of the logits.
    private func loss(of logits: PlainTape.Value) -> Double {
        let targets = trace.tensors["y"]?.doubles ?? []
        let (rows, columns) = (logits.rows, logits.columns)
        var sum = 0.0
        switch trace.shape.loss {
        case .softmax:
            for row in 0..<rows {
                let line = logits.numbers[row * columns..<(row + 1) * columns]
                let largest = line.max() ?? 0
                let total = line.reduce(0) { $0 + exp($1 - largest) }
                let label = Int(targets[row])
                sum += (log(total) + largest - logits.numbers[row * columns + label]) / Double(rows)
                for column in 0..<columns {
                    let place = row * columns + column
                    let probability = exp(logits.numbers[place] - largest) / total
                    logits.gradient[place] = (probability - (column == label ? 1 : 0)) / Double(rows)
                }
            }
        case .sigmoid:
            let count = Double(rows * columns)
            for place in logits.numbers.indices where targets[place] >= 0 {
                let logit = logits.numbers[place]
                sum += (max(logit, 0) - logit * targets[place] + log1p(exp(-abs(logit)))) / count
                logits.gradient[place] = (1 / (1 + exp(-logit)) - targets[place]) / count
            }
        case .squaredError:
            let count = Double(rows * columns)
            for place in logits.numbers.indices {
                let difference = logits.numbers[place] - targets[place]
                sum += difference * difference / count
                logits.gradient[place] = 2 * difference / count
            }
        }
        return sum
    }

    /// Value and slope of the functions that are known here; at 0 the slope of the branch that holds there.
    private static func function(_ activation: Activation) -> ((Double) -> (value: Double, slope: Double))? {
        switch activation {
        case .identity: { ($0, 1) }
        case .relu: { $0 > 0 ? ($0, 1) : (0, 0) }
        case .selu:
            { $0 > 0 ? (SELU.lambda * $0, SELU.lambda) : (-SELU.saturation * expm1($0), -SELU.saturation * exp($0)) }
        case .elu: { $0 > 0 ? ($0, 1) : (expm1($0), exp($0)) }
        case .leakyRelu: { $0 > 0 ? ($0, 1) : (0.01 * $0, 0.01) }
        case .gelu:
            { x in
                let share = 0.5 * erfc(-x * 0.5.squareRoot())
                return (x * share, share + x * exp(-x * x / 2) / (2 * Double.pi).squareRoot())
            }
        case .silu:
            { x in
                let share = 1 / (1 + exp(-x))
                return (x * share, share * (1 + x * (1 - share)))
            }
        case .tanh: { (Foundation.tanh($0), 1 - Foundation.tanh($0) * Foundation.tanh($0)) }
        case .sigmoid:
            { x in
                let share = 1 / (1 + exp(-x))
                return (share, share * (1 - share))
            }
        default: nil
        }
    }

    // MARK: The optimiser

    private mutating func take(_ gradients: [String: [Double]], step: Int) {
        let optimizer = trace.optimizer
        let rate = trace.hyperparameters.learningRate * optimizer.schedule.factor(step: step, of: trace.steps)
        var clip = 1.0
        if optimizer.clipNorm > 0 {
            let norm = gradients.values.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 } }.squareRoot()
            clip = min(1, optimizer.clipNorm / (norm + 1e-6))
        }
        for (name, gradient) in gradients.sorted(by: { $0.key < $1.key }) {
            var values = parameters[name] ?? []
            let zeros = [Double](repeating: 0, count: values.count)
            var (first, second) = moments[name] ?? (zeros, zeros)
            let decay = PlainTraining.isPenalized(name) ? optimizer.weightDecay : 0
            for index in values.indices {
                var slope = clip * gradient[index]
                switch optimizer.rule {
                case .sgd(let momentum, let isNesterov):
                    slope += decay * values[index]
                    first[index] = momentum * first[index] + slope
                    values[index] -= rate * (isNesterov ? slope + momentum * first[index] : first[index])
                case .adam(let beta1, let beta2, let epsilon, let isDecayApart):
                    if isDecayApart {
                        values[index] -= rate * decay * values[index]
                    } else {
                        slope += decay * values[index]
                    }
                    first[index] = beta1 * first[index] + (1 - beta1) * slope
                    second[index] = beta2 * second[index] + (1 - beta2) * slope * slope
                    let mean = first[index] / (1 - pow(beta1, Double(step + 1)))
                    let square = second[index] / (1 - pow(beta2, Double(step + 1)))
                    values[index] -= rate * mean / (square.squareRoot() + epsilon)
                case .rmsprop(let smoothing, let epsilon):
                    slope += decay * values[index]
                    second[index] = smoothing * second[index] + (1 - smoothing) * slope * slope
                    values[index] -= rate * slope / (second[index].squareRoot() + epsilon)
                }
                values[index] += tape.rounding(abs(values[index]))
            }
            parameters[name] = values
            moments[name] = (first, second)
        }
    }
}

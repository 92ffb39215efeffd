import Foundation
import Kernels

@testable import Networks

/// A network in double precision, written plainly: only the loss going forward, gradients by differences.
struct DoubleNetwork {
    typealias Rows = [[Double]]

    let method: MethodDefinition
    let hyperparameters: Hyperparameters
    /// Parameters by name; weights as [outputs, inputs] row by row.
    var parameters: [String: [Double]]
    /// Kept units of each hidden layer, or none.
    var masks: [Matrix] = []
    /// Labels of each row, 1, 0 or -1 for a missing one, where the targets are no classes.
    var labels: Matrix?
    /// The number of each row, where that is the target.
    var numbers: Matrix?

    func loss(_ x: Rows, classes: [Int32]) -> Double {
        let logits = linear(hidden(x), "output")
        var sum = 0.0
        if let numbers {
            for (row, line) in logits.enumerated() {
                let difference = line[0] - Double(numbers[row, 0])
                sum += difference * difference
            }
            return sum
        }
        if let labels {
            for (row, line) in logits.enumerated() {
                for (column, logit) in line.enumerated() where labels[row, column] >= 0 {
                    sum += log(1 + exp(labels[row, column] > 0 ? -logit : logit)) / Double(line.count)
                }
            }
            return sum
        }
        for (line, label) in zip(logits, classes) {
            let largest = line.max() ?? 0
            sum += log(line.reduce(0) { $0 + exp($1 - largest) }) + largest - line[Int(label)]
        }
        return sum
    }

    /// What the L2 penalty adds to the mean loss.
    func penalty(_ names: [String]) -> Double {
        hyperparameters.l2Penalty / 2
            * names.reduce(0) { sum, name in sum + (parameters[name] ?? []).reduce(0) { $0 + $1 * $1 } }
    }

    private func hidden(_ x: Rows) -> Rows {
        var values = parameters["input.weight"] == nil ? x : linear(x, "input")
        for layer in 0..<hyperparameters.layers {
            switch method.connection {
            case .plain: values = dropped(dense(values, "layers.\(layer)"), layer)
            case .highway:
                let carried = values
                let transformed = linear(values, "layers.\(layer)").map { $0.map(activated) }
                let gate = linear(values, "layers.\(layer).transform").map { $0.map { 1 / (1 + exp(-$0)) } }
                values = carried.indices.map { row in
                    carried[row].indices.map {
                        gate[row][$0] * transformed[row][$0] + (1 - gate[row][$0]) * carried[row][$0]
                    }
                }
                values = dropped(values, layer)
            case .residual:
                let count = hyperparameters.form == .diavolo ? 3 : 2
                var inner = values
                for index in 0..<count {
                    inner = dense(inner, "blocks.\(layer).layers.\(index)", isActivated: index + 1 < count)
                }
                values = zip(inner, values).map { zip($0, $1).map { activated($0 + $1) } }
                values = dropped(values, layer)
            }
        }
        return values
    }

    private func dense(_ x: Rows, _ name: String, isActivated: Bool = true) -> Rows {
        func activate(_ rows: Rows) -> Rows { isActivated ? rows.map { $0.map(activated) } : rows }
        let sums = linear(x, name)
        switch (method.normalization, method.normalizationPlace) {
        case (.none, _), (.weight, _): return activate(sums)
        case (_, .beforeActivation): return activate(normalized(sums, name))
        case (_, .afterActivation): return normalized(activate(sums), name)
        }
    }

    private func linear(_ x: Rows, _ name: String) -> Rows {
        let bias = parameters[name + ".bias"] ?? []
        var weights = parameters[name + ".weight"] ?? parameters[name + ".weight_v"] ?? []
        let inputs = weights.count / bias.count
        if let lengths = parameters[name + ".weight_g"] {
            for output in bias.indices {
                let range = output * inputs..<(output + 1) * inputs
                let norm = weights[range].reduce(0) { $0 + $1 * $1 }.squareRoot()
                for index in range { weights[index] *= lengths[output] / norm }
            }
        }
        return x.map { line in
            bias.indices.map { output in
                line.indices.reduce(bias[output]) { $0 + line[$1] * weights[output * inputs + $1] }
            }
        }
    }

    private func normalized(_ x: Rows, _ name: String) -> Rows {
        let isBatch = method.normalization == .batch
        let scale = parameters[name + (isBatch ? ".bn.gamma" : ".ln.gamma")] ?? []
        let shift = parameters[name + (isBatch ? ".bn.beta" : ".ln.beta")] ?? []
        func standardized(_ line: [Double]) -> [Double] {
            let mean = line.reduce(0, +) / Double(line.count)
            let variance = line.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(line.count)
            return line.map { ($0 - mean) / (variance + 1e-5).squareRoot() }
        }
        var hats = x
        if isBatch {
            for column in scale.indices {
                for (row, value) in standardized(x.map { $0[column] }).enumerated() { hats[row][column] = value }
            }
        } else {
            hats = x.map(standardized)
        }
        return hats.map { line in line.indices.map { line[$0] * scale[$0] + shift[$0] } }
    }

    private func dropped(_ x: Rows, _ layer: Int) -> Rows {
        let dropout = Dropout(method.dropout, rate: hyperparameters.dropoutRate)
        guard layer < masks.count, dropout.kind != .none else { return x }
        let keep = 1 - Double(dropout.threshold) / 65536
        let lowest = dropout.kind == .alpha ? -1.7580993408473766 : 0
        let scale = dropout.kind == .alpha ? 1 / (keep * (1 + (1 - keep) * lowest * lowest)).squareRoot() : 1 / keep
        let shift = dropout.kind == .alpha ? -scale * (1 - keep) * lowest : 0
        return x.indices.map { row in
            x[row].indices.map { (masks[layer][row, $0] != 0 ? x[row][$0] : lowest) * scale + shift }
        }
    }

    private func activated(_ x: Double) -> Double {
        switch method.activation {
        case .identity: x
        case .relu: max(x, 0)
        case .selu: 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * expm1(x))
        case .elu: x > 0 ? x : expm1(x)
        case .leakyRelu: x > 0 ? x : 0.01 * x
        case .gelu: x * 0.5 * erfc(-x * 0.5.squareRoot())
        case .silu: x / (1 + exp(-x))
        case .tanh: tanh(x)
        case .sigmoid: 1 / (1 + exp(-x))
        default: .nan
        }
    }
}

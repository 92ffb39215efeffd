import Networks

/// The names and shapes of all parameters that a network has, known before it is made.
struct ParameterList {
    /// A parameter or running statistic.
    struct Entry: Equatable {
        let name: String
        let shape: [Int]
        var isStatistic = false
    }

    /// The parameters, from the input to the output.
    private(set) var all: [Entry] = []
    private let normalization: MethodDefinition.Normalization

    init(_ method: MethodDefinition, _ hyperparameters: Hyperparameters, shape: NetworkShape) {
        normalization = method.normalization
        let inputs = shape.inputs
        let widths = hyperparameters.hiddenWidths(method.connection, shape: shape)
        let units = hyperparameters.hiddenUnits ?? inputs
        switch method.connection {
        case .plain:
            for (layer, width) in widths.enumerated() {
                addDense("layers.\(layer)", outputs: width, inputs: layer == 0 ? inputs : widths[layer - 1])
            }
        case .highway:
            if units != inputs { addLinear("input", outputs: units, inputs: inputs) }
            for layer in widths.indices {
                addLinear("layers.\(layer)", outputs: units, inputs: units)
                addLinear("layers.\(layer).transform", outputs: units, inputs: units)
            }
        case .residual:
            addLinear("input", outputs: units, inputs: inputs)
            let share = Double(units) * (hyperparameters.bottleneck ?? 1)
            let inner = max(1, Int(share.rounded(.toNearestOrEven)))
            let isDeep = hyperparameters.form == .diavolo
            let dimensions = isDeep ? [units, inner, inner, units] : [units, inner, units]
            for block in widths.indices {
                for layer in 0..<dimensions.count - 1 {
                    addDense(
                        "blocks.\(block).layers.\(layer)", outputs: dimensions[layer + 1], inputs: dimensions[layer])
                }
            }
        }
        addLinear("output", outputs: shape.outputs, inputs: widths.last ?? inputs)
    }

    private mutating func addLinear(_ name: String, outputs: Int, inputs: Int) {
        all.append(Entry(name: name + ".weight", shape: [outputs, inputs]))
        all.append(Entry(name: name + ".bias", shape: [outputs]))
    }

    private mutating func addDense(_ name: String, outputs: Int, inputs: Int) {
        guard normalization != .weight else {
            all.append(Entry(name: name + ".weight_v", shape: [outputs, inputs]))
            all.append(Entry(name: name + ".weight_g", shape: [outputs]))
            all.append(Entry(name: name + ".bias", shape: [outputs]))
            return
        }
        addLinear(name, outputs: outputs, inputs: inputs)
        guard normalization != .none else { return }
        let prefix = name + (normalization == .batch ? ".bn" : ".ln")
        all.append(Entry(name: prefix + ".gamma", shape: [outputs]))
        all.append(Entry(name: prefix + ".beta", shape: [outputs]))
        if normalization == .batch {
            all.append(Entry(name: prefix + ".running_mean", shape: [outputs], isStatistic: true))
            all.append(Entry(name: prefix + ".running_var", shape: [outputs], isStatistic: true))
        }
    }
}

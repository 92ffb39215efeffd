import Kernels

extension Network {
    /// The output of a hidden layer, or of a block of a residual network.
    public struct HiddenOutput {
        /// The layer, counted from 1 after the input.
        public let layer: Int
        /// Rows x units, valid until the next pass.
        public let values: Matrix
    }

    /// Computes the output of each hidden layer for a batch: after normalisation, activation and dropout, of residual
    /// networks after the block.
    ///
    /// In training mode the running statistics of batch normalisation move on, as in any step.
    ///
    /// - Parameters:
    ///   - input: rows x features.
    ///   - dropout: where the decisions of dropout come from in training mode; nil for inference mode.
    /// - Returns: one output a hidden layer; a projection of the input before the first layer is none.
    public func hiddenOutputs(_ input: Matrix, dropout: DropoutSource?) -> [HiddenOutput] {
        let mode: Mode = dropout.map { .training(dropout: $0) } ?? .inference
        var outputs: [HiddenOutput] = []
        var current = input
        for (layer, blueprint) in zip(hidden, blueprint.hidden) {
            current = layer.forward(current, mode: mode)
            guard blueprint.isHiddenOutput else { continue }
            outputs.append(HiddenOutput(layer: outputs.count + 1, values: current))
        }
        return outputs
    }
}

extension Hyperparameters {
    /// The width of each hidden layer's output, of residual networks of each block's.
    ///
    /// - Parameters:
    ///   - connection: the kind of network.
    ///   - shape: features and outputs, from which conic widths follow.
    public func hiddenWidths(_ connection: MethodDefinition.Connection, shape: NetworkShape) -> [Int] {
        let units = hiddenUnits ?? shape.inputs
        guard connection == .plain else { return Array(repeating: units, count: layers) }
        return Architecture.widths(self, units: units, outputs: shape.outputs)
    }
}

/// What a network is asked to map to what.
public struct NetworkShape: Sendable, Hashable {
    /// What the outputs mean.
    public enum Loss: String, Sendable, CaseIterable, Codable {
        /// One of several classes: softmax cross entropy, mean over the batch.
        case softmax
        /// Several labels that are true, false or missing: sigmoid cross entropy, mean over batch x labels.
        case sigmoid
    }

    /// The number of features.
    public var inputs: Int
    /// The number of classes or labels.
    public var outputs: Int
    /// What the outputs mean.
    public var loss: Loss

    /// Makes a shape.
    public init(inputs: Int, outputs: Int, loss: Loss = .softmax) {
        self.inputs = inputs
        self.outputs = outputs
        self.loss = loss
    }
}

import Networks

/// What a training demands of a machine, predicted from numbers alone.
public struct Workload: Sendable, Hashable {
    /// The floating-point operations of all epochs, training and evaluation.
    public var operations: Double
    /// The layers that all steps go through: what costs time however small the matrices are.
    public var layerPasses: Double
    /// The memory of the network, in bytes.
    public var bytes: Double

    /// Predicts the workload of a training.
    ///
    /// Six operations a weight and training row, two a weight and evaluated row; parameters, and activations, slopes
    /// and gradients of a batch.
    ///
    /// - Parameters:
    ///   - features: the inputs of the network.
    ///   - outputs: its outputs.
    ///   - trainingRows: the rows of an epoch.
    ///   - evaluatedRows: the validation and test rows, gone through after each epoch.
    ///   - connection: how layers are connected.
    ///   - normalization: what is normalised; weight normalisation keeps weights twice more.
    ///   - hiddenUnits: the width; as many as features where nil.
    ///   - layers: the hidden layers or blocks.
    ///   - bottleneck: the share of a residual block's inner width.
    ///   - epochs: the epochs.
    ///   - batchSize: the rows of a step.
    public init(
        features: Int, outputs: Int, trainingRows: Int, evaluatedRows: Int, connection: MethodDefinition.Connection,
        normalization: MethodDefinition.Normalization, hiddenUnits: Int?, layers: Int, bottleneck: Double?, epochs: Int,
        batchSize: Int
    ) {
        let inputs = Double(features)
        let units = Double(hiddenUnits ?? features)
        let depth = Double(layers)
        let hiddenWeights: Double
        let mapsALayer: Double
        switch connection {
        // The first of the plain layers is the one from the input.
        case .plain: (hiddenWeights, mapsALayer) = ((depth - 1) * units * units, 1)
        case .highway: (hiddenWeights, mapsALayer) = (depth * 2 * units * units, 2)
        case .residual: (hiddenWeights, mapsALayer) = (depth * 2 * units * units * (bottleneck ?? 1), 2)
        }
        let weights = inputs * units + hiddenWeights + units * Double(outputs)
        let rows = 6 * Double(trainingRows) + 2 * Double(evaluatedRows)
        operations = weights * rows * Double(epochs)
        let batch = Double(max(1, batchSize))
        let steps = (Double(trainingRows) / batch).rounded(.up) + (Double(evaluatedRows) / batch).rounded(.up) / 3
        layerPasses = steps * (depth * mapsALayer + 2) * Double(epochs)
        // Normalised activations keep the input of the normalisation beside its output.
        let activationsALayer: Double = normalization == .batch || normalization == .layer ? 3 : 1.5
        let copies: Double = normalization == .weight ? 3 : 1
        bytes = 4 * (copies * weights + batch * (inputs + units * (activationsALayer * depth * mapsALayer + 2)))
    }
}

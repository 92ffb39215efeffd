/// The hyperparameters of a configuration.
public struct Hyperparameters: Sendable, Hashable, Codable {
    /// How the widths of the layers follow each other.
    public enum Form: String, Sendable, CaseIterable, Codable {
        /// All layers have one width; residual blocks have two layers.
        case rectangular
        /// The widths fall geometrically from the first layer to the outputs.
        case conic
        /// Residual blocks of three layers with a bottleneck.
        case diavolo
    }

    /// The units of the first hidden layer; none for highway layers as wide as the input.
    public var hiddenUnits: Int?
    /// The number of hidden layers; of residual networks the number of blocks.
    public var layers: Int
    /// The learning rate of gradient descent.
    public var learningRate: Double
    /// The share of units that dropout drops, at least 0 and below 1.
    public var dropoutRate: Double
    /// How the widths follow each other; none for highway layers.
    public var form: Form?
    /// The width of a residual block's inner layers as a share of its outer width.
    public var bottleneck: Double?
    /// What each weight adds to its gradient, times itself.
    public var l2Penalty: Double
    /// The widths of the hidden layers one by one, instead of units, layers and form; plain networks only.
    public var widths: [Int]?

    /// Makes hyperparameters.
    public init(
        hiddenUnits: Int?, layers: Int, learningRate: Double, dropoutRate: Double = 0, form: Form? = .rectangular,
        bottleneck: Double? = nil, l2Penalty: Double = 0, widths: [Int]? = nil
    ) {
        self.widths = widths
        self.hiddenUnits = hiddenUnits
        self.layers = layers
        self.learningRate = learningRate
        self.dropoutRate = dropoutRate
        self.form = form
        self.bottleneck = bottleneck
        self.l2Penalty = l2Penalty
    }
}

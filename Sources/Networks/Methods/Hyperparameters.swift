import Formats

/// The hyperparameters of a configuration.
public struct Hyperparameters: Sendable, Hashable {
    /// How the widths of the layers follow each other.
    public enum Form: String, Sendable, CaseIterable, FieldValue {
        /// All layers have one width; residual blocks have two layers.
        case rectangular
        /// The widths fall geometrically from the first layer to the outputs.
        case conic
        /// Residual blocks of three layers with a bottleneck.
        case diavolo

        /// The forms that a kind of network can have; highway layers have none.
        public static func allowed(_ connection: MethodDefinition.Connection) -> [Form] {
            switch connection {
            case .plain: [.rectangular, .conic]
            case .highway: []
            case .residual: [.rectangular, .diavolo]
            }
        }
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

extension Hyperparameters: FieldRecord {
    /// What a hyperparameter is where a record has none.
    public static let standard = Hyperparameters(hiddenUnits: nil, layers: 1, learningRate: 0.01, form: nil)

    /// The hyperparameters as they are stored, hashed, read, listed in grids and shown; a new one is a line here.
    ///
    /// Combinations of a grid run in this order, the last one fastest.
    public static let fields: [Field<Hyperparameters>] = [
        Field(
            "widths", \.widths, .integers(1...1_000_000), axis: Field.Axis("widths", isAlwaysWritten: false),
            help: "the widths of the hidden layers one by one, instead of units, layers and form"),
        Field(
            "hidden_units", \.hiddenUnits, .integer(1...16384), stored: .integer(1...1_000_000), axis: "hidden_units",
            help: "the units of the first hidden layer; highway: as wide as the input where there is none"),
        Field(
            "layers", \.layers, .integer(1...1024), stored: .integer(0...100_000), axis: "layers", isRequired: true,
            help: "the hidden layers; of residual networks blocks"),
        Field(
            "learning_rate", \.learningRate, .number(.above(0, through: 1e6)), stored: .number(.all),
            axis: "learning_rates", isRequired: true, help: "the learning rate of gradient descent"),
        Field(
            "dropout_rate", \.dropoutRate, .number(.from(0, below: 1), noun: "rate"), axis: "dropout_rates",
            help: "the share of units that dropout drops"),
        Field(
            "form", \.form, .choice(Form.self), axis: "forms",
            help: "how widths follow each other; plain: rectangular, conic; residual: rectangular, diavolo"),
        Field(
            "bottleneck", \.bottleneck, .number(.above(0, through: 1), noun: "share"), axis: "bottlenecks",
            help: "the inner width of residual blocks as a share of the outer one"),
        Field(
            "l2_penalty", \.l2Penalty, .number(.from(0, through: 1e6)), stored: .number(.all), axis: "l2_penalties",
            help: "what each weight adds to its gradient, times itself"),
    ]
}

import Kernels

/// What kind of network a method trains: all that is not a hyperparameter.
///
/// The whole definition, not only its name, is part of the identity of every unit trained with it.
public struct MethodDefinition: Sendable, Hashable, Codable {
    /// How initial weights are drawn; biases begin at 0.
    public enum Initialization: String, Sendable, CaseIterable, Codable {
        /// Normal with variance 1 / fan-in (LeCun et al. 1998).
        case lecun
        /// Normal with variance 2 / fan-in (He et al. 2015), also called MSRA or Kaiming.
        case msra

        /// The variance of a weight times its fan-in.
        public var gain: Double { self == .lecun ? 1 : 2 }
    }

    /// What is normalised in each hidden layer.
    public enum Normalization: String, Sendable, CaseIterable, Codable {
        /// Nothing.
        case none
        /// Each unit over the batch (Ioffe and Szegedy 2015).
        case batch
        /// Each row over its units (Ba et al. 2016).
        case layer
        /// The weights (Salimans and Kingma 2016).
        case weight
    }

    /// Where activations are normalised.
    public enum NormalizationPlace: String, Sendable, CaseIterable, Codable {
        /// Between the linear map and the activation function.
        case beforeActivation = "before_activation"
        /// After the activation function.
        case afterActivation = "after_activation"
    }

    /// How a layer's input reaches its output beside the layer itself.
    public enum Connection: String, Sendable, CaseIterable, Codable {
        /// Not at all.
        case plain
        /// By a learned gate (Srivastava et al. 2015).
        case highway
        /// By addition, around blocks of layers (He et al. 2015).
        case residual
    }

    /// The name, as `--method` takes it.
    public var name: String
    /// The activation function of hidden layers.
    public var activation: Activation
    /// How weights are drawn.
    public var initialization: Initialization
    /// What is normalised.
    public var normalization: Normalization
    /// Where activations are normalised; has no effect for `none` and `weight`.
    public var normalizationPlace: NormalizationPlace
    /// Plain, highway or residual.
    public var connection: Connection
    /// What dropout does where the rate is above 0.
    public var dropout: Dropout.Kind

    /// Makes a definition; what is left out is what most methods share.
    public init(
        name: String, activation: Activation = .relu, initialization: Initialization = .msra,
        normalization: Normalization = .none, normalizationPlace: NormalizationPlace = .beforeActivation,
        connection: Connection = .plain, dropout: Dropout.Kind = .standard
    ) {
        self.name = name
        self.activation = activation
        self.initialization = initialization
        self.normalization = normalization
        self.normalizationPlace = normalizationPlace
        self.connection = connection
        self.dropout = dropout
    }
}

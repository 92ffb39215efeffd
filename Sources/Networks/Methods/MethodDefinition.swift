import Formats
import Formulas
import Kernels

/// What kind of network a method trains: all that is not a hyperparameter.
///
/// The whole definition, not only its name, is part of the identity of every unit trained with it.
public struct MethodDefinition: Sendable, Hashable {
    /// How initial weights are drawn; biases begin at 0.
    public enum Initialization: Sendable, Hashable, FieldValue {
        /// Normal with variance 1 / fan-in (LeCun et al. 1998).
        case lecun
        /// Normal with variance 2 / fan-in (He et al. 2015), also called MSRA or Kaiming.
        case msra
        /// Normal with variance gain^2 / fan-in.
        case gain(Double)

        /// The words for those that have one.
        public static let names = ["lecun", "msra"]

        /// The gains that are accepted.
        public static let gains = FieldRange.NumberRange.above(0, through: 1000)

        /// The variance of a weight times its fan-in.
        public var variance: Double {
            switch self {
            case .lecun: 1
            case .msra: 2
            case .gain(let gain): gain * gain
            }
        }

        /// The word, or an object with the gain.
        public var json: CanonicalJSON {
            switch self {
            case .lecun: "lecun"
            case .msra: "msra"
            case .gain(let gain): ["gain": gain.json]
            }
        }

        /// Reads a word or an object with a gain.
        public init?(json: CanonicalJSON) {
            switch json {
            case "lecun": self = .lecun
            case "msra": self = .msra
            case .object(let members):
                guard members.count == 1, let gain = members["gain"].flatMap(Double.init(json:)),
                    Self.gains.contains(gain)
                else { return nil }
                self = .gain(gain)
            default: return nil
            }
        }
    }

    /// What is normalised in each hidden layer.
    public enum Normalization: String, Sendable, CaseIterable, FieldValue {
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
    public enum NormalizationPlace: String, Sendable, CaseIterable, FieldValue {
        /// Between the linear map and the activation function.
        case beforeActivation = "before_activation"
        /// After the activation function.
        case afterActivation = "after_activation"
    }

    /// How a layer's input reaches its output beside the layer itself.
    public enum Connection: String, Sendable, CaseIterable, FieldValue {
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
    /// The convolutions and pooling layers before the first hidden layer; none for most networks.
    public var convolution: [ConvolutionStep] = []

    /// Whether activations are normalised, so that the place matters.
    public var hasNormalizationPlace: Bool { normalization == .batch || normalization == .layer }

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

extension Activation: FieldValue {
    /// The name of a function of the program's own; of a formula an object with its canonical text and its constants.
    public var json: CanonicalJSON {
        guard let formula else { return .string(rawValue) }
        var members: [String: CanonicalJSON] = ["formula": .string(formula.text)]
        if !formula.constants.isEmpty { members["constants"] = .object(formula.constants.mapValues { .number($0) }) }
        return .object(members)
    }

    /// Reads a name, or an object with a formula and its constants.
    public init?(json: CanonicalJSON) {
        if let name = json.stringValue {
            self.init(rawValue: name)
            return
        }
        guard case .object(let members) = json, let text = members["formula"]?.stringValue,
            members.keys.allSatisfy({ $0 == "formula" || $0 == "constants" })
        else { return nil }
        var constants: [String: Double] = [:]
        if let object = members["constants"] {
            guard case .object(let values) = object else { return nil }
            constants = values.compactMapValues(\.doubleValue)
            guard constants.count == values.count else { return nil }
        }
        guard let formula = try? Formula(text, constants: constants) else { return nil }
        self.init(formula)
    }
}
extension Dropout.Kind: FieldValue {}

extension MethodDefinition: FieldRecord {
    /// What most methods share; the name is given to each.
    public static let standard = MethodDefinition(name: "")

    /// The definition as it is stored, hashed, read from files and shown; a new part of it is a line here.
    public static let fields: [Field<MethodDefinition>] = [
        Field(
            "activation", \.activation,
            .wordOrObject(Activation.allCases.map(\.rawValue), object: "a formula as { formula: \"x * sigmoid(x)\" }"),
            isRequired: true, help: "the activation function of hidden layers"),
        Field(
            "initialization", \.initialization,
            .wordOrObject(Initialization.names, object: "a gain as { gain: 1.3 }, in files also self_normalizing"),
            help:
                "how weights are drawn: lecun (variance 1/fan-in), msra (2/fan-in), a gain (gain^2/fan-in); self_normalizing is the gain that keeps the second moment"
        ),
        Field(
            "normalization", \.normalization, .choice(Normalization.self),
            help: "what is normalised; highway networks have none"),
        Field(
            "normalization_place", \.normalizationPlace, .choice(NormalizationPlace.self),
            help: "where activations are normalised; for batch and layer"),
        Field(
            "connection", \.connection, .choice(Connection.self),
            help: "how a layer's input reaches its output beside the layer"),
        Field("dropout", \.dropout, .choice(Dropout.Kind.self), help: "what dropout does where its rate is above 0"),
        Field(
            "convolution", \.convolution, .objects(words: ConvolutionStep.words), isAbsentAtDefault: true,
            help:
                "convolutions with the activation, and maximum pooling, before the hidden layers; for plain networks without normalization on tasks of images"
        ),
    ]
}

extension MethodDefinition {
    /// Self-normalising network: SELU, LeCun initialisation, alpha dropout (Klambauer and others 2017).
    public static let snn = MethodDefinition(
        name: "snn", activation: .selu, initialization: .lecun, dropout: .alpha)

    /// ReLU with MSRA initialisation and no normalisation (He and others 2015).
    public static let msra = MethodDefinition(name: "msra")

    /// ReLU after batch normalisation (Ioffe and Szegedy 2015).
    public static let batchnorm = MethodDefinition(name: "batchnorm", normalization: .batch)

    /// ReLU after layer normalisation (Ba and others 2016).
    public static let layernorm = MethodDefinition(name: "layernorm", normalization: .layer)

    /// ReLU with normalised weights (Salimans and Kingma 2016).
    public static let weightnorm = MethodDefinition(name: "weightnorm", normalization: .weight)

    /// Highway layers with ReLU (Srivastava and others 2015).
    public static let highway = MethodDefinition(name: "highway", connection: .highway)

    /// Residual blocks of batch-normalised ReLU layers (He and others 2015).
    public static let resnet = MethodDefinition(name: "resnet", normalization: .batch, connection: .residual)

    /// The seven methods of the paper, in the order of its tables.
    public static let builtIn: [MethodDefinition] = [
        snn, msra, batchnorm, weightnorm, layernorm, highway, resnet,
    ]
}

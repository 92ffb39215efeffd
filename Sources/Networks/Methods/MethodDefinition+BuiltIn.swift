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

import Formulas

extension Formula {
    /// The program's own activations as formulas, by the names that method files use.
    ///
    /// SELU's constants are those of the fixed point (0, 1); GELU is the exact one, with the error function.
    public static let builtIn: [(name: String, text: String, constants: [String: Double])] = [
        ("identity", "x", [:]),
        ("relu", "relu(x)", [:]),
        (
            "selu", "x > 0 ? lambda * x : lambda * alpha * expm1(x)",
            ["alpha": SELUParameters.standard.alpha, "lambda": SELUParameters.standard.lambda]
        ),
        ("elu", "x > 0 ? x : expm1(x)", [:]),
        ("leaky_relu", "x > 0 ? x : 0.01 * x", [:]),
        ("gelu", "0.5 * x * (1 + erf(x / sqrt(2)))", [:]),
        ("silu", "x * sigmoid(x)", [:]),
        ("tanh", "tanh(x)", [:]),
        ("sigmoid", "sigmoid(x)", [:]),
    ]
}

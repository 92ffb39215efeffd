/// An activation function.
public enum Activation: String, Sendable, CaseIterable, Codable {
    /// x.
    case identity
    /// max(x, 0).
    case relu
    /// lambda x for x > 0, lambda alpha (e^x - 1) otherwise, with the fixed point at mean 0 and variance 1
    /// (Klambauer et al. 2017, equation 2).
    case selu
    /// x for x > 0, e^x - 1 otherwise (Clevert et al. 2015).
    case elu
    /// x for x > 0, 0.01 x otherwise (Maas et al. 2013).
    case leakyRelu = "leaky_relu"
    /// x times the probability that a normal variate is below x (Hendrycks and Gimpel 2016), not its tanh
    /// approximation.
    case gelu
    /// x / (1 + e^-x).
    case silu
    /// The hyperbolic tangent.
    case tanh
    /// 1 / (1 + e^-x).
    case sigmoid
}

/// The constants of SELU and of alpha dropout for the fixed point (0, 1).
///
/// From the closed form of Klambauer et al. 2017 (equation 14), computed with 40 digits.
public enum SELU {
    /// alpha01.
    public static let alpha = 1.673_263_242_354_377_284_8
    /// lambda01.
    public static let lambda = 1.050_700_987_355_480_493_4
    /// The value at minus infinity, -lambda01 alpha01: what alpha dropout sets dropped units to.
    public static let saturation = -1.758_099_340_847_376_859_9
}

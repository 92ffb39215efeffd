import Formulas

/// An activation function: one of the program's own, by its name (`ActivationFunction`), or a formula.
public struct Activation: Sendable {
    /// All functions, in the order in which they are listed; a new one is a line here and a type.
    static let functions: [any ActivationFunction.Type] = [
        IdentityFunction.self, ReLUFunction.self, SELUFunction.self, ELUFunction.self, LeakyReLUFunction.self,
        GELUFunction.self, SiLUFunction.self, TanhFunction.self, SigmoidFunction.self,
    ]

    /// x.
    public static let identity = Activation(IdentityFunction.self)
    /// max(x, 0).
    public static let relu = Activation(ReLUFunction.self)
    /// lambda x for x > 0, lambda alpha (e^x - 1) otherwise, with the fixed point at mean 0 and variance 1
    /// (Klambauer and others 2017, equation 2).
    public static let selu = Activation(SELUFunction.self)
    /// x for x > 0, e^x - 1 otherwise (Clevert and others 2015).
    public static let elu = Activation(ELUFunction.self)
    /// x for x > 0, 0.01 x otherwise (Maas and others 2013).
    public static let leakyRelu = Activation(LeakyReLUFunction.self)
    /// x times the probability that a normal variate is below x (Hendrycks and Gimpel 2016), not its tanh
    /// approximation.
    public static let gelu = Activation(GELUFunction.self)
    /// x / (1 + e^-x).
    public static let silu = Activation(SiLUFunction.self)
    /// The hyperbolic tangent.
    public static let tanh = Activation(TanhFunction.self)
    /// 1 / (1 + e^-x).
    public static let sigmoid = Activation(SigmoidFunction.self)

    /// What computes it.
    enum Kind: Sendable {
        /// A function with passes compiled for it.
        case builtIn(any ActivationFunction.Type)
        /// A formula, executed block by block.
        case formula(Formula, FormulaProgram)
    }

    let kind: Kind

    init(_ function: any ActivationFunction.Type) { kind = .builtIn(function) }

    /// Makes the activation that a formula says.
    public init(_ formula: Formula) { kind = .formula(formula, FormulaProgram(formula)) }

    /// The formula, where it is none of the program's own functions.
    public var formula: Formula? {
        if case .formula(let formula, _) = kind { return formula }
        return nil
    }
}

extension Activation: RawRepresentable, Hashable, CaseIterable, CustomStringConvertible {
    /// The name, as method files and results have it; of a formula its canonical text, with its constants behind it.
    public var rawValue: String {
        switch kind {
        case .builtIn(let function): function.name
        case .formula(let formula, _):
            ([formula.text] + formula.constants.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" })
                .joined(separator: ", ")
        }
    }

    /// Finds one of the program's own functions by its name.
    public init?(rawValue: String) {
        guard let function = Activation.functions.first(where: { $0.name == rawValue }) else { return nil }
        self.init(function)
    }

    /// All of the program's own functions.
    public static var allCases: [Activation] { functions.map { Activation($0) } }

    /// The name.
    public var description: String { rawValue }

    /// Functions of one name are one, and formulas of one text and constants.
    public static func == (left: Activation, right: Activation) -> Bool {
        (left.formula == nil) == (right.formula == nil) && left.rawValue == right.rawValue
    }

    /// Takes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
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

extension CaseIterable where Self: RawRepresentable, RawValue == String {
    /// The names of all cases, for messages.
    package static var allNames: String { allCases.map(\.rawValue).joined(separator: ", ") }
}

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The functions of one argument that a formula may call.
public enum FormulaFunction: String, Sendable, Hashable, CaseIterable {
    /// e to the power of the argument.
    case exp
    /// exp(u) - 1 without cancellation about 0.
    case expm1
    /// The natural logarithm.
    case log
    /// log(1 + u) without cancellation about 0.
    case log1p
    /// The square root.
    case sqrt
    /// The magnitude; its slope at 0 is 0.
    case abs
    /// -1, 0 or 1; its slope is 0 everywhere.
    case sign
    /// The hyperbolic tangent.
    case tanh
    /// 1 / (1 + exp(-u)).
    case sigmoid
    /// log(1 + exp(u)).
    case softplus
    /// The error function.
    case erf
    /// The sine, of radians.
    case sin
    /// The cosine, of radians.
    case cos
    /// The arc tangent, in radians.
    case atan
    /// u above 0, else 0; its slope at 0 is 0.
    case relu

    /// The function of a double, by the system's mathematics library.
    func callAsFunction(_ u: Double) -> Double {
        switch self {
        case .exp: systemExp(u)
        case .expm1: systemExpm1(u)
        case .log: systemLog(u)
        case .log1p: systemLog1p(u)
        case .sqrt: u.squareRoot()
        case .abs: u.magnitude
        case .sign: u > 0 ? 1 : u < 0 ? -1 : u == 0 ? 0 : u
        case .tanh: systemTanh(u)
        case .sigmoid: u >= 0 ? 1 / (1 + systemExp(-u)) : systemExp(u) / (1 + systemExp(u))
        case .softplus: (u > 0 ? u : 0) + systemLog1p(systemExp(-u.magnitude))
        case .erf: systemErf(u)
        case .sin: systemSin(u)
        case .cos: systemCos(u)
        case .atan: systemAtan(u)
        case .relu: u > 0 ? u : u <= 0 ? 0 : u
        }
    }
}

// The names of the system's functions are hidden inside the type by those of its cases.
private func systemExp(_ u: Double) -> Double { exp(u) }
private func systemExpm1(_ u: Double) -> Double { expm1(u) }
private func systemLog(_ u: Double) -> Double { log(u) }
private func systemLog1p(_ u: Double) -> Double { log1p(u) }
private func systemTanh(_ u: Double) -> Double { tanh(u) }
private func systemErf(_ u: Double) -> Double { erf(u) }
private func systemSin(_ u: Double) -> Double { sin(u) }
private func systemCos(_ u: Double) -> Double { cos(u) }
private func systemAtan(_ u: Double) -> Double { atan(u) }

/// A power by the system's mathematics library.
func systemPower(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

/// 1 - erf(u) by the system's mathematics library.
func systemComplementaryError(_ u: Double) -> Double { erfc(u) }

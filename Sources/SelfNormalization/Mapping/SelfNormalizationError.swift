/// Why something of the theory cannot be computed.
public enum SelfNormalizationError: Error, Equatable, Sendable, CustomStringConvertible {
    /// An argument lies where the formulas mean nothing.
    case outsideDomain(String)
    /// No SELU with positive parameters maps this point to itself.
    case noFixedPoint(mean: Double, variance: Double)
    /// The iteration did not come to rest.
    case noConvergence(steps: Int, omega: Double, tau: Double)

    /// One line that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .outsideDomain(let text): text
        case .noFixedPoint(let mean, let variance):
            "no SELU with positive alpha and lambda has the fixed point mean \(mean), variance \(variance); "
                + "choose a mean nearer to 0"
        case .noConvergence(let steps, let omega, let tau):
            "no fixed point after \(steps) iterations for omega \(omega), tau \(tau); "
                + "choose tau nearer to 1 or another start"
        }
    }
}

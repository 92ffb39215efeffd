/// A claim of the paper beside our numbers, with a verdict.
struct Claim: Equatable, Sendable {
    /// Whether our numbers bear the claim out.
    enum Verdict: String, Sendable {
        case holds
        case doesNotHold = "does not hold"
        case notEnoughData = "not enough data"
    }

    /// What the paper says.
    let statement: String
    /// The paper's numbers.
    let paper: String
    /// Ours; `nil` where the results file has none of the kind.
    let ours: String?
    /// Whether ours bear it out.
    let verdict: Verdict
    /// By what rule, and what limits it.
    let reason: String
}

/// The check of everything in the paper's theory that can be computed, number by number.
///
/// "Proved" is said only of what interval arithmetic showed for every point of a domain. The proofs take for granted that the
/// processor rounds sums, products, quotients and roots to nearest, and that exp, erfc and erfcx are within
/// ``Interval/functionMargin`` units in the last place.
public struct TheoryCheck: Sendable {
    /// The findings, in the order of the paper.
    public let findings: [Finding]

    /// Whether nothing failed.
    public var isConfirmed: Bool { findings.allSatisfy { $0.verdict != .fails } }

    /// The parts that findings are about, in order.
    public static let parts = [
        "SELU", "Jacobian", "Theorem 1", "Lemmas 6 to 12", "Appendix A6", "Theorem 2", "Theorem 3", "Fixed points",
        "Alpha dropout", "Slips in print",
    ]

    /// Checks everything; takes a few seconds.
    ///
    /// - Parameter progress: told the name of each part before it is checked.
    public static func run(progress: (String) -> Void = { _ in }) -> TheoryCheck {
        let prover = Prover()
        let checks: [(Prover) -> [Finding]] = [
            constants, jacobian, theorem1, lemmas, derivatives, theorem2, theorem3, fixedPoints, alphaDropout, slips,
        ]
        var findings: [Finding] = []
        for (part, check) in zip(parts, checks) {
            progress(part)
            findings += check(prover)
        }
        return TheoryCheck(findings: findings)
    }
}

extension TheoryCheck {
    /// The domains of the theorems, by name and in words.
    public static var domains: [(name: String, description: String)] {
        [TheoremDomain.theorem1, .lemma12, .theorem2, .theorem3, .theorem3Second].map {
            ($0.name == "Lemma 12" ? "Lemmas 6 to 12 and appendix A6" : $0.name, $0.description)
        }
    }
}

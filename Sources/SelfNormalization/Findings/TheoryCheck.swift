/// The check of everything in the paper's theory that can be computed, number by number.
///
/// "Proved" is said only of what interval arithmetic showed for every point of a domain. The proofs take for granted
/// that the processor rounds sums, products, quotients and roots to nearest, and that exp, erfc and erfcx are within
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

/// What is wrong in print, and what was meant.
extension TheoryCheck {
    /// The slips, each shown by a number.
    static func slips(_ prover: Prover) -> [Finding] {
        [halfOfEquation71(prover), rangeOfLemma9(prover), rangeOfTheorem3(prover)] + argumentsOfTheorem3(prover)
    }

    /// Equation 71: the first line lacks the factor one half.
    private static func halfOfEquation71(_ prover: Prover) -> Finding {
        let point = MapPoint(mean: Interval(0), omega: Interval(0), variance: Interval(1), tau: Interval(1))
        let norm = prover.map.jacobian(point).largestSingularValue
        let printed = 0.7877
        let isSlip =
            (2 * norm).lower > 1.5 && norm.intersection(Interval(decimal: printed - 5e-5, printed + 5e-5)) == norm
        return .claim(
            "Equation 71", "the first line without its 1/2 at (0, 1)", printed: "0.7877", 2 * norm, isTrue: isSlip,
            basis: .enclosed, remark: "twice the norm; with the 1/2 it is the printed one", verdict: .misprint)
    }

    /// Lemma 9: nu in [0.8, 15] is meant to be [0.8, 1.5].
    private static func rangeOfLemma9(_ prover: Prover) -> Finding {
        let point = MapPoint(mean: Interval(0), omega: Interval(0), variance: Interval(15), tau: Interval(1))
        let variance = prover.map.moments(point).variance
        return .claim(
            "Lemma 9", "variance at nu = 15, in the printed range [0.8, 15]", printed: "< 1.636023", variance,
            isTrue: variance.lower > 1.636023, basis: .enclosed,
            remark: "the range is [0.8, 1.5], on which the lemma holds", verdict: .misprint)
    }

    /// Theorem 3: the main text starts at nu = 0.02, the proof in the appendix at 0.05; the claim holds from 0.02.
    private static func rangeOfTheorem3(_ prover: Prover) -> Finding {
        let growths = [TheoremDomain.theorem3, .theorem3Second].map {
            prover.extreme(.smallest, .varianceGrowth, over: $0)
        }
        return .claim(
            "Theorem 3", "the appendix proves it from 0.05, the main text says 0.02", printed: "0.02",
            growths.first?.value, isTrue: growths.allSatisfy { $0.value.lower > 0 },
            basis: growths.first?.basis ?? .computed, remark: "the growth is positive from 0.02 on", verdict: .misprint)
    }

    /// Theorem 3: the arguments (0.01, 0.01, ...) of the smallest second moments are mu = omega = 0.1.
    private static func argumentsOfTheorem3(_ prover: Prover) -> [Finding] {
        [("0.0662727", 0.8), ("0.0738404", 0.9)].map { printed, tau in
            func second(_ coordinate: Double) -> Interval {
                let range = Interval(decimal: coordinate, coordinate)
                return prover.map.moments(
                    MapPoint(
                        mean: range, omega: range, variance: Interval(decimal: 0.05, 0.05),
                        tau: Interval(decimal: tau, tau))
                ).secondMoment
            }
            let asPrinted = second(0.01)
            let meant = second(0.1)
            let number = Finding.number(printed) ?? (.nan, 0)
            return .claim(
                "Theorem 3", "second moment at (0.01, 0.01, 0.05, \(tau))", printed: printed, asPrinted,
                isTrue: asPrinted.lower > number.value + 1e-3 && abs(meant.middle - number.value) <= number.unit,
                basis: .enclosed, remark: "mu = omega = 0.1 gives \(rounded(meant.middle, digits: 7))",
                verdict: .misprint)
        }
    }
}

import Formats
import Statistics

/// Every paired statistic of a user's two methods, each with its convention.
public struct PairReport: Sendable {
    /// A p-value in the report's table.
    public struct Line: Sendable {
        /// The test: `exact`, `normal-corrected`, `normal`, `r`, `scipy` or `sign`.
        public let test: String
        /// What becomes of zeros.
        public let zeros: String
        /// The alternative.
        public let alternative: String
        /// The p-value.
        public let p: Double
        /// The standardised rank sum, positive where x is larger; none for an exact p.
        public let z: Double?
        /// The number of ranked pairs.
        public let used: Int
        /// The sums of the ranks of positive and of negative differences.
        public let rankSums: (plus: Double, minus: Double)
        /// All of it in words.
        public let convention: String
    }

    /// The numbers.
    public let numbers: PairedNumbers
    /// The comparison by an exact test, by the normal approximation above 2000 pairs.
    public let comparison: PairedComparison
    /// The signed-rank test under every convention.
    public let survey: SignedRankSurvey
    /// The test that was asked for in the file.
    public let chosen: WilcoxonSignedRankResult?
    /// What became of zeros in the interval.
    public let zeroMethod: ZeroMethod
    /// Whether the two differ by less than the rope; nil where that is 0, and above 2000 pairs.
    public let equivalence: EquivalenceTest?
    /// The mean difference with its interval over tasks drawn again; nil for one pair.
    public let bootstrap: DifferenceBootstrap?
    /// Cliff's delta, the samples taken as not paired; nil where only differences are given.
    public let cliffsDelta: Double?
    /// The A of Vargha and Delaney, likewise.
    public let varghaDelaneyA: Double?

    /// Computes everything.
    public init(_ numbers: PairedNumbers) throws {
        self.numbers = numbers
        var options = PairedComparison.Options()
        if numbers.differences.count > 2000 { options.wilcoxon.mode = .normal(continuityCorrection: false) }
        options.confidence = numbers.confidence
        options.rope = numbers.rope
        options.order = numbers.order
        options.wilcoxon.zeroMethod = numbers.test?.zeroMethod ?? numbers.zeroMethod
        zeroMethod = options.wilcoxon.zeroMethod
        options.draws = 0
        comparison = try PairedComparison(numbers.differences, options: options)
        survey = try SignedRankSurvey(numbers.differences)
        chosen = try numbers.test?.run(numbers.differences, order: numbers.order)
        equivalence =
            numbers.rope > 0 && numbers.differences.count <= 2000
            ? try EquivalenceTest(numbers.differences, margin: numbers.rope) : nil
        bootstrap =
            numbers.differences.count > 1
            ? try DifferenceBootstrap(
                numbers.differences.values, confidence: numbers.confidence, seed: numbers.seed) : nil
        cliffsDelta = try numbers.values.map { try EffectSize.cliffsDelta(x: $0.x, y: $0.y) }
        varghaDelaneyA = try numbers.values.map { try EffectSize.varghaDelaneyA(x: $0.x, y: $0.y) }
        bayesian = try BayesianSignedRankTest(
            numbers.differences, rope: numbers.rope, priorStrength: numbers.priorStrength,
            draws: numbers.draws ?? max(1000, min(200_000, 50_000_000 / numbers.differences.count)),
            seed: numbers.seed)
    }

    /// The Bayesian signed-rank test.
    public let bayesian: BayesianSignedRankTest

    /// Every p-value, for a table.
    public var lines: [Line] {
        var lines: [Line] = []
        func add(_ test: String, _ zeros: ZeroMethod, _ results: [Alternative: WilcoxonSignedRankResult]) {
            for alternative in Alternative.allCases {
                guard let result = results[alternative] else { continue }
                lines.append(
                    Line(
                        test: test, zeros: zeros.rawValue, alternative: alternative.rawValue, p: result.p, z: result.z,
                        used: result.ranked, rankSums: (result.rankSumPlus, result.rankSumMinus),
                        convention: result.convention))
            }
        }
        for row in survey.rows {
            add("exact", row.zeroMethod, row.exact)
            add("normal-corrected", row.zeroMethod, row.corrected)
            add("normal", row.zeroMethod, row.uncorrected)
            add("scipy", row.zeroMethod, row.scipy)
        }
        add("r", .wilcox, survey.r)
        for alternative in Alternative.allCases {
            let test = SignTest(numbers.differences, alternative: alternative)
            lines.append(
                Line(
                    test: "sign", zeros: "wilcox", alternative: alternative.rawValue, p: test.p, z: nil,
                    used: test.positive + test.negative,
                    rankSums: (Double(test.positive), Double(test.negative)),
                    convention: "sign test, binomial with probability 1/2, zeros dropped"))
        }
        return lines
    }

    /// Everything as JSON, under the names of statistics: `wilcoxon.ZEROS.conditional_exact`, `.asymptotic`, `r`, `scipy`.
    public var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "kind": "pair", "n": .whole(numbers.differences.count), "zeros": .whole(numbers.differences.zeros),
            "ties": .boolean((survey.r[.twoSided]?.tied ?? 0) > 0), "source": .string(numbers.source),
            "differences": .array(numbers.differences.values.map { .real($0) }),
            "comparison": .string(numbers.differences.comparison), "conventions": PairReport.conventions,
            "effect_size": effectSize, "sign_test": signTest, "bayes_signed_rank": bayes,
            "r": alternatives(survey.r),
            "wilcoxon": .object(
                Dictionary(uniqueKeysWithValues: survey.rows.map { ($0.zeroMethod.rawValue, wilcoxon($0)) })),
            "scipy": .object(
                Dictionary(uniqueKeysWithValues: survey.rows.map { ($0.zeroMethod.rawValue, alternatives($0.scipy)) })),
        ]
        if let result = survey.rows.first(where: { $0.zeroMethod == .wilcox })?.scipy[.twoSided] {
            members["scipy_default"] = [
                "statistic": .real(min(result.rankSumPlus, result.rankSumMinus)), "pvalue": .real(result.p),
                "convention": .string(result.convention),
            ]
        }
        if let estimate = comparison.hodgesLehmann {
            members["hodges_lehmann"] = [
                "estimate": .real(estimate.estimate), "lower": .real(estimate.lower), "upper": .real(estimate.upper),
                "confidence": .real(estimate.confidence), "achieved_confidence": .real(estimate.achievedConfidence),
                "pairs": .whole(estimate.pairs), "zeros": .string(zeroMethod == .wilcox ? "dropped" : "kept"),
            ]
        }
        if let equivalence {
            members["equivalence"] = [
                "margin": .real(equivalence.margin), "p": .real(equivalence.p), "p_lower": .real(equivalence.lower.p),
                "p_upper": .real(equivalence.upper.p),
            ]
        }
        if let bootstrap {
            members["bootstrap_mean_difference"] = [
                "mean": .real(bootstrap.mean), "lower": .real(bootstrap.lower), "upper": .real(bootstrap.upper),
                "confidence": .real(bootstrap.confidence),
            ]
        }
        if numbers.names != (x: "x", y: "y") {
            members["x"] = .string(numbers.names.x)
            members["y"] = .string(numbers.names.y)
        }
        if numbers.missing > 0 { members["left_out_tasks"] = .whole(numbers.missing) }
        if numbers.order == .smallestFirst { members["smaller_is_better"] = true }
        if let chosen { members["chosen"] = value(chosen) }
        return .object(members)
    }

    private func wilcoxon(_ row: SignedRankSurvey.Row) -> CanonicalJSON {
        var asymptotic: [String: CanonicalJSON] = [:]
        for (prefix, results) in [("cc", row.corrected), ("nocc", row.uncorrected)] {
            for (alternative, result) in results {
                // Two-sided, the statistic is the smaller rank sum, so its z is not above 0.
                let z = alternative == .twoSided ? result.z.map { 0 - $0.magnitude } : result.z
                asymptotic["\(prefix)_\(PairReport.key(alternative))"] = [
                    "z": .real(z), "p": .real(result.p), "convention": .string(result.convention),
                ]
            }
        }
        var members: [String: CanonicalJSON] = ["asymptotic": .object(asymptotic)]
        if let any = row.exact[.twoSided] {
            var exact: [String: CanonicalJSON] = [
                "n_used": .whole(any.ranked), "r_plus": .real(any.rankSumPlus), "r_minus": .real(any.rankSumMinus),
                "convention": .string(any.convention),
            ]
            for (alternative, result) in row.exact { exact["p_\(PairReport.key(alternative))"] = .real(result.p) }
            members["conditional_exact"] = .object(exact)
        }
        return .object(members)
    }

    private func alternatives(_ results: [Alternative: WilcoxonSignedRankResult]) -> CanonicalJSON {
        .object(Dictionary(uniqueKeysWithValues: results.map { (PairReport.key($0.key), value($0.value)) }))
    }

    private func value(_ result: WilcoxonSignedRankResult) -> CanonicalJSON {
        [
            "p": .real(result.p), "z": .real(result.z), "exact": .boolean(result.isExact),
            "n_used": .whole(result.ranked), "r_plus": .real(result.rankSumPlus),
            "r_minus": .real(result.rankSumMinus), "convention": .string(result.convention),
        ]
    }

    private var effectSize: CanonicalJSON {
        [
            "wins": .whole(comparison.winTieLoss.wins), "ties": .whole(comparison.winTieLoss.ties),
            "losses": .whole(comparison.winTieLoss.losses), "rank_biserial_paired": .real(comparison.rankBiserial),
            "cliffs_delta": .real(cliffsDelta), "vargha_delaney_a12": .real(varghaDelaneyA),
            "mean_diff": .real(comparison.differences.mean), "median_diff": .real(comparison.differences.median),
        ]
    }

    private var signTest: CanonicalJSON {
        let test = SignTest(numbers.differences)
        var members: [String: CanonicalJSON] = ["positive": .whole(test.positive), "negative": .whole(test.negative)]
        for alternative in Alternative.allCases {
            members["p_\(PairReport.key(alternative))"] = .real(
                SignTest(numbers.differences, alternative: alternative).p)
        }
        return .object(members)
    }

    private var bayes: CanonicalJSON {
        [
            "p_x_larger": .real(bayesian.probabilityXLarger), "p_equivalent": .real(bayesian.probabilityEquivalent),
            "p_y_larger": .real(bayesian.probabilityYLarger), "p_left": .real(bayesian.probabilityXLarger),
            "p_rope": .real(bayesian.probabilityEquivalent), "p_right": .real(bayesian.probabilityYLarger),
            "mean_left": .real(bayesian.meanXLarger), "mean_rope": .real(bayesian.meanEquivalent),
            "mean_right": .real(bayesian.meanYLarger), "rope": .real(bayesian.rope),
            "prior_s": .real(numbers.priorStrength), "prior_z0": 0, "draws": .whole(bayesian.draws),
            "seed": .integer(Int64(clamping: bayesian.seed)),
        ]
    }

    private static func key(_ alternative: Alternative) -> String { alternative.rawValue.replacing("-", with: "_") }

    private static let conventions: CanonicalJSON = [
        "d": "x - y, positive means x is larger",
        "r_plus": "sum of the ranks of |d| where d > 0, ties averaged",
        "conditional_exact":
            "all sign patterns of the non-zero differences are equally likely given |d|; two-sided p = min(1, 2 min(P(R+ <= r_plus), P(R+ >= r_plus)))",
        "zeros":
            "wilcox drops them before ranking, pratt ranks them and gives them no weight, zsplit ranks them and gives half to each side",
        "asymptotic":
            "normal approximation with tie-corrected variance; cc has a continuity correction of 0.5 towards the mean, nocc none; z is that of r_plus one-sided and that of the smaller rank sum two-sided; pratt takes Cureton's mean and variance, zsplit counts zeros as ties",
        "r":
            "as R's wilcox.test(x, y, paired = TRUE): exact below 50 differences without ties and zeros, else normal with continuity correction; zeros dropped; z is positive where x is larger",
        "scipy":
            "as scipy 1.17's wilcoxon(x, y) with method and correction left as they are; z is positive where x is larger",
        "bayes_signed_rank":
            "left: x larger by more than the rope, rope: practically equivalent, right: y larger, so d = y - x as in baycomp; p is the share of draws in which that region has the largest mass, mean its mean mass",
        "effect_size":
            "rank_biserial_paired = (r_plus - r_minus) / (r_plus + r_minus), zeros dropped; cliffs_delta = P(x > y) - P(x < y) and vargha_delaney_a12 = P(x > y) + P(x = y) / 2 take the samples as not paired",
        "hodges_lehmann":
            "median of the Walsh averages of the differences, zeros dropped as in R unless zero_method keeps them; the interval inverts the exact signed-rank test without ties",
        "equivalence":
            "two one-sided exact signed-rank tests against the margin, which is the rope; p is the larger one, small where x and y differ by less",
        "bootstrap_mean_difference": "percentiles of 10,000 draws of tasks with replacement",
    ]
}

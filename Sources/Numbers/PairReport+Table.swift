import Formats
import Statistics
import Tables

extension PairReport {
    /// Every p-value with its convention, and everything else in notes.
    public var table: Table {
        Table(
            columns: ["test", "zeros", "alternative", "p", "z", "used", "r_plus", "r_minus", "convention"],
            rows: lines.map { line in
                [
                    .text(line.test), .text(line.zeros), .text(line.alternative), .probability(line.p),
                    line.z.map { .decimal($0, places: 4, sign: true) } ?? .none, .integer(line.used),
                    .decimal(line.rankSums.plus, places: 1), .decimal(line.rankSums.minus, places: 1),
                    .text(line.convention),
                ]
            }, notes: notes)
    }

    private var notes: [String] {
        let number = { (value: Double) in NumberText.decimal(value, places: 4, sign: true) }
        let p = { (value: Double) in NumberText.probability(value) }
        let (x, y) = numbers.names
        let isSmaller = numbers.order == .smallestFirst
        var notes: [String] = []
        if x != "x" || y != "y" { notes.append("x is \(x), y is \(y).") }
        if numbers.missing > 0 {
            notes.append("\(NumberText.counted(numbers.missing, "task")) left out: one of the two has no score there.")
        }
        notes += [
            "\(NumberText.counted(numbers.differences.count, "pair")), \(numbers.differences.zeros) zero; "
                + "\(numbers.source); \(numbers.differences.comparison).",
            "exact: all sign patterns given the ranks, with ties and zeros; normal: tie-corrected variance, -corrected with "
                + "a continuity correction of 0.5; r: as wilcox.test(paired = TRUE); scipy: as scipy 1.17's wilcoxon; "
                + "zeros: wilcox drops, pratt ranks and ignores, zsplit splits; greater: x larger; z positive where x is larger.",
            (isSmaller ? "The smaller value is better: " : "")
                + "x wins \(comparison.winTieLoss.wins), ties \(comparison.winTieLoss.ties), loses \(comparison.winTieLoss.losses); "
                + "mean difference \(number(comparison.differences.mean))\(unit), median \(number(comparison.differences.median))\(unit); "
                + "rank-biserial correlation \(number(comparison.rankBiserial)), zeros dropped.",
        ]
        if let delta = cliffsDelta, let a = varghaDelaneyA {
            notes.append("Not paired: Cliff's delta \(number(delta)), Vargha and Delaney's A \(number(a)).")
        }
        if let estimate = comparison.hodgesLehmann {
            notes.append(
                "Hodges-Lehmann: \(number(estimate.estimate))\(unit), from \(number(estimate.lower)) to \(number(estimate.upper)) "
                    + "with confidence \(NumberText.decimal(estimate.achievedConfidence, places: 4)), zeros "
                    + (zeroMethod == .wilcox ? "dropped as in the test." : "kept."))
        }
        if let bootstrap {
            notes.append(
                "Bootstrap: mean difference from \(number(bootstrap.lower)) to \(number(bootstrap.upper))\(unit), percentiles of 10,000 "
                    + "draws of the pairs, confidence \(NumberText.short(bootstrap.confidence)), seed \(numbers.seed).")
        }
        notes.append(
            "Bayesian signed-rank, rope \(bayesian.rope): x larger \(p(bayesian.probabilityXLarger)), equivalent "
                + "\(p(bayesian.probabilityEquivalent)), y larger \(p(bayesian.probabilityYLarger)) "
                + "(\(bayesian.draws) draws, seed \(bayesian.seed)).")
        if let equivalence {
            notes.append(
                "Equivalence within \(NumberText.short(equivalence.margin))\(unit): p \(p(equivalence.p)), the larger of two one-sided "
                    + "exact signed-rank tests.")
        }
        if let chosen { notes.insert("As asked: p \(p(chosen.p)); \(chosen.convention).", at: 0) }
        return notes
    }

    private var unit: String { numbers.unit.isEmpty ? "" : " \(numbers.unit)" }
}

import Formats
import Statistics

/// Every statistic of a user's table of methods by tasks.
public struct TableReport: Sendable {
    /// The levels for which critical differences are told.
    static let levels = [0.01, 0.05, 0.10]

    /// The scores.
    public let table: NumberTable
    /// What was asked.
    public let options: NumberOptions
    /// The comparisons with the reference, Friedman's test, ranks.
    public let comparison: TableComparison
    /// The p-values of the comparisons with the reference under each adjustment, in the order of its rows.
    public let adjusted: [PValueAdjustment: [Double]]
    /// Friedman's p-value from permutations, where tasks and methods are few.
    public let permutation: FriedmanPermutation?

    /// Computes everything but the pairs.
    public init(_ table: NumberTable, _ options: NumberOptions = NumberOptions()) throws {
        self.table = table
        self.options = options
        comparison = try TableComparison(try table.scoreTable(), options: options.comparison)
        let p = comparison.comparisons?.rows.map(\.wilcoxon.p) ?? []
        var adjusted: [PValueAdjustment: [Double]] = [:]
        for adjustment in PValueAdjustment.allCases { adjusted[adjustment] = try adjustment.adjusted(p) }
        self.adjusted = adjusted
        permutation = try comparison.friedmanPermutation(seed: options.seed)
    }

    /// The scores on the tasks that count.
    ///
    /// - Throws: `StatisticsError`.
    public func counted() throws -> ScoreTable<TaskScore> {
        let whole = try table.scoreTable()
        return options.comparison.missing == .taskDropped ? whole.complete : whole
    }

    /// The two-sided comparisons of all pairs.
    ///
    /// - Throws: `StatisticsError` for more than 1000 methods.
    public func pairs() throws -> PairwiseComparisons {
        var test = options.comparison.test
        test.alternative = .twoSided
        return try PairwiseComparisons(try counted(), comparison, test: test, order: options.comparison.order)
    }

    /// The columns, the best average rank first.
    public var order: [Int] {
        let averages = comparison.averageRanks.rows
        return averages.indices.sorted {
            (averages[$0].averageRank ?? .infinity, $0) < (averages[$1].averageRank ?? .infinity, $1)
        }
    }

    /// Everything as JSON.
    ///
    /// - Throws: `StatisticsError` for more than 1000 methods.
    public func json() throws -> CanonicalJSON {
        let averages = comparison.averageRanks.rows
        var members: [String: CanonicalJSON] = [
            "kind": "table", "methods": .array(comparison.methods.map { .string($0) }),
            "k": .whole(comparison.methods.count), "n_tasks": .whole(comparison.tasks.count),
            "left_out_tasks": .array(comparison.droppedTasks.map { .string($0) }),
            "mean_ranks_high_is_1": .array(averages.map { .real($0.averageRank) }),
            "average_rank_differences": .array(averages.map { .real($0.averageRankDifference) }),
            "mean_scores": .array(comparison.meanScores.map { .real($0) }),
            "conventions": TableReport.conventions, "pairs": .array(try pairs().rows.map(pair)),
        ]
        if let friedman = comparison.friedman {
            members["friedman"] = [
                "n_tasks": .whole(friedman.tasks), "chi2_tie_corrected": .real(friedman.chiSquared),
                "p_tie_corrected": .real(friedman.chiSquaredP),
                "chi2_uncorrected": .real(friedman.chiSquaredUncorrected),
                "p_uncorrected": .real(friedman.chiSquaredUncorrectedP),
                "iman_davenport_F_tie_corrected": .real(friedman.f),
                "iman_davenport_p_tie_corrected": .real(friedman.fP),
                "iman_davenport_F_uncorrected": .real(friedman.fUncorrected),
                "iman_davenport_p_uncorrected": .real(friedman.fUncorrectedP),
            ]
        }
        if let permutation {
            members["friedman_permutation"] = [
                "p": .real(permutation.p), "convention": .string(permutation.convention),
            ]
        }
        if !table.metric.isEmpty { members["metric"] = .string(table.metric) }
        if let nemenyi = comparison.nemenyi { members["nemenyi"] = TableReport.criticalDifferences(nemenyi) }
        if let tests = comparison.comparisons {
            if !tests.untested.isEmpty {
                members["untested"] = .array(tests.untested.map { .string(comparison.methods[$0]) })
            }
            members["against"] = .string(comparison.methods[tests.reference])
            members["comparisons"] = .array(
                tests.rows.enumerated().map { position, row in
                    .object([
                        "method": .string(comparison.methods[row.method]), "p": .real(row.wilcoxon.p),
                        "z": .real(row.wilcoxon.z), "adjusted": adjustments(adjusted.mapValues { $0[position] }),
                        "wins": .whole(row.winTieLoss.wins), "ties": .whole(row.winTieLoss.ties),
                        "losses": .whole(row.winTieLoss.losses), "convention": .string(row.wilcoxon.convention),
                    ])
                })
        }
        return .object(members)
    }

    /// The quantiles and critical differences of Nemenyi's comparison at the usual levels.
    public static func criticalDifferences(_ nemenyi: NemenyiTest) -> CanonicalJSON {
        let k = Double(nemenyi.methods)
        let error = (k * (k + 1) / (6 * Double(nemenyi.tasks))).squareRoot()
        return .object(
            Dictionary(
                uniqueKeysWithValues: levels.map { alpha in
                    let critical = try? nemenyi.criticalDifference(alpha: alpha)
                    let key = alpha == 0.10 ? "0.10" : "\(alpha)"
                    return (key, ["q": .real(critical.map { $0 / error }), "cd": .real(critical)])
                }))
    }

    /// P-values under every adjustment.
    public static func json(adjusting p: [Double]) throws -> CanonicalJSON {
        var members: [String: CanonicalJSON] = ["kind": "p_adjust", "p": .array(p.map { .real($0) })]
        for adjustment in PValueAdjustment.allCases where adjustment != .none {
            members[key(adjustment)] = .array(try adjustment.adjusted(p).map { .real($0) })
        }
        return .object(members)
    }

    private func pair(_ row: PairwiseComparisons.Row) -> CanonicalJSON {
        [
            "i": .whole(row.first), "j": .whole(row.second), "first": .string(comparison.methods[row.first]),
            "second": .string(comparison.methods[row.second]), "rank_diff": .real(row.rankDifference),
            "z": .real(row.z), "p_normal_two_sided": .real(row.normalP), "p_nemenyi": .real(row.nemenyiP),
            "p_wilcoxon": .real(row.wilcoxon.p), "wilcoxon_convention": .string(row.wilcoxon.convention),
            "r_plus": .real(row.wilcoxon.rankSumPlus), "r_minus": .real(row.wilcoxon.rankSumMinus),
            "adjusted": adjustments(row.adjustedP), "wins": .whole(row.winTieLoss.wins),
            "ties": .whole(row.winTieLoss.ties), "losses": .whole(row.winTieLoss.losses),
        ]
    }

    private func adjustments(_ values: [PValueAdjustment: Double]) -> CanonicalJSON {
        var members: [String: CanonicalJSON] = [:]
        for (adjustment, p) in values where adjustment != .none && (options.adjustment ?? adjustment) == adjustment {
            members[TableReport.key(adjustment)] = .real(p)
        }
        return .object(members)
    }

    /// The short name of an adjustment.
    static func key(_ adjustment: PValueAdjustment) -> String {
        adjustment == .benjaminiHochberg ? "bh" : adjustment.rawValue
    }

    private static let conventions: CanonicalJSON = [
        "ranks":
            "per task, 1 for the best, ties averaged; a rank difference is the average rank minus that of random methods, (k + 1)/2",
        "friedman":
            "tie-corrected divides by the variance of the ranks that are there, uncorrected by that without ties; F with k - 1 and (k - 1)(n - 1) degrees of freedom",
        "nemenyi":
            "q is the quantile of the studentized range with infinite degrees of freedom over sqrt 2; cd = q sqrt(k(k+1)/(6n))",
        "pairs":
            "z = rank_diff / sqrt(k(k+1)/(6n)); p_nemenyi is adjusted for all pairs; p_wilcoxon is two-sided, adjusted over all pairs under each name",
        "comparisons": "each method against the reference, adjusted over these tests under each name",
    ]
}

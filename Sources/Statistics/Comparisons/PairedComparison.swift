/// Everything this module says about two methods over the same tasks.
public struct PairedComparison: Sendable {
    /// What to compute and how.
    public struct Options: Sendable {
        /// The signed-rank test.
        public var wilcoxon = WilcoxonSignedRankTest()

        /// Which value is the better one, for wins and losses.
        public var order = RankOrder.largestFirst

        /// The confidence of the interval.
        public var confidence = 0.95

        /// Half the width of the region of practical equivalence.
        public var rope = 0.01

        /// The number of draws of the Bayesian test; 0 leaves it out.
        public var draws = 50_000

        /// The seed of the Bayesian test.
        public var seed: UInt64 = 1

        /// Makes the default options.
        public init() {}
    }

    /// The signed-rank test of x against y.
    public let wilcoxon: WilcoxonSignedRankResult

    /// The sign test with the same alternative.
    public let signTest: SignTest

    /// On how many tasks x is better, equal and worse.
    public let winTieLoss: WinTieLoss

    /// The size, mean and spread of x - y.
    public let differences: Summary

    /// The median of x - y with its confidence interval; `nil` above the number of pairs it is made for.
    public let hodgesLehmann: HodgesLehmannEstimate?

    /// The matched-pairs rank-biserial correlation.
    public let rankBiserial: Double

    /// The Bayesian signed-rank test; `nil` when left out.
    public let bayesian: BayesianSignedRankTest?

    /// Compares two methods by their differences x - y.
    ///
    /// - Throws: what its parts throw.
    public init(_ differences: PairedDifferences, options: Options = Options()) throws {
        wilcoxon = try options.wilcoxon.run(differences)
        signTest = SignTest(differences, alternative: options.wilcoxon.alternative)
        winTieLoss = WinTieLoss(differences, order: options.order)
        self.differences = try Summary(differences.values)
        hodgesLehmann =
            differences.count <= HodgesLehmannEstimate.limit
            ? try HodgesLehmannEstimate(
                differences, confidence: options.confidence, zeroMethod: options.wilcoxon.zeroMethod) : nil
        rankBiserial = EffectSize.rankBiserial(differences)
        bayesian =
            options.draws > 0
            ? try BayesianSignedRankTest(differences, rope: options.rope, draws: options.draws, seed: options.seed)
            : nil
    }

    /// Compares two methods by their numbers, one per task in the same order.
    public init(x: [Double], y: [Double], options: Options = Options()) throws {
        try self.init(PairedDifferences(x: x, y: y), options: options)
    }
}

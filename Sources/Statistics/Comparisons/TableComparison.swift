/// Everything this module says about several methods over the same tasks.
public struct TableComparison: Sendable {
    /// What to compute and how.
    public struct Options: Sendable {
        /// The signed-rank test of the reference against each other method; `.greater` asks whether the reference is
        /// better.
        public var test = WilcoxonSignedRankTest(mode: .r, alternative: .greater)

        /// The adjustment of its p-values.
        public var adjustment = PValueAdjustment.none

        /// The name of the reference; `nil` for the method with the best average rank.
        public var reference: String?

        /// Which score is the better one.
        public var order = RankOrder.largestFirst

        /// What becomes of missing scores: under `.taskDropped` tests too take the complete tasks only, otherwise each
        /// test takes the tasks where both methods have a score.
        public var missing = MissingValuePolicy.taskDropped

        /// Makes the default options: the published ones, but for missing scores.
        public init() {}
    }

    /// The methods, in the order of the columns.
    public let methods: [String]

    /// The tasks that count.
    public let tasks: [String]

    /// The tasks that were left out since some method has no score there.
    public let droppedTasks: [String]

    /// The ranks by task and method; `nil` where a missing score gets none.
    public let ranks: [[Double?]]

    /// The average ranks.
    public let averageRanks: AverageRanks

    /// The mean score of each method over the tasks where it has one; `nil` where it has none.
    public let meanScores: [Double?]

    /// The comparisons with the reference; `nil` with fewer than two methods.
    public let comparisons: ReferenceComparisons?

    /// Friedman's test; `nil` with fewer than two methods or tasks.
    public let friedman: FriedmanTest?

    /// Nemenyi's comparison of average ranks; `nil` with fewer than two methods.
    public let nemenyi: NemenyiTest?

    /// Compares the methods of a table.
    ///
    /// - Throws: `StatisticsError` where no task is left, or the reference is none of the methods.
    public init<Value: Score>(_ table: ScoreTable<Value>, options: Options = Options()) throws {
        var kept = table
        var dropped: [String] = []
        if options.missing == .taskDropped {
            let complete = table.scores.indices.filter { table.scores[$0].allSatisfy { $0 != nil } }
            let isComplete = Set(complete)
            dropped = table.tasks.indices.filter { !isComplete.contains($0) }.map { table.tasks[$0] }
            kept = try ScoreTable(
                methods: table.methods, tasks: complete.map { table.tasks[$0] },
                scores: complete.map { table.scores[$0] })
        }
        try Validation.requireCount(kept.tasks.count, atLeast: 1, "tasks where every method has a score")
        methods = kept.methods
        tasks = kept.tasks
        droppedTasks = dropped
        ranks = try kept.ranks(order: options.order, missing: options.missing)
        averageRanks = AverageRanks(methods: kept.methods, ranks: ranks)
        meanScores = kept.methods.indices.map { column in
            let values = kept.scores.compactMap { $0[column]?.scoreValue }
            return values.isEmpty ? nil : CompensatedSum.mean(values)
        }
        let reference: Int?
        if let name = options.reference {
            guard let column = kept.methods.firstIndex(of: name) else {
                throw StatisticsError.outOfRange(
                    what: "reference", index: nil, value: name, allowed: kept.methods.joined(separator: ", "))
            }
            reference = column
        } else {
            reference = nil
        }
        guard kept.methods.count > 1 else {
            comparisons = nil
            friedman = nil
            nemenyi = nil
            return
        }
        comparisons = try kept.comparisons(
            reference: reference, test: options.test, adjustment: options.adjustment, order: options.order,
            missing: options.missing)
        let complete = ranks.filter { row in row.allSatisfy { $0 != nil } }.map { $0.compactMap { $0 } }
        friedman = complete.count > 1 ? try FriedmanTest(ranks: complete) : nil
        nemenyi = complete.isEmpty ? nil : try NemenyiTest(methods: kept.methods.count, tasks: complete.count)
    }

    /// The p-value of Friedman's test from permutations, where tasks and methods are too few for its distributions.
    ///
    /// nil without Friedman's test, and from more than 20 tasks or 10 methods on, where chi-squared and F hold.
    ///
    /// - Throws: `StatisticsError`.
    public func friedmanPermutation(seed: UInt64 = 1) throws -> FriedmanPermutation? {
        guard let friedman, friedman.tasks <= 20, friedman.methods <= 10 else { return nil }
        let complete = ranks.filter { row in row.allSatisfy { $0 != nil } }.map { $0.compactMap { $0 } }
        return try FriedmanPermutation(ranks: complete, seed: seed)
    }
}

/// The comparisons of a reference method with each of the others.
public struct ReferenceComparisons: Sendable, Equatable {
    /// One comparison.
    public struct Row: Sendable, Equatable {
        /// The column of the other method.
        public let method: Int

        /// The signed-rank test of the reference against the other one, whose p is not adjusted.
        ///
        /// A positive z says that the reference is better.
        public let wilcoxon: WilcoxonSignedRankResult

        /// The p-value adjusted over all rows.
        public let adjustedP: Double

        /// On how many tasks the reference is better, equal and worse.
        public let winTieLoss: WinTieLoss
    }

    /// The column of the reference.
    public let reference: Int

    /// How p-values are adjusted.
    public let adjustment: PValueAdjustment

    /// One row per other method that shares a task with the reference, in the order of the columns.
    public let rows: [Row]

    /// The columns of those that share none, so that no test is possible.
    public let untested: [Int]
}

/// The comparisons of all pairs of methods of a table, with every adjustment of the p-values.
public struct PairwiseComparisons: Sendable {
    /// One pair.
    public struct Row: Sendable {
        /// The columns of the two methods, the first one the smaller.
        public let first: Int

        /// The second column.
        public let second: Int

        /// The signed-rank test of the first method against the second.
        public let wilcoxon: WilcoxonSignedRankResult

        /// The p-value under each adjustment over all pairs.
        public let adjustedP: [PValueAdjustment: Double]

        /// On how many tasks the first method is better, equal and worse.
        public let winTieLoss: WinTieLoss

        /// The difference of the average ranks, first minus second, without a sign.
        public let rankDifference: Double

        /// The difference in standard errors, sqrt(k (k + 1) / (6 n)).
        public let z: Double

        /// The two-sided normal p-value of z, not adjusted.
        public let normalP: Double

        /// Nemenyi's p-value, adjusted for all pairs.
        public let nemenyiP: Double
    }

    /// The largest number of methods, for which half a million pairs are tested.
    public static let limit = 1000

    /// The pairs that share a task, in the order of their columns.
    public let rows: [Row]

    /// The number of pairs that share none.
    public let untested: Int

    /// Compares all pairs over the tasks where both have a score; average ranks are those of `comparison`.
    ///
    /// - Throws: `StatisticsError` for more than `limit` methods.
    public init<Value: Score>(
        _ table: ScoreTable<Value>, _ comparison: TableComparison, test: WilcoxonSignedRankTest, order: RankOrder
    ) throws {
        let count = table.methods.count
        guard count <= PairwiseComparisons.limit else {
            throw StatisticsError.tooMany(
                what: "methods for all pairs", limit: PairwiseComparisons.limit, found: count, instead: "choose some")
        }
        let averages = comparison.averageRanks.rows.map { $0.averageRank ?? 0 }
        let tasks = comparison.friedman?.tasks ?? max(1, comparison.tasks.count)
        let error = (Double(count) * Double(count + 1) / (6 * Double(tasks))).squareRoot()
        var pairs: [(first: Int, second: Int, test: WilcoxonSignedRankResult, winTieLoss: WinTieLoss)] = []
        for first in 0..<count {
            for second in first + 1..<max(count, first + 1) where table.sharesTask(first, second) {
                let differences = try table.differences(first, second)
                pairs.append(
                    (first, second, try test.run(differences, order: order), WinTieLoss(differences, order: order)))
            }
        }
        untested = count * (count - 1) / 2 - pairs.count
        let p = pairs.map(\.test.p)
        var adjusted: [PValueAdjustment: [Double]] = [:]
        for adjustment in PValueAdjustment.allCases { adjusted[adjustment] = try adjustment.adjusted(p) }
        rows = pairs.enumerated().map { position, pair in
            let difference = (averages[pair.first] - averages[pair.second]).magnitude
            return Row(
                first: pair.first, second: pair.second, wilcoxon: pair.test,
                adjustedP: adjusted.mapValues { $0[position] }, winTieLoss: pair.winTieLoss,
                rankDifference: difference, z: difference / error,
                normalP: min(1, 2 * NormalDistribution.upperTail(difference / error)),
                nemenyiP: comparison.nemenyi?.p(rankDifference: difference) ?? 1)
        }
    }
}

/// Everything this module says about several methods over the same tasks.
public struct TableComparison: Sendable {
    /// What to compute and how.
    public struct Options: Sendable {
        /// The signed-rank test of the reference against each other method; `.greater` asks whether the reference is better.
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

        /// Creates the default options: the published ones, but for missing scores.
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
    /// Throws `StatisticsError` where no task is left, a pair shares no task, or the reference is none of the methods.
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
            var sum = CompensatedSum()
            values.forEach { sum.add($0) }
            return values.isEmpty ? nil : sum.value / Double(values.count)
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
}

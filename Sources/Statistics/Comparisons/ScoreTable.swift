/// The scores of several methods over several tasks.
public struct ScoreTable<Value: Score>: Sendable {
    /// The names of the methods, in the order of the columns.
    public let methods: [String]

    /// The names of the tasks, in the order of the rows.
    public let tasks: [String]

    /// The scores, one row per task and one column per method; `nil` where there is none.
    public let scores: [[Value?]]

    /// Makes a table; without names of tasks they are numbered from 1.
    ///
    /// - Throws: `StatisticsError` for no methods, rows that don't have a value or `nil` for each method, a different
    ///   number of names and rows, and numbers that are not finite.
    public init(methods: [String], tasks: [String]? = nil, scores: [[Value?]]) throws {
        try Validation.requireCount(methods.count, atLeast: 1, "methods")
        let tasks = tasks ?? scores.indices.map { "\($0 + 1)" }
        try Validation.requireSameCount(tasks.count, "names of tasks", scores.count, "rows of scores")
        for (task, row) in zip(tasks, scores) {
            try Validation.requireSameCount(row.count, "the row of \(task)", methods.count, "the list of methods")
            try Validation.requireFinite(row.map { $0?.scoreValue }, "scores of \(task)")
        }
        self.methods = methods
        self.tasks = tasks
        self.scores = scores
    }

    /// The ranks within each task, one row per task; `nil` where the policy gives none.
    public func ranks(
        order: RankOrder = .largestFirst, missing: MissingValuePolicy = .excluded
    ) throws -> [[Double?]] {
        try scores.map { try Ranking.ranks(of: $0, order: order, missing: missing) }
    }

    /// The average ranks of all methods.
    public func averageRanks(
        order: RankOrder = .largestFirst, missing: MissingValuePolicy = .excluded
    ) throws -> AverageRanks {
        AverageRanks(methods: methods, ranks: try ranks(order: order, missing: missing))
    }

    /// Friedman's test over the ranks.
    ///
    /// It needs complete rankings: under `.excluded` tasks with a missing score are dropped, as under `.taskDropped`.
    public func friedmanTest(
        order: RankOrder = .largestFirst, missing: MissingValuePolicy = .taskDropped
    ) throws -> FriedmanTest {
        let policy = missing == .excluded ? .taskDropped : missing
        let complete = try ranks(order: order, missing: policy).map { $0.compactMap { $0 } }
        return try FriedmanTest(ranks: complete.filter { !$0.isEmpty })
    }

    /// The differences of two methods over the tasks where both have a score.
    ///
    /// `first` and `second` are column numbers from 0. Throws `StatisticsError.outOfRange` for a column that isn't
    /// there.
    public func differences(_ first: Int, _ second: Int) throws -> PairedDifferences {
        for column in [first, second] where !methods.indices.contains(column) {
            throw StatisticsError.outOfRange(
                what: "column of a method", index: nil, value: "\(column)", allowed: "0 ... \(methods.count - 1)")
        }
        var x: [Value] = []
        var y: [Value] = []
        for row in scores {
            if let left = row[first], let right = row[second] {
                x.append(left)
                y.append(right)
            }
        }
        return try Value.pairedDifferences(x: x, y: y)
    }

    /// Compares one method with each of the others, with adjusted p-values.
    ///
    /// The reference is the column given, or the one with the best average rank. `test.alternative` is about the
    /// reference being better: `.greater` asks whether it is, whichever the order of ranks. A method that shares no task with
    /// the reference can't be tested, and is told apart.
    public func comparisons(
        reference: Int? = nil, test: WilcoxonSignedRankTest = WilcoxonSignedRankTest(),
        adjustment: PValueAdjustment = .holm, order: RankOrder = .largestFirst,
        missing: MissingValuePolicy = .excluded
    ) throws -> ReferenceComparisons {
        let reference = try reference ?? averageRanks(order: order, missing: missing).best
        let isOther = methods.indices.filter { $0 != reference }
        let others = isOther.filter { sharesTask(reference, $0) }
        let results = try others.map { other in
            let differences = try differences(reference, other)
            return (try test.run(differences, order: order), differences)
        }
        let adjusted = try adjustment.adjusted(results.map(\.0.p))
        let rows = zip(others, zip(results, adjusted)).map { other, row in
            ReferenceComparisons.Row(
                method: other, wilcoxon: row.0.0, adjustedP: row.1,
                winTieLoss: WinTieLoss(row.0.1, order: order))
        }
        return ReferenceComparisons(
            reference: reference, adjustment: adjustment, rows: rows,
            untested: isOther.filter { !sharesTask(reference, $0) })
    }

    /// Whether some task has a score of both of two columns.
    public func sharesTask(_ first: Int, _ second: Int) -> Bool {
        scores.contains { $0[first] != nil && $0[second] != nil }
    }

    /// The tasks where every method has a score.
    public var complete: ScoreTable {
        let kept = scores.indices.filter { scores[$0].allSatisfy { $0 != nil } }
        return ScoreTable(
            methods: methods, checkedTasks: kept.map { tasks[$0] }, scores: kept.map { scores[$0] })
    }

    private init(methods: [String], checkedTasks: [String], scores: [[Value?]]) {
        self.methods = methods
        tasks = checkedTasks
        self.scores = scores
    }
}

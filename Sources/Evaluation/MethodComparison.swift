import Statistics

/// Two methods task by task, with every paired statistic.
public struct MethodComparison: Sendable {
    /// A task's line.
    public struct Row: Sendable {
        /// The task.
        public let task: String
        /// The first method's score.
        public let first: TaskScore
        /// The second method's score.
        public let second: TaskScore
        /// First minus second, exactly zero where they are equal.
        public let difference: Double
        /// The rank of the difference's size among all that are not zero, 1 for the smallest, with the difference's sign.
        public let signedRank: Double
    }

    /// The tasks that both have, in the order of their names.
    public let rows: [Row]
    /// The tasks that one of them lacks.
    public let incompleteTasks: [String]
    /// The exact test and everything else.
    public let paired: PairedComparison
    /// The test as the paper made it, with R's rules.
    public let asInPaper: WilcoxonSignedRankResult

    /// Compares two methods of some results.
    ///
    /// - Parameters:
    ///   - results: the results.
    ///   - first: the name of the first method.
    ///   - second: the name of the second one.
    ///   - options: alternative, confidence, region of practical equivalence; the order is that of the metric.
    /// - Throws: `EvaluationError` where there is nothing to compare.
    public init(_ results: Results, _ first: String, _ second: String, options: PairedComparison.Options) throws {
        try results.requireResults()
        if let absent = [first, second].first(where: { !results.methodNames.contains($0) }) {
            throw EvaluationError.noReference(absent, methods: results.methodNames)
        }
        try self.init(
            (results, first), (results, second), tasks: results.tasks, order: results.order,
            options: options)
    }

    /// Compares a method's results in two sets of results, as of two files, grids or protocols.
    ///
    /// - Parameters:
    ///   - method: the name of the method.
    ///   - results: the first results.
    ///   - other: the second ones.
    ///   - options: alternative, confidence, region of practical equivalence; the order is that of the metric.
    /// - Throws: `EvaluationError` where no task is in both.
    public init(of method: String, in results: Results, beside other: Results, options: PairedComparison.Options) throws
    {
        try self.init(
            (results, method), (other, method), tasks: Set(results.tasks).union(other.tasks).sorted(),
            order: results.order, options: options)
    }

    private init(
        _ first: (results: Results, method: String), _ second: (results: Results, method: String), tasks all: [String],
        order: RankOrder, options: PairedComparison.Options
    ) throws {
        let tasks = all.filter { task in
            first.results[task, first.method] != nil && second.results[task, second.method] != nil
        }
        guard !tasks.isEmpty else { throw EvaluationError.noCommonTask(methods: [first.method, second.method]) }
        incompleteTasks = all.filter { !tasks.contains($0) }
        let cells = tasks.map { task in
            [first.results[task, first.method]?.score, second.results[task, second.method]?.score]
        }
        let differences = try Scores(methods: [first.method, second.method], tasks: tasks, cells: cells).differences(
            0, 1)
        // The alternative is about being better, which for losses is being smaller.
        let isReversed = order == .smallestFirst
        let tested = isReversed ? differences.negated : differences
        var options = options
        options.order = .largestFirst
        let alternative = options.wilcoxon.alternative
        if differences.count > 2000 { options.wilcoxon.mode = .normal(continuityCorrection: false) }
        paired = try PairedComparison(tested, options: options)
        asInPaper = try WilcoxonSignedRankTest(mode: .r, alternative: alternative).run(tested)
        let changed = differences.levels.indices.filter { differences.signs[$0] != 0 }
        let ranks = try Ranking.ranks(of: changed.map { Double(differences.levels[$0]) }, order: .smallestFirst)
        var signedRanks = [Double](repeating: 0, count: tasks.count)
        for (index, rank) in zip(changed, ranks) { signedRanks[index] = (rank ?? 0) * Double(differences.signs[index]) }
        var rows: [Row] = []
        for index in tasks.indices {
            guard let x = cells[index][0], let y = cells[index][1] else { continue }
            rows.append(
                Row(
                    task: tasks[index], first: x, second: y, difference: differences.values[index],
                    signedRank: signedRanks[index]))
        }
        self.rows = rows
    }

    /// The tasks with the largest ranks, which decide the test, at most `count`.
    public func decisive(_ count: Int) -> [Row] {
        Array(
            rows.filter { $0.signedRank != 0 }.sorted {
                ($1.signedRank.magnitude, $0.task) < ($0.signedRank.magnitude, $1.task)
            }.prefix(count))
    }
}

import Statistics

/// Methods ranked and tested over tasks: the one value that every ranking shows.
///
/// The rows are ordered once, the best average rank first; of equal ones the reference, then the order of the paper's tables. Each
/// p-value has the words of its own test, since R's rules are about each pair.
public struct Comparison: Sendable {
    /// A method's line.
    public struct Row: Sendable {
        /// The name of the method.
        public let method: String
        /// The mean of its ranks, 1 for the best; equal scores share the mean of their ranks.
        public let averageRank: Double
        /// The average rank minus that of random methods, (k + 1) / 2.
        public let averageRankDifference: Double
        /// The mean score over the tasks where it has one.
        public let meanScore: Double
        /// The test of the reference against the method; nil for the reference.
        public let test: WilcoxonSignedRankResult?
        /// The p-value under each adjustment for the number of tests; empty for the reference.
        public let adjustedP: [PValueAdjustment: Double]
        /// On how many tasks the reference is better, equal and worse; nil for the reference.
        public let winTieLoss: WinTieLoss?

        /// The p-value of the test, not adjusted.
        public var p: Double? { test?.p }
    }

    /// The test of two rows against each other.
    public struct Pair: Sendable {
        /// The place of the better one in `rows`.
        public let first: Int
        /// The place of the other one.
        public let second: Int
        /// The test, whose convention is in words.
        public let test: WilcoxonSignedRankResult
        /// On how many tasks the first is better, equal and worse.
        public let winTieLoss: WinTieLoss
    }

    /// The methods, the best average rank first.
    public let rows: [Row]
    /// The names of the tasks that were ranked.
    public let tasks: [String]
    /// The tasks that some but not all methods have, left out where only common tasks count.
    public let incompleteTasks: [String]
    /// The number of results that are missing on the ranked tasks.
    public let missingResults: Int
    /// The method that the others are tested against.
    public let reference: String
    /// Which score is the better one.
    public let order: RankOrder
    /// What was asked of the tests.
    public let options: TableComparison.Options
    /// Everything that was computed, with methods in the order of the paper's tables.
    public let table: TableComparison
    private let scores: Scores

    /// Compares methods over the tasks that all have a result for, or as the options say.
    ///
    /// - Parameters:
    ///   - results: the results.
    ///   - methods: names of some of their methods; nil for all.
    ///   - options: missing results, the test, its adjustment and the reference; the order is that of the metric.
    ///   - further: scores of others beside them, as of published classifiers, by name, in the order of columns.
    /// - Throws: `EvaluationError` where there is nothing to compare.
    public init(
        _ results: Results, methods: [String]? = nil, options: TableComparison.Options = TableComparison.Options(),
        further: [(name: String, scores: [String: TaskScore])] = []
    ) throws {
        try results.requireResults()
        let own = methods.map { MethodName.sorted(Set($0)) } ?? results.methodNames
        let names = own + further.map(\.name)
        if let missing = own.first(where: { !results.methodNames.contains($0) }) {
            throw EvaluationError.noReference(missing, methods: results.methodNames)
        }
        let cells = results.tasks.map { task in
            own.map { results[task, $0]?.score } + further.map { $0.scores[task] }
        }
        var options = options
        options.order = results.order
        try self.init(Scores(methods: names, tasks: results.tasks, cells: cells), options: options)
    }

    private init(_ all: Scores, options: TableComparison.Options) throws {
        if let reference = options.reference, !all.methods.contains(reference) {
            throw EvaluationError.noReference(reference, methods: all.methods)
        }
        let complete = all.tasks.indices.filter { all.cells[$0].allSatisfy { $0 != nil } }
        guard !complete.isEmpty || options.missing != .taskDropped else {
            throw EvaluationError.noCommonTask(methods: all.methods)
        }
        let table = try all.comparison(options)
        self.table = table
        self.options = options
        order = options.order
        tasks = table.tasks
        incompleteTasks = table.droppedTasks
        scores =
            options.missing == .taskDropped
            ? Scores(
                methods: all.methods, tasks: complete.map { all.tasks[$0] }, cells: complete.map { all.cells[$0] })
            : all
        missingResults = scores.cells.reduce(0) { $0 + $1.count { $0 == nil } }
        let tests = table.comparisons
        let best = tests?.reference ?? 0
        reference = table.methods[best]
        var adjusted: [PValueAdjustment: [Double]] = [:]
        for adjustment in PValueAdjustment.allCases {
            adjusted[adjustment] = try adjustment.adjusted(tests?.rows.map(\.wilcoxon.p) ?? [])
        }
        let order = table.methods.indices.sorted {
            (table.averageRanks.rows[$0].averageRank ?? .infinity, $0 == best ? 0 : 1, $0)
                < (table.averageRanks.rows[$1].averageRank ?? .infinity, $1 == best ? 0 : 1, $1)
        }
        rows = order.map { column in
            let average = table.averageRanks.rows[column]
            let place = tests?.rows.firstIndex { $0.method == column }
            let test = place.flatMap { tests?.rows[$0] }
            return Row(
                method: table.methods[column], averageRank: average.averageRank ?? .nan,
                averageRankDifference: average.averageRankDifference ?? .nan,
                meanScore: table.meanScores[column] ?? .nan, test: test?.wilcoxon,
                adjustedP: place.map { place in adjusted.mapValues { $0[place] } } ?? [:],
                winTieLoss: test?.winTieLoss)
        }
    }

    /// The number of methods.
    public var methodCount: Int { rows.count }

    /// The row of a method.
    public func row(_ method: String) -> Row? { rows.first { $0.method == method } }

    /// Friedman's test of whether the methods rank alike; nil for fewer than 2 methods or tasks.
    public var friedman: FriedmanTest? { table.friedman }

    /// Nemenyi's comparison of average ranks; nil for fewer than 2 methods.
    public var nemenyi: NemenyiTest? { table.nemenyi }

    /// The convention of all tests, or each with the methods it holds for.
    public var convention: String {
        Comparison.convention(rows.compactMap { row in row.test.map { (row.method, $0.convention) } })
    }

    /// The words for several tests: one convention where all share it, else each with what it holds for.
    public static func convention(_ tests: [(name: String, convention: String)]) -> String {
        ConventionWords.text(tests)
    }

    /// The tests of all pairs, over the tasks where both have a score.
    ///
    /// - Parameter test: the test; its alternative is about the first of each pair, the one with the better average rank, being better.
    /// - Throws: `StatisticsError` where a pair shares no task.
    public func pairs(
        test: WilcoxonSignedRankTest = WilcoxonSignedRankTest(mode: .r, alternative: .twoSided)
    ) throws -> [Pair] {
        let columns = rows.compactMap { row in table.methods.firstIndex(of: row.method) }
        return try columns.indices.flatMap { first in
            try columns.indices.dropFirst(first + 1).map { second in
                let differences = try scores.differences(columns[first], columns[second])
                return Pair(
                    first: first, second: second,
                    test: try test.run(order == .largestFirst ? differences : differences.negated),
                    winTieLoss: WinTieLoss(differences, order: order))
            }
        }
    }
}

/// Scores of methods on tasks, compared exactly where all are exact.
struct Scores: Sendable {
    let methods: [String]
    let tasks: [String]
    let cells: [[TaskScore?]]

    /// Whether every score is a count or a printed decimal.
    var areExact: Bool { cells.allSatisfy { $0.allSatisfy { $0 == nil || $0?.fraction != nil } } }

    func comparison(_ options: TableComparison.Options) throws -> TableComparison {
        areExact
            ? try TableComparison(try exact(), options: options) : try TableComparison(try binary(), options: options)
    }

    func differences(_ first: Int, _ second: Int) throws -> PairedDifferences {
        areExact ? try exact().differences(first, second) : try binary().differences(first, second)
    }

    private func exact() throws -> ScoreTable<Fraction> {
        try ScoreTable(methods: methods, tasks: tasks, scores: cells.map { $0.map { $0?.fraction } })
    }

    private func binary() throws -> ScoreTable<Double> {
        try ScoreTable(methods: methods, tasks: tasks, scores: cells.map { $0.map { $0?.value } })
    }
}

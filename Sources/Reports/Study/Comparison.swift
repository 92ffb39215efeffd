import Statistics

/// Ranks and tests of methods over the tasks that all of them have a result for.
struct Comparison: Sendable {
    /// A method's line.
    struct Row: Sendable {
        let method: String
        let averageRank: Double
        let averageRankDifference: Double
        let meanValue: Double
        /// The p-value that the best method is better, as the paper tests; none for the best.
        let p: Double?
        /// The same, adjusted over the rows after Holm.
        let adjustedP: Double?
        /// On how many tasks the best method is better, equal and worse.
        let winTieLoss: WinTieLoss?
    }

    /// The methods, the best average rank first.
    let rows: [Row]
    /// The tasks that were ranked.
    let tasks: [String]
    /// The test and its conventions, in words.
    let convention: String
    /// Friedman's test of whether the methods rank alike; none for fewer than 2 methods or tasks.
    let friedman: FriedmanTest?
    /// The two-sided p-value of each pair of rows, not adjusted, by places in `rows`.
    let pairs: [(first: Int, second: Int, p: Double)]

    /// The number of methods.
    var methodCount: Int { rows.count }

    /// Compares methods; nil where there is no task to rank.
    ///
    /// Accuracies are compared as counts where all results have them, so that ties are exact.
    init?(_ study: StudyResults, methods: [String]) throws {
        let tasks = study.tasks(completeFor: methods)
        guard !tasks.isEmpty, !methods.isEmpty else { return nil }
        let counts = tasks.map { task in methods.map { study.accuracy(task, $0) } }
        if counts.allSatisfy({ $0.allSatisfy { $0 != nil } }) {
            try self.init(table: ScoreTable(methods: methods, tasks: tasks, scores: counts))
        } else {
            try self.init(
                table: ScoreTable(
                    methods: methods, tasks: tasks, scores: tasks.map { task in methods.map { study.value(task, $0) } })
            )
        }
    }

    private init<Value: Score>(table: ScoreTable<Value>) throws {
        tasks = table.tasks
        let averages = try table.averageRanks()
        let best = averages.best
        let test = WilcoxonSignedRankTest(mode: .r, alternative: .greater)
        let comparisons = try table.comparisons(reference: best, test: test, adjustment: .holm)
        convention = comparisons.rows.first?.wilcoxon.convention ?? "no test with one method"
        let byMethod = Dictionary(uniqueKeysWithValues: comparisons.rows.map { ($0.method, $0) })
        let order = table.methods.indices.sorted {
            (averages.rows[$0].averageRank ?? .infinity, $0 == best ? 0 : 1, $0)
                < (averages.rows[$1].averageRank ?? .infinity, $1 == best ? 0 : 1, $1)
        }
        rows = try order.map { column in
            let row = byMethod[column]
            return Row(
                method: table.methods[column], averageRank: averages.rows[column].averageRank ?? 0,
                averageRankDifference: averages.rows[column].averageRankDifference ?? 0,
                meanValue: try Summary(table.scores.compactMap { $0[column]?.scoreValue }).mean, p: row?.wilcoxon.p,
                adjustedP: row?.adjustedP, winTieLoss: row?.winTieLoss)
        }
        friedman = tasks.count > 1 && order.count > 1 ? try table.friedmanTest() : nil
        let twoSided = WilcoxonSignedRankTest(mode: .r, alternative: .twoSided)
        var pairs: [(first: Int, second: Int, p: Double)] = []
        for first in order.indices {
            for second in order.indices where second > first {
                let p = try twoSided.run(table.differences(order[first], order[second])).p
                pairs.append((first, second, p))
            }
        }
        self.pairs = pairs
    }

    /// The row of a method.
    func row(_ method: String) -> Row? { rows.first { $0.method == method } }
}

import Statistics

/// Scores of several methods over several tasks that a person gave.
public struct NumberTable: Sendable {
    /// The score of one run of a method on a task.
    public struct Run: Sendable, Hashable {
        /// What tells it from the other runs there, as its seed and fold: a value of each of the table's `runColumns`.
        public let key: [String]
        /// The score.
        public let score: TaskScore
    }

    /// What the scores measure; empty where the file does not say.
    public let metric: String
    /// The methods.
    public let methods: [String]
    /// The tasks.
    public let tasks: [String]
    /// The scores, a row a task, means where a task has several runs; nil where one is missing.
    public let scores: [[TaskScore?]]
    /// The runs that the scores are means of, a list a task and method; nil where every score is of one.
    public let runs: [[[Run]]]?
    /// The columns that tell runs apart.
    public let runColumns: [String]
    /// Whether the metric is known to be one of which smaller values are better.
    public let isMinimized: Bool

    /// Makes a table; the caller has checked that every row has a value a method.
    init(
        metric: String = "", methods: [String], tasks: [String], scores: [[TaskScore?]], runs: [[[Run]]]? = nil,
        runColumns: [String] = [], isMinimized: Bool = false
    ) {
        self.metric = metric
        self.methods = methods
        self.tasks = tasks
        self.scores = scores
        self.runs = runs
        self.runColumns = runColumns
        self.isMinimized = isMinimized
    }

    /// The table of some methods only, in the order named.
    ///
    /// - Throws: `StatisticsError` for a method that the table does not have.
    public func keeping(_ names: [String]) throws -> NumberTable {
        let columns = try names.map { try column($0) }
        return NumberTable(
            metric: metric, methods: names, tasks: tasks, scores: scores.map { row in columns.map { row[$0] } },
            runs: runs?.map { row in columns.map { row[$0] } }, runColumns: runColumns, isMinimized: isMinimized)
    }

    /// The column of a method.
    ///
    /// - Throws: `StatisticsError` for a method that the table does not have.
    public func column(_ name: String) throws -> Int {
        guard let column = methods.firstIndex(of: name) else {
            throw StatisticsError.outOfRange(
                what: "method", index: nil, value: name, allowed: methods.joined(separator: ", "))
        }
        return column
    }

    /// The scores for the statistics.
    ///
    /// - Throws: `StatisticsError` for scores that are not finite.
    public func scoreTable() throws -> ScoreTable<TaskScore> {
        try ScoreTable(methods: methods, tasks: tasks, scores: scores)
    }

    /// Two methods over the tasks that both have.
    ///
    /// - Throws: `StatisticsError` for names that are none, or where they share no task.
    public func pair(_ first: String, _ second: String) throws -> PairedNumbers {
        let columns = (try column(first), try column(second))
        let shared = scores.compactMap { row in row[columns.0].flatMap { x in row[columns.1].map { (x, $0) } } }
        var pair = try PairedNumbers(x: shared.map(\.0), y: shared.map(\.1))
        pair.names = (first, second)
        pair.missing = scores.count - shared.count
        if isMinimized { pair.order = .smallestFirst }
        return pair
    }

    /// The standard deviation of a score over its runs; nil where it is of one.
    public func spread(_ task: Int, _ method: Int) -> Double? {
        guard let values = runs?[task][method], values.count > 1 else { return nil }
        return (try? Summary(values.map(\.score.value)))?.standardDeviation
    }
}

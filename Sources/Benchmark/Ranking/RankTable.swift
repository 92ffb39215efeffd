import Networks
import ResultStore
import Statistics

/// The ranking of methods over tasks.
public struct RankTable: Sendable {
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
        /// The p-value of the paired test of the reference against the method; none for the reference.
        public let p: Double?
        /// The p-value after the adjustment for the number of tests.
        public let adjustedP: Double?
    }

    /// The methods, the best average rank first.
    public let rows: [Row]
    /// The names of the tasks that were ranked.
    public let tasks: [String]
    /// The tasks that some but not all methods have, left out where only common tasks count.
    public let incompleteTasks: [String]
    /// The number of results that are missing on the ranked tasks.
    public let missingResults: Int
    /// The methods without any result.
    public let absentMethods: [String]
    /// The method that the others are tested against.
    public let reference: String
    /// The names of the metrics that were ranked by, one as a rule.
    public let metrics: [String]
    /// The splits that results are of; with several, scores are means over them.
    public let splitIndices: [Int]
    /// The seeds that results are of; with several, scores are means over them.
    public let seeds: [Int64]
    /// The number of selections of other protocols or rules that were left out.
    public let otherSelections: Int
    /// The test and its conventions, in words.
    public let convention: String
    /// Everything that was computed.
    public let comparison: TableComparison

    /// Ranks stored selections.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - question: which selections, and how.
    /// - Throws: `ResultStoreError`, `PublishedError`, and `RankingError` where there is nothing to rank.
    public init(_ store: ResultStore, _ question: RankQuestion) throws {
        let scores = try StoredScores(store, question)
        var options = question.options
        options.order = question.metric.order
        let comparison = try scores.comparison(options)
        self.comparison = comparison
        tasks = comparison.tasks
        incompleteTasks = comparison.droppedTasks
        missingResults = comparison.tasks.reduce(0) { sum, task in
            sum + scores.methods.count { scores.scores[task]?[$0] == nil }
        }
        absentMethods = scores.absentMethods
        metrics = scores.metrics
        splitIndices = scores.splitIndices
        seeds = scores.seeds
        otherSelections = scores.otherSelections
        let tests = comparison.comparisons
        convention = RankTable.convention(tests, comparison.methods)
        reference = comparison.methods[tests?.reference ?? 0]
        rows = comparison.methods.indices.map { column in
            let average = comparison.averageRanks.rows[column]
            let test = tests?.rows.first { $0.method == column }
            return Row(
                method: comparison.methods[column], averageRank: average.averageRank ?? .nan,
                averageRankDifference: average.averageRankDifference ?? .nan,
                meanScore: comparison.meanScores[column] ?? .nan, p: test?.wilcoxon.p, adjustedP: test?.adjustedP)
        }.sorted { ($0.averageRank, $0.method) < ($1.averageRank, $1.method) }
    }

    /// The convention of all tests, or each with the methods it holds for: R's rules are about each pair.
    private static func convention(_ tests: ReferenceComparisons?, _ methods: [String]) -> String {
        var named: [(convention: String, methods: [String])] = []
        for row in tests?.rows ?? [] {
            let text = row.wilcoxon.convention
            if let index = named.firstIndex(where: { $0.convention == text }) {
                named[index].methods.append(methods[row.method])
            } else {
                named.append((text, [methods[row.method]]))
            }
        }
        guard named.count > 1 else { return named.first?.convention ?? "no test with one method" }
        return named.map { "\($0.convention) (for \($0.methods.joined(separator: ", ")))" }.joined(separator: "; ")
    }
}

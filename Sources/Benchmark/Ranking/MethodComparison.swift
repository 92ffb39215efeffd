import ResultStore
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
    /// The names of the metrics, one as a rule.
    public let metrics: [String]
    /// The splits that results are of; with several, scores are means over them.
    public let splitIndices: [Int]
    /// The seeds that results are of; with several, scores are means over them.
    public let seeds: [Int64]
    /// The exact test and everything else.
    public let paired: PairedComparison
    /// The test as the paper made it, with R's rules.
    public let asInPaper: WilcoxonSignedRankResult
    /// The test by the normal approximation without continuity correction, where an exact one is too large; else nil.
    public let approximate: WilcoxonSignedRankResult?

    /// Compares stored selections of the two methods of a question.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - question: exactly two methods, and which selections; its order of scores decides what is better.
    ///   - options: alternative, confidence, region of practical equivalence.
    /// - Throws: `ResultStoreError`, and `RankingError` where there is nothing to compare.
    public init(_ store: ResultStore, _ question: RankQuestion, options: PairedComparison.Options) throws {
        let scores = try StoredScores(store, question)
        guard scores.methods.count == 2 else {
            throw RankingError.noReference(scores.absentMethods.first ?? "a method", methods: scores.methods)
        }
        let (first, second) = (scores.methods[0], scores.methods[1])
        var tasks: [String] = []
        var pairs: [(TaskScore, TaskScore)] = []
        for task in scores.tasks {
            guard let x = scores.scores[task]?[first], let y = scores.scores[task]?[second] else { continue }
            tasks.append(task)
            pairs.append((x, y))
        }
        guard !pairs.isEmpty else { throw RankingError.noCommonTask(methods: scores.methods) }
        incompleteTasks = scores.tasks.filter { !tasks.contains($0) }
        metrics = scores.metrics
        splitIndices = scores.splitIndices
        seeds = scores.seeds
        let exact = pairs.compactMap { pair in pair.0.fraction.flatMap { x in pair.1.fraction.map { (x, $0) } } }
        let differences =
            exact.count == pairs.count
            ? try PairedDifferences(x: exact.map(\.0), y: exact.map(\.1))
            : try PairedDifferences(x: pairs.map(\.0.value), y: pairs.map(\.1.value))
        // The alternative is about being better, which for losses is being smaller.
        let isReversed = question.metric.order == .smallestFirst
        let tested = isReversed ? differences.negated : differences
        var options = options
        options.order = .largestFirst
        let alternative = options.wilcoxon.alternative
        let isSmall = differences.count <= 2000
        if !isSmall { options.wilcoxon.mode = .normal(continuityCorrection: false) }
        paired = try PairedComparison(tested, options: options)
        approximate = isSmall ? nil : paired.wilcoxon
        asInPaper = try WilcoxonSignedRankTest(mode: .r, alternative: alternative).run(tested)
        let changed = differences.levels.indices.filter { differences.signs[$0] != 0 }
        let ranks = try Ranking.ranks(of: changed.map { Double(differences.levels[$0]) }, order: .smallestFirst)
        var signedRanks = [Double](repeating: 0, count: pairs.count)
        for (index, rank) in zip(changed, ranks) { signedRanks[index] = (rank ?? 0) * Double(differences.signs[index]) }
        rows = tasks.indices.map {
            Row(
                task: tasks[$0], first: pairs[$0].0, second: pairs[$0].1, difference: differences.values[$0],
                signedRank: signedRanks[$0])
        }
    }

    /// The tasks with the largest ranks, which decide the test, at most `count`.
    public func decisive(_ count: Int) -> [Row] {
        Array(
            rows.filter { $0.signedRank != 0 }.sorted {
                ($1.signedRank.magnitude, $0.task) < ($0.signedRank.magnitude, $1.task)
            }.prefix(count))
    }
}

import Networks
import ResultStore
import Statistics

/// The ranking of methods over the tasks that all of them have a result for.
public struct RankTable: Sendable {
    /// A method's line.
    public struct Row: Sendable {
        /// The name of the method.
        public let method: String
        /// The mean of its ranks, 1 for the best; equal accuracies share the mean of their ranks.
        public let averageRank: Double
        /// The average rank minus that of random methods, (k + 1) / 2.
        public let averageRankDifference: Double
        /// The mean test accuracy.
        public let meanAccuracy: Double
        /// The p-value of the paired test that the best method is better; none for the best one.
        public let p: Double?
    }

    /// The methods, the best average rank first.
    public let rows: [Row]
    /// The names of the tasks that were ranked.
    public let tasks: [String]
    /// The tasks that some but not all methods have, left out.
    public let incompleteTasks: [String]
    /// The test and its conventions, in words.
    public let convention: String

    /// Ranks stored selections.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - question: which selections.
    /// - Throws: `ResultStoreError`, and `RankingError` where there is nothing to rank.
    public init(_ store: ResultStore, _ question: RankQuestion) throws {
        let names = question.methods.map(\.name)
        let digests = Dictionary(
            question.methods.map { ($0.name, $0.record.digest) }, uniquingKeysWith: { first, _ in first })
        let results = try store.selectedResults(
            UnitFilter(
                tasks: question.tasks?.map(\.description), splitIndices: [question.splitIndex], methods: names,
                protocolDigests: [question.trainingProtocol.record.digest], seeds: [question.seed]),
            grids: [question.grid])
        var accuracies: [String: [String: Accuracy]] = [:]
        for result in results where digests[result.method] == result.methodDigest {
            guard let correct = result.chosen?.testCorrect, let total = result.chosen?.testTotal, total > 0
            else { continue }
            accuracies[result.task, default: [:]][result.method] = try Accuracy(correct: correct, total: total)
        }
        let present = names.filter { name in accuracies.values.contains { $0[name] != nil } }
        guard !present.isEmpty else { throw RankingError.noResults(grid: question.grid) }
        let all = accuracies.keys.sorted()
        let tasks = all.filter { task in present.allSatisfy { accuracies[task]?[$0] != nil } }
        let ranked = Set(tasks)
        self.tasks = tasks
        incompleteTasks = all.filter { !ranked.contains($0) }
        guard !tasks.isEmpty else { throw RankingError.noCommonTask(methods: present) }
        let table = try ScoreTable(
            methods: present, tasks: tasks, scores: tasks.map { task in present.map { accuracies[task]?[$0] } })

        let averages = try table.averageRanks()
        let test = WilcoxonSignedRankTest(mode: .r, alternative: .greater)
        var p: [Int: Double] = [:]
        var convention = "no test with one method"
        let best = averages.best
        for column in present.indices where column != best {
            let result = try test.run(table.differences(best, column))
            p[column] = result.p
            convention = result.convention
        }
        self.convention = convention
        rows = present.indices.map { column in
            let values = tasks.compactMap { accuracies[$0]?[present[column]]?.value }
            return Row(
                method: present[column], averageRank: averages.rows[column].averageRank ?? .nan,
                averageRankDifference: averages.rows[column].averageRankDifference ?? .nan,
                meanAccuracy: values.reduce(0, +) / Double(values.count), p: p[column])
        }.sorted { ($0.averageRank, $0.method) < ($1.averageRank, $1.method) }
    }
}

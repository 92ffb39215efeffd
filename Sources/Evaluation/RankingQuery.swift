import Formats
import ResultStore
import Statistics

/// The queries with a name that rank or compare: computed like every other ranking, with the columns of a query.
///
/// A new one is a value here and its place in ``all``.
public struct RankingQuery: Sendable {
    /// The name to call it by.
    public let name: String
    /// What it answers, one sentence.
    public let summary: String
    /// The values it can be told; null stands for all.
    public let parameters: [NamedQuery.Parameter]
    private let columns: [String]
    private let rows: @Sendable (Results, _ method: String, _ other: String) throws -> [[QueryValue]]

    /// Every query that ranks.
    public static let all = [averageRanks, bestConfigurations, betterMethod]

    /// The query of a name, or nil.
    public static func named(_ name: String) -> RankingQuery? { all.first { $0.name == name } }

    /// The columns and rows of the answer, without rows where the store has nothing to rank.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - question: which results, as far as no argument says it.
    ///   - arguments: values of the parameters by name; the others keep their default.
    /// - Throws: `ResultStoreError`, and `EvaluationError` for a method without results that the query is about.
    public func run(
        _ store: ResultStore, _ question: ResultQuestion, arguments: [String: String] = [:]
    ) throws -> QueryResult {
        var question = question
        if let suite = arguments["suite"] {
            question.tasks = try store.resultNames().tasks.filter { $0.suite == suite }.map(\.name)
        }
        if let task = arguments["task"] { question.tasks = (question.tasks ?? [task]).filter { $0 == task } }
        func method(_ name: String) -> String {
            if let given = arguments[name] { return given }
            guard case .text(let usual)? = parameters.first(where: { $0.name == name })?.defaultValue else { return "" }
            return usual
        }
        do {
            let results = try Results(store, question)
            try results.requireResults()
            return QueryResult(columns: columns, rows: try rows(results, method("method"), method("other")))
        } catch let error as EvaluationError {
            if case .noReference = error { throw error }
            return QueryResult(columns: columns, rows: [])
        }
    }

    private static let suite = NamedQuery.Parameter(
        name: "suite", defaultValue: .null, summary: "one suite; all by default")

    /// The average rank of each method.
    public static let averageRanks = RankingQuery(
        name: "average-ranks",
        summary:
            "The average rank of each method over the tasks that all methods have a result for, as rank computes it.",
        parameters: [suite],
        columns: ["method", "average_rank", "average_rank_difference", "sole_wins", "results", "mean_test_value"]
    ) { results, _, _ in
        let comparison = try Comparison(results)
        let table = comparison.table
        return comparison.rows.map { row in
            let column = table.methods.firstIndex(of: row.method) ?? 0
            let wins = table.ranks.count { $0[column] == 1 }
            return [
                .text(row.method), .real(row.averageRank), .real(row.averageRankDifference), .integer(Int64(wins)),
                .integer(Int64(comparison.tasks.count)), .real(row.meanScore),
            ]
        }
    }

    /// The best of each task.
    public static let bestConfigurations = RankingQuery(
        name: "best-configurations",
        summary:
            "The method with the best selected test result on each task, with the configuration of each split and seed.",
        parameters: [
            suite, NamedQuery.Parameter(name: "task", defaultValue: .null, summary: "one task; all by default"),
        ],
        columns: ["task", "split_index", "seed", "method"] + hyperparameters + [
            "configuration", "epoch", "test_metric", "test_value", "test_correct", "test_total",
        ]
    ) { results, _, _ in
        try results.tasks.flatMap { task in
            try results.best(on: task).flatMap { method in
                (results[task, method]?.samples ?? []).map { sample in
                    let chosen = sample.chosen
                    let counts: [QueryValue] = [chosen.testCorrect, chosen.testTotal].map {
                        $0.map { .integer(Int64($0)) } ?? .null
                    }
                    return [.text(task), .integer(Int64(sample.splitIndex)), .integer(sample.seed), .text(method)]
                        + values(sample, hyperparameters)
                        + [
                            sample.hyperparameters.map { .text($0) } ?? .null,
                            .integer(Int64(chosen.epoch)), .text(chosen.testMetric),
                            chosen.testValue.map { .real($0) } ?? .null,
                        ] + counts
                }
            }
        }
    }

    /// The tasks on which one method beats another.
    public static let betterMethod = RankingQuery(
        name: "better-method",
        summary: "The tasks on which one method beats another, by how much: BatchNorm over SNN unless told otherwise.",
        parameters: [
            NamedQuery.Parameter(
                name: "method", defaultValue: .text("batchnorm"), summary: "the method that is better"),
            NamedQuery.Parameter(name: "other", defaultValue: .text("snn"), summary: "the method that is worse"),
            suite,
        ],
        columns: [
            "task", "test_metric", "better", "worse", "difference", "better_correct", "worse_correct", "test_total",
            "better_layers", "worse_layers",
        ]
    ) { results, method, other in
        var options = PairedComparison.Options()
        options.draws = 0
        let comparison = try MethodComparison(results, method, other, options: options)
        return comparison.rows.filter { $0.difference > 0 }
            .sorted { ($1.difference, $0.task) < ($0.difference, $1.task) }
            .map { row in
                let counts = [row.first.accuracy, row.second.accuracy]
                let layers = [method, other].map { name -> QueryValue in
                    // With several splits or seeds there is no one depth.
                    guard let samples = results[row.task, name]?.samples, samples.count == 1 else { return .null }
                    return values(samples[0], ["layers"])[0]
                }
                return [
                    .text(row.task), .text(results.metrics.joined(separator: " and ")), .real(row.first.value),
                    .real(row.second.value), .real(row.difference),
                ] + counts.map { $0.map { .integer(Int64($0.correct)) } ?? .null }
                    + [counts[0].map { .integer(Int64($0.total)) } ?? .null] + layers
            }
    }

    /// The hyperparameters that have a column.
    private static let hyperparameters = ["hidden_units", "layers", "learning_rate", "dropout_rate", "form"]

    /// Some hyperparameters of what was chosen.
    private static func values(_ sample: Results.Sample, _ names: [String]) -> [QueryValue] {
        let stored = sample.hyperparameters.flatMap { try? CanonicalJSON(parsing: $0) }
        return names.map { name in
            switch stored?[name] {
            case .integer(let number)?: .integer(number)
            case .number(let number)?: .real(number)
            case .string(let text)?: .text(text)
            default: .null
            }
        }
    }
}

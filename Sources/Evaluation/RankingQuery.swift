import ResultStore
import Statistics

/// The queries with a name that rank: computed like every other ranking, with the columns of a query.
public struct RankingQuery: Sendable {
    /// The name to call it by.
    public let name: String
    /// What it answers, one sentence.
    public let summary: String

    /// The average rank of each method.
    public static let averageRanks = RankingQuery(
        name: "average-ranks",
        summary:
            "The average rank of each method over the tasks that all methods have a result for, as rank computes it.")

    /// Every query that ranks.
    public static let all = [averageRanks]

    /// The query of a name, or nil.
    public static func named(_ name: String) -> RankingQuery? { all.first { $0.name == name } }

    /// Runs the query.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - question: which results.
    /// - Throws: `ResultStoreError`; a store with nothing to rank gives no rows.
    public func run(_ store: ResultStore, _ question: ResultQuestion) throws -> QueryResult {
        let columns = [
            "method", "average_rank", "average_rank_difference", "sole_wins", "results", "mean_test_value",
        ]
        let comparison: Comparison
        do {
            comparison = try Comparison(try Results(store, question))
        } catch is EvaluationError {
            return QueryResult(columns: columns, rows: [])
        }
        let table = comparison.table
        return QueryResult(
            columns: columns,
            rows: comparison.rows.map { row in
                let column = table.methods.firstIndex(of: row.method) ?? 0
                let wins = table.ranks.count { $0[column] == 1 }
                return [
                    .text(row.method), .real(row.averageRank), .real(row.averageRankDifference), .integer(Int64(wins)),
                    .integer(Int64(comparison.tasks.count)), .real(row.meanScore),
                ]
            })
    }
}

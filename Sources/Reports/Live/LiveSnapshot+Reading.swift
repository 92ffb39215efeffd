import Evaluation
import Foundation
import ResultStore

extension LiveSnapshot {
    /// Reads a store, also while another process writes it.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - question: which results are ranked; units of cells that are not through count too.
    ///   - cache: what is known of stored curves already, kept from one moment to the next.
    ///   - now: the moment from which rates are reckoned.
    /// - Throws: `ResultStoreError`.
    public init(
        _ store: ResultStore, question: ResultQuestion = ResultQuestion(), cache: CandidateCache = CandidateCache(),
        now: Date = Date()
    ) throws {
        let rows = try Rows(
            store,
            """
            SELECT task, method, sum(units), sum(succeeded), sum(diverged), sum(failed), sum(interrupted), sum(running),
                sum(pending)
            FROM progress GROUP BY task, method
            """)
        var byMethod: [String: (units: Int, finished: Int, diverged: Int)] = [:]
        var byTask: [String: (units: Int, finished: Int)] = [:]
        var sums = [Int](repeating: 0, count: 6)
        for row in rows {
            let values = (2...8).map { row.integer($0) ?? 0 }
            let finished = values[1] + values[2]
            let method = byMethod[row.text(1)] ?? (0, 0, 0)
            byMethod[row.text(1)] = (
                method.units + values[0], method.finished + finished, method.diverged + values[2]
            )
            let task = byTask[row.text(0)] ?? (0, 0)
            byTask[row.text(0)] = (task.units + values[0], task.finished + finished)
            for place in sums.indices { sums[place] += values[place + 1] }
        }
        let names = ["succeeded", "diverged", "failed", "interrupted", "running", "pending"]
        let ranking = try Self.ranking(store, question, cache)
        let times = try Rows(
            store,
            """
            WITH bounds AS (
                SELECT :now AS moment,
                    strftime('%Y-%m-%dT%H:%M:%fZ', :now - 120, 'unixepoch') AS earliest
            )
            SELECT count(*), min((julianday(started_at) - 2440587.5) * 86400.0),
                (SELECT (julianday(max(finished_at)) - 2440587.5) * 86400.0 FROM attempts)
            FROM attempts, bounds
            WHERE finished_at >= earliest AND outcome IN ('succeeded', 'diverged')
            """, ["now": .real(now.timeIntervalSince1970)]
        ).first { _ in true }
        let recent = times?.integer(0) ?? 0
        var rate: Double?
        if recent > 0, let start = times?.double(1) {
            // Units that began before the window count with the part that lies in it, roughly.
            let seconds = min(120, max(0.5, now.timeIntervalSince1970 - start))
            rate = Double(recent) / seconds
        }
        self.init(
            counts: zip(names, sums).map { ($0, $1) }.filter { $0.1 > 0 || $0.0 == "pending" },
            methods: MethodName.sorted(byMethod.keys).compactMap { name in
                byMethod[name].map {
                    MethodProgress(
                        title: MethodName.title(name), units: $0.units, finished: $0.finished, diverged: $0.diverged)
                }
            },
            tasks: byTask.sorted { $0.key < $1.key }.map {
                TaskProgress(name: $0.key, units: $0.value.units, finished: $0.value.finished)
            }, rate: rate,
            secondsSinceLast: times?.double(2).map { max(0, now.timeIntervalSince1970 - $0) },
            ranking: ranking.ranks, rankedTasks: ranking.tasks)
    }

    /// The ranking of the units trained so far; empty where there is none or only one method.
    private static func ranking(
        _ store: ResultStore, _ question: ResultQuestion, _ cache: CandidateCache
    ) throws -> (ranks: [Rank], tasks: Int) {
        var question = question
        question.includesUnfinished = true
        do {
            let comparison = try Evaluation.Comparison(try Results(store, question, cache: cache))
            guard comparison.methodCount > 1 else { return ([], 0) }
            return (
                comparison.rows.map { Rank(title: MethodName.title($0.method), averageRank: $0.averageRank) },
                comparison.tasks.count
            )
        } catch is EvaluationError {
            return ([], 0)
        }
    }
}

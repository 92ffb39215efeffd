import Foundation
import ResultStore
import Statistics

extension LiveSnapshot {
    /// Reads a store, also while another process writes it.
    ///
    /// - Parameters:
    ///   - store: the store.
    ///   - now: the moment from which rates are reckoned.
    /// - Throws: `ResultStoreError`.
    public init(_ store: ResultStore, now: Date = Date()) throws {
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
        let ranking = try Self.ranking(store)
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

    /// Ranks by the unit that validation prefers among those trained so far, where every method has one.
    private static func ranking(_ store: ResultStore) throws -> (ranks: [Rank], tasks: Int) {
        let rows = try Rows(
            store,
            """
            SELECT split_id, protocol_id, seed, method, correct, total FROM (
                SELECT u.split_id, u.protocol_id, u.seed, m.name AS method, ta.correct, ta.total,
                    row_number() OVER (
                        PARTITION BY u.split_id, u.protocol_id, u.seed, m.name
                        ORDER BY va.value DESC, c.layers DESC, c.learning_rate, c.dropout_rate DESC, u.unit_hash
                    ) AS place
                FROM units AS u
                JOIN configurations AS c ON c.configuration_id = u.configuration_id
                JOIN methods AS m ON m.method_id = c.method_id
                JOIN attempts AS a ON a.unit_id = u.unit_id AND a.outcome = 'succeeded'
                JOIN metrics AS va ON va.attempt_id = a.attempt_id AND va.partition = 'validation'
                    AND va.name = 'accuracy'
                JOIN metrics AS ta ON ta.attempt_id = a.attempt_id AND ta.partition = 'test' AND ta.name = 'accuracy'
            )
            WHERE place = 1
            """)
        var accuracies: [[Int]: [String: Accuracy]] = [:]
        for row in rows {
            guard let correct = row.integer(4), let total = row.integer(5), total > 0 else { continue }
            let cell = (0...2).map { row.integer($0) ?? 0 }
            accuracies[cell, default: [:]][row.text(3)] = try Accuracy(correct: correct, total: total)
        }
        let methods = MethodName.sorted(Set(accuracies.values.flatMap(\.keys)))
        let complete = accuracies.values.filter { $0.count == methods.count }
        guard methods.count > 1, !complete.isEmpty else { return ([], 0) }
        let averages = try ScoreTable(
            methods: methods, scores: complete.map { cells in methods.map { cells[$0] } }
        ).averageRanks()
        let ranks = averages.rows.compactMap { row in
            row.averageRank.map { Rank(title: MethodName.title(row.method), averageRank: $0) }
        }
        return (ranks.sorted { ($0.averageRank, $0.title) < ($1.averageRank, $1.title) }, complete.count)
    }
}

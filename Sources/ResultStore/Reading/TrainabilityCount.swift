import GRDB

/// How the units of a method fared at one depth and learning rate.
public struct TrainabilityCount: Equatable, Sendable {
    /// The method's name.
    public let method: String
    /// The number of layers or blocks.
    public let layers: Int
    /// The learning rate.
    public let learningRate: Double
    /// The units that succeeded or diverged.
    public let units: Int
    /// The units that diverged.
    public let diverged: Int
    /// The earliest epoch, from 1, in which the loss of one was no longer finite; nil where none diverged.
    public let firstEpoch: Int?
}

extension ResultStore {
    /// How many units diverged, and how early, by method, depth and learning rate, in this order.
    ///
    /// - Throws: `ResultStoreError`.
    public func trainabilityCounts() throws(ResultStoreError) -> [TrainabilityCount] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT m.name AS method, c.layers AS layers, c.learning_rate AS learning_rate, count(*) AS units,
                        sum(a.outcome = 'diverged') AS diverged,
                        min(CASE WHEN a.outcome = 'diverged' THEN a.epochs_completed + 1 END) AS first_epoch
                    FROM \(StatementPart.unitsWithParents)
                    \(StatementPart.currentAttempt)
                    WHERE a.outcome IN ('succeeded', 'diverged') AND c.layers IS NOT NULL AND c.learning_rate IS NOT NULL
                    GROUP BY m.name, c.layers, c.learning_rate ORDER BY m.name, c.layers, c.learning_rate
                    """)
            return try rows.map { row in
                TrainabilityCount(
                    method: try row.requiredText("method"), layers: row.count("layers") ?? 0,
                    learningRate: row.double("learning_rate") ?? 0, units: try row.requiredCount("units"),
                    diverged: try row.requiredCount("diverged"), firstEpoch: row.count("first_epoch"))
            }
        }
    }
}

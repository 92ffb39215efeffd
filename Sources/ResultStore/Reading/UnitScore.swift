import GRDB

/// A unit that succeeded, with the metrics of the epoch that its training selected; from its latest success.
public struct UnitScore: Equatable, Sendable {
    /// A metric on some rows.
    public struct Metric: Equatable, Sendable {
        /// The value.
        public let value: Double?
        /// The rows classified correctly, for an accuracy.
        public let correct: Int?
        /// The rows counted, for an accuracy.
        public let total: Int?
    }

    /// The unit's hash.
    public let unitHash: String
    /// The suite.
    public let suite: String
    /// The task's full name.
    public let task: String
    /// The index of the split.
    public let splitIndex: Int
    /// The method's name.
    public let method: String
    /// The digest of the method.
    public let methodDigest: String
    /// The digest of the protocol.
    public let protocolDigest: String
    /// The seed.
    public let seed: Int64
    /// The number of layers or blocks, where the method has it.
    public let layers: Int?
    /// The learning rate, where the method has it.
    public let learningRate: Double?
    /// The dropout rate, where the method has it.
    public let dropoutRate: Double?
    /// The accuracy on validation rows.
    public let validationAccuracy: Metric
    /// The accuracy on test rows.
    public let testAccuracy: Metric
    /// The area under the validation ROC curve.
    public let validationAUC: Double?
    /// The area under the test ROC curve.
    public let testAUC: Double?
}

extension ResultStore {
    /// The metrics of units that succeeded, in the order of their hashes.
    ///
    /// - Parameter filter: Which units.
    /// - Throws: `ResultStoreError`.
    public func scores(_ filter: UnitFilter = .all) throws(ResultStoreError) -> [UnitScore] {
        try read { database in
            let condition = filter.condition(
                unitHash: "u.unit_hash", configurationDigest: "c.configuration_digest", seed: "u.seed")
            func metric(_ alias: String, _ partition: String, _ name: String) -> String {
                "LEFT JOIN metrics AS \(alias) ON \(alias).attempt_id = a.attempt_id"
                    + " AND \(alias).partition = '\(partition)' AND \(alias).name = '\(name)'"
            }
            let cursor = try Row.fetchCursor(
                database,
                sql: """
                    SELECT u.unit_hash AS unit_hash, t.suite AS suite, t.name AS task, s.split_index AS split_index,
                        m.name AS method, m.method_digest AS method_digest, p.protocol_digest AS protocol_digest,
                        u.seed AS seed, c.layers AS layers, c.learning_rate AS learning_rate,
                        c.dropout_rate AS dropout_rate, va.value AS validation_value, va.correct AS validation_correct,
                        va.total AS validation_total, ta.value AS test_value, ta.correct AS test_correct,
                        ta.total AS test_total, vu.value AS validation_auc, tu.value AS test_auc
                    FROM \(StatementPart.unitsWithParents)
                    JOIN latest_success AS a ON a.unit_id = u.unit_id
                    \(metric("va", "validation", "accuracy"))
                    \(metric("ta", "test", "accuracy"))
                    \(metric("vu", "validation", "auc"))
                    \(metric("tu", "test", "auc"))
                    WHERE \(condition.sql)
                    ORDER BY u.unit_hash
                    """, arguments: condition.arguments)
            var scores: [UnitScore] = []
            while let row = try cursor.next() { scores.append(try Self.score(row)) }
            return scores
        }
    }

    private static func score(_ row: Row) throws -> UnitScore {
        func metric(_ partition: String) -> UnitScore.Metric {
            UnitScore.Metric(
                value: row.double("\(partition)_value"), correct: row.count("\(partition)_correct"),
                total: row.count("\(partition)_total"))
        }
        return UnitScore(
            unitHash: try row.requiredText("unit_hash"), suite: try row.requiredText("suite"),
            task: try row.requiredText("task"), splitIndex: try row.requiredCount("split_index"),
            method: try row.requiredText("method"), methodDigest: try row.requiredText("method_digest"),
            protocolDigest: try row.requiredText("protocol_digest"), seed: try row.requiredInteger("seed"),
            layers: row.count("layers"), learningRate: row.double("learning_rate"),
            dropoutRate: row.double("dropout_rate"), validationAccuracy: metric("validation"),
            testAccuracy: metric("test"), validationAUC: row.double("validation_auc"),
            testAUC: row.double("test_auc"))
    }
}

extension Verifier {
    /// Epochs that are missing, too many, or count more rows than the split has.
    mutating func checkEpochs() throws {
        try check(
            .epochs,
            """
            SELECT 'attempt ' || a.attempt_id || ' (' || a.outcome || ') completed ' || a.epochs_completed
                || ' epochs and has ' || count(e.epoch) || coalesce(', from ' || min(e.epoch) || ' to ' || max(e.epoch), '')
            FROM attempts AS a LEFT JOIN epochs AS e ON e.attempt_id = a.attempt_id AND e.epoch > 0
            WHERE a.outcome <> 'running'
            GROUP BY a.attempt_id
            HAVING count(e.epoch) > 0 AND (min(e.epoch) <> 1 OR max(e.epoch) <> count(e.epoch))
                OR a.outcome = 'succeeded' AND count(e.epoch) <> a.epochs_completed
            """)
        try check(
            .epochs,
            """
            SELECT 'attempt ' || e.attempt_id || ', epoch ' || e.epoch || ': more rows correct than the split has'
            FROM epochs AS e
            JOIN attempts AS a ON a.attempt_id = e.attempt_id
            JOIN units AS u ON u.unit_id = a.unit_id
            JOIN splits AS s ON s.split_id = u.split_id
            WHERE e.validation_correct NOT BETWEEN 0 AND s.validation_rows
                OR e.test_correct NOT BETWEEN 0 AND s.test_rows
            """)
    }

    /// Metrics that don't follow from their counts, from the epoch they name, or from the size of the split.
    mutating func checkMetrics() throws {
        let metric = "'attempt ' || m.attempt_id || ', ' || m.partition || ' ' || m.name"
        try check(
            .metric,
            """
            SELECT \(metric) || ': the value ' || coalesce(m.value, 'NULL') || ' is not ' || m.correct || '/' || m.total
            FROM metrics AS m
            WHERE m.correct IS NOT NULL AND m.total > 0 AND m.value IS NOT 1.0 * m.correct / m.total
            """)
        try check(
            .metric,
            """
            SELECT \(metric) || ': it has no counts' FROM metrics AS m
            WHERE m.name = 'accuracy' AND m.value IS NOT NULL AND (m.correct IS NULL OR m.total IS NULL)
            """)
        try check(
            .metric,
            """
            SELECT \(metric) || ': ' || m.total || ' rows counted, but the split has '
                || CASE m.partition WHEN 'test' THEN s.test_rows WHEN 'validation' THEN s.validation_rows
                    ELSE s.training_rows END
            FROM metrics AS m
            JOIN attempts AS a ON a.attempt_id = m.attempt_id
            JOIN units AS u ON u.unit_id = a.unit_id
            JOIN splits AS s ON s.split_id = u.split_id
            WHERE m.name = 'accuracy' AND m.total <> CASE m.partition WHEN 'test' THEN s.test_rows
                WHEN 'validation' THEN s.validation_rows ELSE s.training_rows END
            """)
        try check(
            .metric,
            """
            SELECT \(metric) || ': it differs from the learning curve at epoch ' || m.epoch
            FROM metrics AS m
            LEFT JOIN epochs AS e ON e.attempt_id = m.attempt_id AND e.epoch = m.epoch
            WHERE m.epoch IS NOT NULL AND m.epoch > 0 AND m.partition IN ('validation', 'test')
                AND m.name IN ('accuracy', 'auc', 'loss')
                AND EXISTS (SELECT 1 FROM epochs AS f WHERE f.attempt_id = m.attempt_id)
                AND CASE m.name
                    WHEN 'accuracy' THEN m.correct IS NOT CASE m.partition
                        WHEN 'test' THEN e.test_correct ELSE e.validation_correct END
                    WHEN 'auc' THEN m.value IS NOT CASE m.partition
                        WHEN 'test' THEN e.test_auc ELSE e.validation_auc END
                    ELSE m.value IS NOT CASE m.partition
                        WHEN 'test' THEN e.test_loss ELSE e.validation_loss END
                END
            """)
    }

    /// Successes that are none: without a test metric, with a loss that isn't finite, or in conflict with another.
    mutating func checkSuccesses() throws {
        try check(
            .success,
            """
            SELECT 'attempt ' || a.attempt_id || ' succeeded without a test metric' FROM attempts AS a
            WHERE a.outcome = 'succeeded' AND NOT EXISTS (
                SELECT 1 FROM metrics AS m
                WHERE m.attempt_id = a.attempt_id AND m.partition = 'test' AND m.value IS NOT NULL
            )
            """)
        try check(
            .success,
            """
            SELECT 'attempt ' || a.attempt_id || ' succeeded but has no training loss at epoch ' || min(e.epoch)
            FROM attempts AS a JOIN epochs AS e ON e.attempt_id = a.attempt_id
            WHERE a.outcome = 'succeeded' AND e.training_loss IS NULL
            GROUP BY a.attempt_id
            """)
        try check(
            .conflict,
            """
            SELECT 'unit ' || u.unit_hash || ' has ' || count(DISTINCT a.result_digest)
                || ' different results, attempts ' || group_concat(a.attempt_id)
            FROM attempts AS a JOIN units AS u ON u.unit_id = a.unit_id
            WHERE a.outcome IN ('succeeded', 'diverged')
            GROUP BY a.unit_id HAVING count(DISTINCT a.result_digest) > 1
            """)
    }

    /// Selections that chose another split's unit, or whose counts are not those of the chosen epoch.
    mutating func checkSelections() throws {
        try check(
            .selection,
            """
            SELECT 'selection ' || x.selection_id || ' chose a unit of another task, split, protocol, method or seed'
            FROM selections AS x
            JOIN units AS u ON u.unit_id = x.unit_id
            JOIN splits AS s ON s.split_id = x.split_id
            JOIN splits AS w ON w.split_id = u.split_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            WHERE s.split_digest <> w.split_digest OR x.protocol_id <> u.protocol_id OR x.method_id <> c.method_id
                OR x.seed <> u.seed
            """)
        try check(
            .selection,
            """
            SELECT 'selection ' || x.selection_id || ' has a test accuracy that is not test_correct / test_total'
            FROM selections AS x
            WHERE x.test_metric = 'accuracy' AND x.test_total > 0 AND x.test_value IS NOT 1.0 * x.test_correct / x.test_total
            """)
        try check(
            .selection,
            """
            SELECT 'selection ' || x.selection_id || ' differs from the learning curve of its unit at epoch ' || x.epoch
            FROM selections AS x
            WHERE x.unit_id IS NOT NULL AND NOT EXISTS (
                SELECT 1 FROM attempts AS a
                JOIN epochs AS e ON e.attempt_id = a.attempt_id AND e.epoch = x.epoch
                WHERE a.unit_id = x.unit_id AND a.outcome = 'succeeded'
                    AND e.validation_correct IS x.validation_correct AND e.test_correct IS x.test_correct
                    AND (x.test_metric <> 'auc' OR e.test_auc IS x.test_value)
            )
            """)
    }
}

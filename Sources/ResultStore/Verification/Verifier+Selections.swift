extension Verifier {
    /// Units whose attempts have different results.
    mutating func checkConflicts() throws {
        try check(
            .conflict,
            """
            SELECT 'unit ' || u.unit_hash || ' has ' || count(DISTINCT a.result_digest)
                || ' different results, attempts ' || group_concat(a.attempt_id)
            FROM attempts AS a JOIN units AS u ON u.unit_id = a.unit_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id
            WHERE a.outcome IN ('succeeded', 'diverged') AND \(MethodRecord.hasOneResult)
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

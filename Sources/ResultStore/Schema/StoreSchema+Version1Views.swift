extension StoreSchema {
    /// Views of version 1, each with a comment that says what one row is.
    static let version1Views = """
        CREATE VIEW latest_success AS
        -- One row per unit that succeeded: its latest successful attempt.
        SELECT a.*
        FROM attempts AS a
        WHERE a.outcome = 'succeeded' AND NOT EXISTS (
            SELECT 1 FROM attempts AS b
            WHERE b.unit_id = a.unit_id AND b.outcome = 'succeeded'
                AND (b.started_at, b.attempt_id) > (a.started_at, a.attempt_id)
        );

        CREATE VIEW current_attempts AS
        -- One row per unit that was tried: its latest success, or else its latest attempt of any outcome.
        SELECT a.*
        FROM attempts AS a
        WHERE a.attempt_id = (
            SELECT b.attempt_id FROM attempts AS b
            WHERE b.unit_id = a.unit_id
            ORDER BY b.outcome = 'succeeded' DESC, b.started_at DESC, b.attempt_id DESC
            LIMIT 1
        );

        CREATE VIEW unit_overview AS
        -- One row per unit: what it is, how it stands ('pending' if never tried) and its metrics at the selected epoch.
        SELECT
            u.unit_hash, t.suite, t.name AS task, s.split_index, m.name AS method, c.hidden_units, c.layers,
            c.learning_rate, c.dropout_rate, c.form, c.l2_penalty, c.bottleneck, u.seed, p.name AS protocol,
            coalesce(a.outcome, 'pending') AS outcome, a.message, a.epochs_completed, a.steps, a.seconds,
            va.epoch AS selected_epoch,
            va.value AS validation_accuracy, va.correct AS validation_correct, va.total AS validation_total,
            ta.value AS test_accuracy, ta.correct AS test_correct, ta.total AS test_total,
            vu.value AS validation_auc, tu.value AS test_auc,
            a.started_at, a.finished_at, a.attempt_id, u.unit_id, u.split_id, c.configuration_id, m.method_id,
            u.protocol_id, u.numerics_version
        FROM units AS u
        JOIN splits AS s ON s.split_id = u.split_id
        JOIN tasks AS t ON t.task_id = s.task_id
        JOIN protocols AS p ON p.protocol_id = u.protocol_id
        JOIN configurations AS c ON c.configuration_id = u.configuration_id
        JOIN methods AS m ON m.method_id = c.method_id
        LEFT JOIN attempts AS a ON a.attempt_id = (
            SELECT b.attempt_id FROM attempts AS b
            WHERE b.unit_id = u.unit_id
            ORDER BY b.outcome = 'succeeded' DESC, b.started_at DESC, b.attempt_id DESC
            LIMIT 1
        )
        LEFT JOIN metrics AS va ON va.attempt_id = a.attempt_id AND va.partition = 'validation' AND va.name = 'accuracy'
        LEFT JOIN metrics AS ta ON ta.attempt_id = a.attempt_id AND ta.partition = 'test' AND ta.name = 'accuracy'
        LEFT JOIN metrics AS vu ON vu.attempt_id = a.attempt_id AND vu.partition = 'validation' AND vu.name = 'auc'
        LEFT JOIN metrics AS tu ON tu.attempt_id = a.attempt_id AND tu.partition = 'test' AND tu.name = 'auc';

        CREATE VIEW failures AS
        -- One row per attempt that ended without success; 'retried' is 1 where the unit has succeeded since or before.
        SELECT
            t.suite, t.name AS task, s.split_index, m.name AS method, c.hidden_units, c.layers, c.learning_rate,
            c.dropout_rate, c.form, u.seed, p.name AS protocol, a.outcome, a.message, a.epochs_completed, a.seconds,
            EXISTS (SELECT 1 FROM attempts AS b WHERE b.unit_id = a.unit_id AND b.outcome = 'succeeded') AS retried,
            a.started_at, a.finished_at, e.host, u.unit_hash, a.attempt_id
        FROM attempts AS a
        JOIN units AS u ON u.unit_id = a.unit_id
        JOIN splits AS s ON s.split_id = u.split_id
        JOIN tasks AS t ON t.task_id = s.task_id
        JOIN protocols AS p ON p.protocol_id = u.protocol_id
        JOIN configurations AS c ON c.configuration_id = u.configuration_id
        JOIN methods AS m ON m.method_id = c.method_id
        JOIN environments AS e ON e.environment_id = a.environment_id
        WHERE a.outcome IN ('diverged', 'failed', 'interrupted', 'timed_out', 'out_of_memory');

        CREATE VIEW selected_results AS
        -- One row per task, split, protocol, method, seed, grid and rule: the latest selection, a method's result.
        SELECT
            t.suite, t.name AS task, s.split_index, m.name AS method, x.seed, p.name AS protocol, x.grid,
            c.hidden_units, c.layers, c.learning_rate, c.dropout_rate, c.form, c.l2_penalty, c.bottleneck, x.epoch,
            x.validation_score, x.validation_correct, x.validation_total,
            x.test_metric, x.test_value, x.test_correct, x.test_total,
            x.candidates, x.failed_candidates, x.rule, u.unit_hash, x.recorded_at, x.selection_id, x.unit_id,
            x.split_id, x.method_id, x.protocol_id, p.protocol_digest, m.method_digest, t.content_digest
        FROM selections AS x
        JOIN splits AS s ON s.split_id = x.split_id
        JOIN tasks AS t ON t.task_id = s.task_id
        JOIN protocols AS p ON p.protocol_id = x.protocol_id
        JOIN methods AS m ON m.method_id = x.method_id
        LEFT JOIN units AS u ON u.unit_id = x.unit_id
        LEFT JOIN configurations AS c ON c.configuration_id = u.configuration_id
        WHERE NOT EXISTS (
            SELECT 1 FROM selections AS y
            WHERE y.split_id = x.split_id AND y.method_id = x.method_id AND y.protocol_id = x.protocol_id
                AND y.seed = x.seed AND y.grid = x.grid AND y.rule = x.rule
                AND (y.recorded_at, y.selection_id) > (x.recorded_at, x.selection_id)
        );

        CREATE VIEW learning_curves AS
        -- One row per attempt and epoch, with the names of what was trained and accuracies as fractions.
        SELECT
            t.suite, t.name AS task, s.split_index, m.name AS method, c.hidden_units, c.layers, c.learning_rate,
            c.dropout_rate, c.form, u.seed, a.outcome, e.epoch, e.training_loss, e.validation_loss, e.test_loss,
            1.0 * e.validation_correct / s.validation_rows AS validation_accuracy,
            1.0 * e.test_correct / s.test_rows AS test_accuracy,
            e.validation_auc, e.test_auc, e.validation_correct, e.test_correct, u.unit_hash, a.attempt_id, u.unit_id
        FROM epochs AS e
        JOIN attempts AS a ON a.attempt_id = e.attempt_id
        JOIN units AS u ON u.unit_id = a.unit_id
        JOIN splits AS s ON s.split_id = u.split_id
        JOIN tasks AS t ON t.task_id = s.task_id
        JOIN configurations AS c ON c.configuration_id = u.configuration_id
        JOIN methods AS m ON m.method_id = c.method_id;

        CREATE VIEW progress AS
        -- One row per suite, task, split and method: how many units stand how.
        SELECT
            t.suite, t.name AS task, s.split_index, m.name AS method, count(*) AS units,
            sum(a.outcome IS 'succeeded') AS succeeded,
            sum(a.outcome IS 'diverged') AS diverged,
            sum(coalesce(a.outcome IN ('failed', 'timed_out', 'out_of_memory'), 0)) AS failed,
            sum(a.outcome IS 'interrupted') AS interrupted,
            sum(a.outcome IS 'running') AS running,
            sum(a.outcome IS NULL) AS pending,
            sum(a.seconds) AS seconds
        FROM units AS u
        JOIN splits AS s ON s.split_id = u.split_id
        JOIN tasks AS t ON t.task_id = s.task_id
        JOIN configurations AS c ON c.configuration_id = u.configuration_id
        JOIN methods AS m ON m.method_id = c.method_id
        LEFT JOIN attempts AS a ON a.attempt_id = (
            SELECT b.attempt_id FROM attempts AS b
            WHERE b.unit_id = u.unit_id
            ORDER BY b.outcome = 'succeeded' DESC, b.started_at DESC, b.attempt_id DESC
            LIMIT 1
        )
        GROUP BY t.suite, t.name, s.split_index, m.name;

        CREATE VIEW published_beside_ours AS
        -- One row per published number for a task we have a selected result for, ours on the mean over splits and seeds.
        SELECT
            q.source, q.table_label, r.suite, r.task, r.method, r.protocol, r.grid, q.metric,
            q.value AS published, avg(r.test_value) AS ours, avg(r.test_value) - q.value AS difference,
            count(*) AS results, sum(r.test_correct) AS test_correct, sum(r.test_total) AS test_total
        FROM published_results AS q
        JOIN selected_results AS r ON r.task = q.task AND r.method = q.method AND r.test_metric = q.metric
        WHERE q.detail = ''
        GROUP BY q.source, q.table_label, r.suite, r.task, r.method, r.protocol, r.grid, q.metric, q.value, r.rule;
        """
}

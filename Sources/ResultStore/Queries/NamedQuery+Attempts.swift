extension NamedQuery {
    /// Failures counted by reason.
    public static let failuresByReason = NamedQuery(
        name: "failures",
        summary:
            "Attempts that ended without success, by method, outcome and message; 'open' counts units still unsolved.",
        parameters: [suiteParameter, methodParameter],
        sql: """
            SELECT outcome, method, message, count(*) AS attempts, sum(NOT retried) AS open,
                count(DISTINCT task) AS tasks, min(layers) AS least_layers, max(layers) AS most_layers,
                min(learning_rate) AS least_learning_rate, max(learning_rate) AS most_learning_rate
            FROM failures
            WHERE (:suite IS NULL OR suite = :suite) AND (:method IS NULL OR method = :method)
            GROUP BY outcome, method, message
            ORDER BY attempts DESC, outcome, method, message
            """)

    /// How often training diverges.
    public static let divergence = NamedQuery(
        name: "divergence",
        summary: "The share of units that diverge, by method, depth and learning rate.",
        parameters: [suiteParameter, methodParameter],
        sql: """
            SELECT m.name AS method, c.layers, c.learning_rate, count(*) AS units,
                sum(a.outcome = 'diverged') AS diverged,
                1.0 * sum(a.outcome = 'diverged') / count(*) AS share
            FROM current_attempts AS a
            JOIN units AS u ON u.unit_id = a.unit_id
            JOIN splits AS s ON s.split_id = u.split_id
            JOIN tasks AS t ON t.task_id = s.task_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id
            WHERE a.outcome IN ('succeeded', 'diverged') AND (:suite IS NULL OR t.suite = :suite)
                AND (:method IS NULL OR m.name = :method)
            GROUP BY m.name, c.layers, c.learning_rate
            ORDER BY m.name, c.layers, c.learning_rate
            """)

    /// The learning curves of what was selected.
    public static let learningCurves = NamedQuery(
        name: "learning-curves",
        summary: "The learning curve of the selected unit of each method on a task, epoch by epoch.",
        parameters: [taskParameter, methodParameter],
        sql: """
            SELECT r.task, r.split_index, r.method, r.seed, r.layers, e.epoch, e.training_loss, e.validation_loss,
                1.0 * e.validation_correct / s.validation_rows AS validation_accuracy,
                1.0 * e.test_correct / s.test_rows AS test_accuracy, e.validation_auc, e.test_auc,
                e.epoch = r.epoch AS selected
            FROM selected_results AS r
            JOIN latest_success AS a ON a.unit_id = r.unit_id
            JOIN epochs AS e ON e.attempt_id = a.attempt_id
            JOIN splits AS s ON s.split_id = r.split_id
            WHERE (:task IS NULL OR r.task = :task) AND (:method IS NULL OR r.method = :method)
            ORDER BY r.task, r.split_index, r.method, r.seed, r.selection_id, e.epoch
            """)

    /// The time that each method takes.
    public static let timePerMethod = NamedQuery(
        name: "time-per-method",
        summary: "The time each method took: total hours, mean and longest unit, milliseconds per epoch and per step.",
        parameters: [suiteParameter],
        sql: """
            SELECT m.name AS method, count(*) AS attempts, sum(a.seconds) / 3600.0 AS hours,
                avg(a.seconds) AS mean_seconds, max(a.seconds) AS longest_seconds,
                1000.0 * sum(a.seconds) / sum(a.epochs_completed) AS milliseconds_per_epoch,
                1000.0 * sum(a.seconds) / sum(a.steps) AS milliseconds_per_step
            FROM attempts AS a
            JOIN units AS u ON u.unit_id = a.unit_id
            JOIN splits AS s ON s.split_id = u.split_id
            JOIN tasks AS t ON t.task_id = s.task_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id
            WHERE a.seconds IS NOT NULL AND (:suite IS NULL OR t.suite = :suite)
            GROUP BY m.name
            ORDER BY hours DESC, m.name
            """)

    /// Units that were run again.
    public static let reruns = NamedQuery(
        name: "reruns",
        summary: "Units that succeeded more than once, and whether the results agree bit for bit.",
        parameters: [suiteParameter],
        sql: """
            SELECT t.name AS task, s.split_index, m.name AS method, c.hyperparameters, u.seed, count(*) AS successes,
                count(DISTINCT a.environment_id) AS environments, count(DISTINCT a.result_digest) = 1 AS agree,
                u.unit_hash
            FROM attempts AS a
            JOIN units AS u ON u.unit_id = a.unit_id
            JOIN splits AS s ON s.split_id = u.split_id
            JOIN tasks AS t ON t.task_id = s.task_id
            JOIN configurations AS c ON c.configuration_id = u.configuration_id
            JOIN methods AS m ON m.method_id = c.method_id
            WHERE a.outcome = 'succeeded' AND (:suite IS NULL OR t.suite = :suite)
            GROUP BY a.unit_id
            HAVING count(*) > 1
            ORDER BY agree, t.name, s.split_index, m.name, u.unit_hash
            """)
}

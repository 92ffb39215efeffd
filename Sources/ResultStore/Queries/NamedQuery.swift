/// A query that people want, under a name.
public struct NamedQuery: Equatable, Sendable {
    /// A value that the query can be told.
    public struct Parameter: Equatable, Sendable {
        /// The name, in SQL with a colon before it.
        public let name: String
        /// The value where none is given; null stands for "all".
        public let defaultValue: QueryValue
        /// What the parameter chooses.
        public let summary: String

        /// Names a parameter.
        ///
        /// - Parameters:
        ///   - name: The name, in SQL with a colon before it.
        ///   - defaultValue: The value where none is given; null stands for "all".
        ///   - summary: What the parameter chooses.
        public init(name: String, defaultValue: QueryValue, summary: String) {
            self.name = name
            self.defaultValue = defaultValue
            self.summary = summary
        }
    }

    /// The name to call it by.
    public let name: String
    /// What it answers, one sentence.
    public let summary: String
    /// The values it can be told.
    public let parameters: [Parameter]
    /// The SQL.
    public let sql: String

    /// Every query, in the order of a list for people.
    public static let all: [NamedQuery] = [
        chosenDepths, chosenHyperparameters, failuresByReason, divergence,
        learningCurves, timePerMethod, publishedBesideOurs, validationGap, reruns,
    ]

    /// The query of a name, or `nil`.
    ///
    /// - Parameter name: The name.
    public static func named(_ name: String) -> NamedQuery? { all.first { $0.name == name } }
}

extension NamedQuery {
    static let suiteParameter = Parameter(name: "suite", defaultValue: .null, summary: "one suite; all by default")
    static let taskParameter = Parameter(name: "task", defaultValue: .null, summary: "one task; all by default")
    static let methodParameter = Parameter(name: "method", defaultValue: .null, summary: "one method; all by default")

    /// The depth that selection chooses for each method.
    public static let chosenDepths = NamedQuery(
        name: "chosen-depths",
        summary: "The mean number of layers that selection chooses for each method, and how often each depth.",
        parameters: [suiteParameter],
        sql: """
            SELECT method, grid, avg(layers) AS mean_layers, count(*) AS selections,
                (SELECT group_concat(depth || ':' || times, ' ') FROM (
                    SELECT b.layers AS depth, count(*) AS times FROM selected_results AS b
                    WHERE b.method = a.method AND b.grid = a.grid AND (:suite IS NULL OR b.suite = :suite)
                        AND b.layers IS NOT NULL
                    GROUP BY b.layers ORDER BY b.layers
                )) AS times_by_depth
            FROM selected_results AS a
            WHERE layers IS NOT NULL AND (:suite IS NULL OR suite = :suite)
            GROUP BY method, grid
            ORDER BY mean_layers DESC, method
            """)

    /// How often selection chooses each hyperparameter value.
    public static let chosenHyperparameters = NamedQuery(
        name: "chosen-hyperparameters",
        summary: "How often selection chooses each width, learning rate, dropout rate and form, by method.",
        parameters: [suiteParameter, methodParameter],
        sql: """
            WITH chosen AS (
                SELECT * FROM selected_results
                WHERE unit_id IS NOT NULL AND (:suite IS NULL OR suite = :suite)
                    AND (:method IS NULL OR method = :method)
            ), pairs AS (
                SELECT method, 'hidden_units' AS hyperparameter, hidden_units AS value FROM chosen
                UNION ALL SELECT method, 'learning_rate', learning_rate FROM chosen
                UNION ALL SELECT method, 'dropout_rate', dropout_rate FROM chosen
                UNION ALL SELECT method, 'form', form FROM chosen
                UNION ALL SELECT method, 'l2_penalty', l2_penalty FROM chosen
                UNION ALL SELECT method, 'bottleneck', bottleneck FROM chosen
            )
            SELECT method, hyperparameter, value, count(*) AS selections,
                1.0 * count(*) / sum(count(*)) OVER (PARTITION BY method, hyperparameter) AS share
            FROM pairs
            WHERE value IS NOT NULL
            GROUP BY method, hyperparameter, value
            ORDER BY method, hyperparameter, value
            """)

    /// Published numbers beside ours.
    public static let publishedBesideOurs = NamedQuery(
        name: "published-beside-ours",
        summary: "The paper's number beside ours for each task and method, the largest differences first.",
        parameters: [suiteParameter, methodParameter],
        sql: """
            SELECT task, method, metric, published, ours, difference, results, test_correct, test_total, source,
                table_label, grid
            FROM published_beside_ours
            WHERE (:suite IS NULL OR suite = :suite) AND (:method IS NULL OR method = :method)
            ORDER BY abs(difference) DESC, task, method
            """)

    /// The gap between validation and test.
    public static let validationGap = NamedQuery(
        name: "validation-gap",
        summary: "How much better than test the validation accuracy of what was selected is, by method.",
        parameters: [suiteParameter],
        sql: """
            SELECT method, count(*) AS selections,
                avg(1.0 * validation_correct / validation_total) AS mean_validation_accuracy,
                avg(1.0 * test_correct / test_total) AS mean_test_accuracy,
                avg(1.0 * validation_correct / validation_total - 1.0 * test_correct / test_total) AS mean_gap
            FROM selected_results
            WHERE validation_total > 0 AND test_total > 0 AND (:suite IS NULL OR suite = :suite)
            GROUP BY method
            ORDER BY mean_gap DESC, method
            """)
}

extension NamedQuery {
    /// Failures counted by reason.
    public static let failuresByReason = NamedQuery(
        name: "failures",
        summary:
            "Attempts that ended without success, or that a program does not support, by method, outcome and message; 'open' "
            + "counts units still unsolved.",
        parameters: [suiteParameter, methodParameter],
        sql: """
            SELECT outcome, method, message, count(*) AS attempts, sum(NOT retried) AS open,
                count(DISTINCT task) AS tasks, min(layers) AS least_layers, max(layers) AS most_layers,
                min(learning_rate) AS least_learning_rate, max(learning_rate) AS most_learning_rate
            FROM \(StatementPart.endedWithoutSuccess)
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

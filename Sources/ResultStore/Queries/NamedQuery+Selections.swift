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

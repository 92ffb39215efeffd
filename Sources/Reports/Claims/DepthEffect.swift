import ResultStore
import Statistics

/// Whether deep networks of a method lose against shallow ones, over tasks.
struct DepthEffect: Sendable {
    /// A method's line.
    struct Row: Sendable {
        let method: String
        let tasks: Int
        /// The mean test accuracy of the shallow choice and of the deep one.
        let shallowMean: Double
        let deepMean: Double
        /// The p-value that the shallow choice is better, one-sided.
        let p: Double
    }

    /// The methods, in the order of the paper's tables.
    let rows: [Row]

    /// From how many layers on a network counts as deep.
    static let deepFrom = 8

    /// Lets validation choose among the shallow and among the deep units of each task and method, then compares the tests.
    init(_ store: ResultStore, _ study: StudyResults) throws {
        guard let key = study.key else {
            rows = []
            return
        }
        let found = try Rows(
            store,
            """
            SELECT task, method, is_deep, correct, total FROM (
                SELECT t.name AS task, m.name AS method, c.layers >= :deep AS is_deep, ta.correct, ta.total,
                    row_number() OVER (
                        PARTITION BY t.name, m.name, c.layers >= :deep
                        ORDER BY va.value DESC, c.layers DESC, c.learning_rate, c.dropout_rate DESC, u.unit_hash
                    ) AS place
                FROM units AS u
                JOIN splits AS s ON s.split_id = u.split_id
                JOIN tasks AS t ON t.task_id = s.task_id
                JOIN protocols AS p ON p.protocol_id = u.protocol_id
                JOIN configurations AS c ON c.configuration_id = u.configuration_id
                JOIN methods AS m ON m.method_id = c.method_id
                JOIN attempts AS a ON a.unit_id = u.unit_id AND a.outcome = 'succeeded'
                JOIN metrics AS va ON va.attempt_id = a.attempt_id AND va.partition = 'validation'
                    AND va.name = 'accuracy'
                JOIN metrics AS ta ON ta.attempt_id = a.attempt_id AND ta.partition = 'test' AND ta.name = 'accuracy'
                WHERE s.split_index = :split AND u.seed = :seed AND p.protocol_digest = :protocol
                    AND c.layers IS NOT NULL
            )
            WHERE place = 1
            """,
            [
                "deep": .integer(Int64(Self.deepFrom)), "split": .integer(Int64(key.splitIndex)),
                "seed": .integer(key.seed), "protocol": .text(key.protocolDigest),
            ])
        var accuracies: [String: [String: [Bool: Accuracy]]] = [:]
        for row in found {
            guard let correct = row.integer(3), let total = row.integer(4), let isDeep = row.integer(2) else {
                continue
            }
            accuracies[row.text(1), default: [:]][row.text(0), default: [:]][isDeep == 1] =
                try Accuracy(correct: correct, total: total)
        }
        let test = WilcoxonSignedRankTest(mode: .r, alternative: .greater)
        let tasks = Set(study.tasks)
        rows = try study.methods.compactMap { method in
            var shallow: [Accuracy] = []
            var deep: [Accuracy] = []
            for (task, both) in (accuracies[method] ?? [:]).sorted(by: { $0.key < $1.key }) where tasks.contains(task) {
                guard let first = both[false], let second = both[true] else { continue }
                shallow.append(first)
                deep.append(second)
            }
            guard !shallow.isEmpty else { return nil }
            return Row(
                method: method, tasks: shallow.count, shallowMean: try Summary(shallow.map(\.value)).mean,
                deepMean: try Summary(deep.map(\.value)).mean, p: try test.run(x: shallow, y: deep).p)
        }
    }
}

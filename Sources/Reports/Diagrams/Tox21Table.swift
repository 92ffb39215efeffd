import ResultStore
import Statistics

/// The AUC on Tox21 by method and number of layers, ours beside Table 2 of the paper.
struct Tox21Table: Sendable {
    /// One method at one depth.
    struct Cell: Sendable {
        /// The mean over the repeats.
        let mean: Double
        /// The standard deviation over the repeats; none for a single one.
        let deviation: Double?
        /// The number of repeats.
        let repeats: Int
    }

    /// The task that ours are of; empty where there is none.
    let task: String
    /// The methods, in the order of the paper's tables.
    let methods: [String]
    /// The numbers of layers.
    let layers: [Int]
    /// Ours, by method and number of layers.
    let cells: [String: [Int: Cell]]
    /// The paper's.
    let published: [String: [Int: PublishedNumbers.Spread]]

    /// Whether there are results of ours.
    var hasResults: Bool { !cells.isEmpty }

    /// The task that most units were trained on: all features, or a part of them.
    private static let taskSQL = """
        (SELECT suite FROM unit_overview
        WHERE (suite = 'tox21' OR suite LIKE 'tox21-%') AND outcome = 'succeeded' AND test_auc IS NOT NULL
        GROUP BY suite ORDER BY count(*) DESC, suite LIMIT 1)
        """

    /// Reads, for each repeat, method and number of layers, the unit that validation prefers.
    init(_ store: ResultStore, _ numbers: PublishedNumbers) throws {
        let rows = try Rows(
            store,
            """
            SELECT method, layers, test_auc FROM (
                SELECT method, layers, seed, split_index, test_auc, row_number() OVER (
                    PARTITION BY method, layers, seed, split_index
                    ORDER BY validation_auc DESC, learning_rate, dropout_rate DESC, unit_hash
                ) AS place
                FROM unit_overview
                WHERE suite = \(Self.taskSQL) AND outcome = 'succeeded' AND validation_auc IS NOT NULL
                    AND test_auc IS NOT NULL AND layers IS NOT NULL
            )
            WHERE place = 1
            """)
        task = try Rows(store, "SELECT \(Self.taskSQL)").first { _ in true }?.text(0) ?? ""
        var values: [String: [Int: [Double]]] = [:]
        for row in rows {
            guard let layers = row.integer(1), let value = row.double(2) else { continue }
            values[row.text(0), default: [:]][layers, default: []].append(value)
        }
        cells = try values.mapValues { byLayers in
            try byLayers.mapValues {
                let summary = try Summary($0)
                return Cell(mean: summary.mean, deviation: summary.standardDeviation, repeats: summary.count)
            }
        }
        published = numbers.tox21
        methods = MethodName.sorted(Set(cells.keys).union(published.keys))
        layers = Set(cells.values.flatMap(\.keys) + published.values.flatMap(\.keys)).sorted()
    }

    /// A line for each method and number of layers.
    var table: ReportTable {
        ReportTable(
            columns: ["method", "layers", "auc_mean", "auc_sd", "repeats", "paper_auc", "paper_sd"],
            rows: methods.flatMap { method in
                layers.compactMap { layers -> [ReportValue]? in
                    let ours = cells[method]?[layers]
                    let paper = published[method]?[layers]
                    guard ours != nil || paper != nil else { return nil }
                    return [
                        .text(method), .integer(layers), .decimal(ours?.mean, places: 4),
                        .decimal(ours?.deviation, places: 4), ours.map { .integer($0.repeats) } ?? .none,
                        .decimal(paper?.mean, places: 3), .decimal(paper?.deviation, places: 3),
                    ]
                }
            }, notes: [caption])
    }

    /// A line a method and a column a number of layers, in percent, as the paper prints it.
    var wideTable: ReportTable {
        ReportTable(
            columns: ["method", "whose"] + layers.map { "\($0)" },
            rows: methods.flatMap { method -> [[ReportValue]] in
                let ours = layers.map { layers in
                    cells[method]?[layers].map { Self.text($0.mean, $0.deviation) } ?? ReportValue.none
                }
                let paper = layers.map { layers in
                    published[method]?[layers].map { Self.text($0.mean, $0.deviation) } ?? ReportValue.none
                }
                var lines: [[ReportValue]] = []
                if cells[method] != nil { lines.append([.text(MethodName.title(method)), .text("ours")] + ours) }
                if published[method] != nil {
                    lines.append(
                        [.text(cells[method] == nil ? MethodName.title(method) : ""), .text("paper")] + paper)
                }
                return lines
            }, notes: [caption + " In percent."])
    }

    private static func text(_ mean: Double, _ deviation: Double?) -> ReportValue {
        .text(
            Figure.decimal(mean * 100, places: 1)
                + (deviation.map { " ± \(Figure.decimal($0 * 100, places: 1))" } ?? ""))
    }

    /// What the numbers are.
    var caption: String {
        let repeats = Set(cells.values.flatMap { $0.values.map(\.repeats) }).sorted()
        let count =
            repeats.isEmpty
            ? ""
            : " Ours: \(repeats.map { "\($0)" }.joined(separator: " or ")) \(repeats == [1] ? "repeat" : "repeats"); the paper: 5."
        return
            "Mean AUC over the 12 assays on the challenge’s test compounds, mean and standard deviation over repeats; for "
            + "each repeat and number of layers (ResNet: blocks) the configuration with the best validation AUC.\(count)"
            + (task.isEmpty || task == "tox21" ? "" : " Ours are of \(task), a part of the features.")
    }
}

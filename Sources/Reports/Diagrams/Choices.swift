/// Which hyperparameters validation chose, by method.
struct Choices: Sendable {
    /// A method's choices.
    struct Row: Sendable {
        let method: String
        let selections: Int
        let meanLayers: Double?
        let paperMeanLayers: Double?
        let layers: [Int: Int]
        let learningRates: [Double: Int]
    }

    /// The methods, in the order of the paper's tables.
    let rows: [Row]
    /// How often each value of each hyperparameter was chosen: method, hyperparameter, value, times.
    let counts: [(method: String, hyperparameter: String, value: String, count: Int)]

    init(_ study: StudyResults) {
        var counts: [(method: String, hyperparameter: String, value: String, count: Int)] = []
        rows = study.methods.map { method in
            let chosen = study.tasks.compactMap { ChosenHyperparameters(study.results[$0]?[method]) }
            func tally<Value: Hashable & Comparable>(_ values: [Value?]) -> [Value: Int] {
                Dictionary(values.compactMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
            }
            func add<Value: Hashable & Comparable>(
                _ name: String, _ tally: [Value: Int], _ text: (Value) -> String
            ) {
                for (value, count) in tally.sorted(by: { $0.key < $1.key }) {
                    counts.append((method, name, text(value), count))
                }
            }
            let layers = tally(chosen.map(\.layers))
            let rates = tally(chosen.map(\.learningRate))
            add("layers", layers) { "\($0)" }
            add("learning_rate", rates, Figure.short)
            add("hidden_units", tally(chosen.map(\.hiddenUnits))) { "\($0)" }
            add("dropout_rate", tally(chosen.map(\.dropoutRate)), Figure.short)
            add("form", tally(chosen.map(\.form))) { $0 }
            add("bottleneck", tally(chosen.map(\.bottleneck)), Figure.short)
            let withLayers = chosen.compactMap(\.layers)
            return Row(
                method: method, selections: chosen.count,
                meanLayers: withLayers.isEmpty
                    ? nil : Double(withLayers.reduce(0, +)) / Double(withLayers.count),
                paperMeanLayers: PublishedNumbers.meanLayers[method], layers: layers, learningRates: rates)
        }
        self.counts = counts
    }

    /// All depths that were chosen.
    var depths: [Int] { Set(rows.flatMap(\.layers.keys)).sorted() }

    /// All learning rates that were chosen.
    var learningRates: [Double] { Set(rows.flatMap(\.learningRates.keys)).sorted() }

    /// A line a method, for the page.
    var summaryTable: ReportTable {
        ReportTable(
            columns: ["method", "selections", "mean_layers", "paper_mean_layers"]
                + learningRates.map { "rate_\(Figure.short($0))" },
            rows: rows.map { row in
                [
                    .text(MethodName.title(row.method)), .integer(row.selections), .decimal(row.meanLayers, places: 2),
                    .decimal(row.paperMeanLayers, places: 2),
                ] + learningRates.map { .integer(row.learningRates[$0] ?? 0) }
            }, notes: [])
    }

    /// How often each value was chosen, and the mean depths.
    var table: ReportTable {
        let means = rows.map { row -> [ReportValue] in
            [
                .text(row.method), .text("layers"), .text("mean"), .decimal(row.meanLayers, places: 3),
                .decimal(row.paperMeanLayers, places: 2),
            ]
        }
        return ReportTable(
            columns: ["method", "hyperparameter", "value", "ours", "paper"],
            rows: means
                + counts.map {
                    [.text($0.method), .text($0.hyperparameter), .text($0.value), .integer($0.count), .none]
                },
            notes: [Self.caption])
    }

    /// What the numbers are.
    static let caption =
        "How often validation chose each value, over tasks; the mean is the average number of chosen layers. "
        + "For ResNet layers are blocks, as in the paper."
}

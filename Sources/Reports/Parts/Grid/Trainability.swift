import Evaluation
import Formats
import Graphics
import ResultStore
import Tables

/// Where in depth and learning rate the units of each method diverged, and how early.
struct Trainability: ReportPart {
    static let name = "trainability"
    static let summary = "The share of units that diverged, and how early, by depth and learning rate."
    static let isDrawn = true

    /// The counts by method, depth and learning rate.
    let counts: [TrainabilityCount]
    /// The methods, in the order of the paper's tables.
    let methods: [String]

    init(_ source: ReportSource) throws {
        counts = try source.store.trainabilityCounts()
        methods = MethodName.sorted(Set(counts.map(\.method)))
    }

    private var depths: [Int] { Set(counts.map(\.layers)).sorted() }
    private var rates: [Double] { Set(counts.map(\.learningRate)).sorted() }

    var table: Table {
        Table(
            columns: ["method", "layers", "learning_rate", "units", "diverged", "share_diverged", "first_epoch"],
            rows: methods.flatMap { method in
                counts.filter { $0.method == method }.map {
                    [
                        .text($0.method), .integer($0.layers), .number($0.learningRate), .integer($0.units),
                        .integer($0.diverged), .decimal(Self.share($0), places: 3),
                        $0.firstEpoch.map { .integer($0) } ?? .none,
                    ]
                }
            }, notes: [Self.caption])
    }

    private static func share(_ count: TrainabilityCount) -> Double {
        Double(count.diverged) / Double(max(1, count.units))
    }

    /// What the numbers are.
    static let caption =
        "Units of the whole results file that ran to an end, all tasks, splits and other hyperparameters together: the share whose loss was no "
        + "longer finite, and the first epoch in which one of them was."

    private func map(_ method: String) -> Chart {
        let own = counts.filter { $0.method == method }
        var grid = HeatGrid(
            title: MethodName.title(method), description: Self.caption,
            columns: rates.map { "rate \(NumberText.short($0))" },
            rows: depths.map { NumberText.counted($0, "layer") },
            fields: depths.map { depth in
                rates.map { rate in
                    own.first { $0.layers == depth && $0.learningRate == rate }.map { count in
                        let share = Self.share(count)
                        return HeatGrid.Field(
                            [
                                "\(NumberText.decimal(100 * share, places: 0)) %",
                                count.firstEpoch.map { "epoch \($0)" } ?? "",
                            ],
                            // Dark where everything trains.
                            step: [0, 0.1, 0.25, 0.5, 0.75].count { share <= $0 })
                    }
                }
            }, legend: [(5, "none diverged"), (4, "up to 10 %"), (2, "50 %"), (0, "more than 75 %")])
        grid.linesOfCell = 2
        let chart = grid.chart
        return Chart(
            title: chart.title, description: chart.description, width: chart.width, height: chart.height + 6,
            content: [.label(MethodName.title(method), 8, 15, size: 12, isBold: true)] + chart.content)
    }

    var chart: Chart? {
        guard !methods.isEmpty else { return nil }
        return Chart.grid(
            methods.map(map), columns: 1, title: "Units that diverged, by depth and learning rate",
            description: Self.caption,
            legend: ([], 0))
    }

    var section: PageSection? {
        guard let chart else { return nil }
        var section = Self.section("Trainability", "Where training diverges")
        section.figures = [PageFigure(chart, caption: Self.caption, data: table)]
        return section
    }
}

import Evaluation
import Formats
import Graphics
import Tables

/// How much the configuration that validation picks lags behind the best test result of the grid.
struct SelectionRegret: ReportPart {
    static let name = "regret"
    static let summary = "How much validation's pick lags behind the best test result in the grid."
    static let isDrawn = true

    /// A method's line.
    struct Row: Sendable {
        let method: String
        let cells: Int
        let mean: Double
        let largest: Double
        let task: String
        /// The share of cells in which the pick is the best.
        let none: Double
    }

    /// The lines, in the order of the paper's tables.
    let rows: [Row]

    init(_ source: ReportSource) throws {
        let grid: GridCells = try source.fact()
        rows = grid.methods.compactMap { method in
            let cells = grid.cells(of: method)
            guard let worst = cells.max(by: { $0.regret < $1.regret }) else { return nil }
            return Row(
                method: method, cells: cells.count, mean: cells.map(\.regret).reduce(0, +) / Double(cells.count),
                largest: worst.regret, task: worst.task,
                none: Double(cells.count { $0.regret == 0 }) / Double(cells.count))
        }
    }

    var table: Table {
        Table(
            columns: ["method", "selections", "mean_regret", "share_without", "largest", "largest_on"],
            rows: rows.map {
                [
                    .text($0.method), .integer($0.cells), .decimal($0.mean, places: 4), .decimal($0.none, places: 3),
                    .decimal($0.largest, places: 4), .text($0.largest > 0 ? $0.task : ""),
                ]
            }, notes: [Self.caption])
    }

    /// What the numbers are.
    static let caption =
        "The best test result of any configuration, each at the epoch that its own validation prefers, less that of validation’s pick. "
        + "The best of many test results is high by luck too, and the more so the larger the grid: regret is no fault of validation alone."

    var chart: Chart? {
        guard !rows.isEmpty else { return nil }
        let names = rows.map(\.method)
        return BarChart(
            title: "Selection regret by method", description: Self.caption,
            groups: [
                (
                    title: "",
                    bars: rows.map {
                        BarChart.Bar(
                            MethodName.title($0.method), $0.mean,
                            text: "\(NumberText.decimal($0.mean, places: 4)), none for "
                                + "\(NumberText.decimal(100 * $0.none, places: 0)) %",
                            paint: MethodName.paint($0.method, among: names))
                    }
                )
            ]
        ).chart
    }

    var section: PageSection? {
        guard let chart else { return nil }
        var section = Self.section("Regret", "What selection by validation costs")
        section.figures = [PageFigure(chart, caption: Self.caption)]
        section.tablesBelow = [PageTable(table, title: "Selection regret", naming: 0)]
        return section
    }
}

import Evaluation
import Formats
import Graphics
import Statistics
import Tables

/// How much test results vary by split, by seed and by configuration.
struct VarianceComponents: ReportPart {
    static let name = "variance"
    static let summary = "How much test results vary by split, by seed and by configuration."
    static let isDrawn = true

    /// A method's standard deviations: roots of mean variances; nil where there is one split, seed or configuration only.
    struct Row: Sendable {
        let method: String
        let split: Double?
        let seed: Double?
        let configuration: Double?
    }

    /// The lines, in the order of the paper's tables.
    let rows: [Row]

    init(_ source: ReportSource) throws {
        let grid: GridCells = try source.fact()
        rows = grid.methods.map { method in
            let cells = grid.cells(of: method)
            let byTask = Dictionary(grouping: cells, by: \.task).sorted { $0.key < $1.key }.map(\.value)
            let bySplit = byTask.map { own in
                Dictionary(grouping: own, by: \.splitIndex).sorted { $0.key < $1.key }.map {
                    $0.value.map(\.picked.value)
                }
            }
            return Row(
                method: method,
                split: Self.deviation(bySplit.map { splits in splits.map { $0.reduce(0, +) / Double($0.count) } }),
                seed: Self.deviation(bySplit.flatMap { $0 }),
                configuration: Self.deviation(cells.map { $0.candidates.map(\.test.value) }))
        }
    }

    /// The root of the mean variance of groups of two and more values; nil where there is none.
    static func deviation(_ groups: [[Double]]) -> Double? {
        let variances = groups.filter { $0.count > 1 }.compactMap { try? Summary($0).standardDeviation }.map { $0 * $0 }
        return variances.isEmpty ? nil : (variances.reduce(0, +) / Double(variances.count)).squareRoot()
    }

    var table: Table {
        Table(
            columns: ["method", "sd_configuration", "sd_split", "sd_seed"],
            rows: rows.map {
                [
                    .text($0.method), .decimal($0.configuration, places: 4), .decimal($0.split, places: 4),
                    .decimal($0.seed, places: 4),
                ]
            }, notes: [Self.caption])
    }

    /// What the numbers are.
    static let caption =
        "Roots of mean variances of test results: by configuration over all that succeeded in a task, split and seed; by split over the "
        + "means of a task’s splits, by seed over the seeds of a task and split, both of validation’s picks. Empty where there is one only; "
        + "--split all and --repeats have more. Splits differ in their test rows too."

    var chart: Chart? {
        let names = rows.map(\.method)
        let groups: [(title: String, value: (Row) -> Double?)] = [
            ("by configuration", { $0.configuration }), ("by split", { $0.split }), ("by seed", { $0.seed }),
        ]
        let drawn = groups.map { group in
            (
                title: group.title,
                bars: rows.compactMap { row in
                    group.value(row).map {
                        BarChart.Bar(
                            MethodName.title(row.method), $0, text: NumberText.decimal($0, places: 4),
                            paint: MethodName.paint(row.method, among: names))
                    }
                }
            )
        }.filter { !$0.bars.isEmpty }
        guard !drawn.isEmpty else { return nil }
        return BarChart(
            title: "Standard deviation of test results", description: Self.caption, groups: drawn
        ).chart
    }

    var section: PageSection? {
        guard let chart else { return nil }
        var section = Self.section("Variance", "What test results vary by")
        section.figures = [PageFigure(chart, caption: Self.caption)]
        section.tablesBelow = [PageTable(table, title: "Standard deviations of test results", naming: 0)]
        return section
    }
}

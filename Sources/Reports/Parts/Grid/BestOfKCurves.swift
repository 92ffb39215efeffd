import Evaluation
import Formats
import Graphics
import Statistics
import Tables

/// The expected test score of what validation picks among k random configurations of each method's grid.
struct BestOfKCurves: ReportPart {
    static let name = "best-of-k"
    static let summary = "The expected test result of what validation picks among k random configurations."
    static let isDrawn = true

    /// A method's curve.
    struct Curve: Sendable {
        let method: String
        /// The mean over the common tasks, from one configuration to the fewest of any of its cells.
        let expected: [Double]
        /// The number of configurations of its grid.
        let configurations: Int
    }

    /// The curves, in the order of the paper's tables.
    let curves: [Curve]
    /// The tasks that all methods have.
    let tasks: Int

    init(_ source: ReportSource) throws {
        let grid: GridCells = try source.fact()
        let byTask = Dictionary(grouping: grid.cells, by: \.task)
        let common = byTask.filter { Set($0.value.map(\.method)).count == grid.methods.count }
        tasks = common.count
        curves = try grid.methods.compactMap { method in
            let own = common.sorted { $0.key < $1.key }.map { $0.value.filter { $0.method == method } }
            let all = try own.map { cells in
                try cells.map { try BestOfK(testScores: $0.candidates.map(\.test.value), failed: $0.failed) }
            }
            guard let fewest = all.joined().map(\.configurations).min(), fewest > 0 else { return nil }
            let expected = (0..<fewest).map { k -> Double in
                Self.mean(all.map { cells -> Double in Self.mean(cells.map { $0.expectedScores[k] }) })
            }
            return Curve(
                method: method, expected: expected, configurations: all.joined().map(\.configurations).max() ?? fewest)
        }
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// The numbers of configurations that a table shows.
    private var shown: [Int] {
        let most = curves.map(\.expected.count).max() ?? 0
        let ends = Set(curves.map(\.expected.count))
        return Set([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].filter { $0 < most }).union(ends).sorted()
    }

    var table: Table {
        Table(
            columns: ["method", "configurations"] + shown.map { "k_\($0)" },
            rows: curves.map { curve in
                [.text(curve.method), .integer(curve.configurations)]
                    + shown.map { .decimal($0 <= curve.expected.count ? curve.expected[$0 - 1] : nil, places: 4) }
            }, notes: notes)
    }

    private var notes: [String] {
        guard !curves.isEmpty else { return ["No method has a grid whose configurations are all known."] }
        var notes = [
            "Mean over \(NumberText.counted(tasks, "task")) that all methods have: the expected test result at the configuration and epoch "
                + "that validation prefers among k drawn from the grid without replacement, counted over all draws."
        ]
        let fewest = curves.map(\.expected.count).min() ?? 0
        let most = curves.max { $0.expected.count < $1.expected.count }
        if let most, fewest > 0, most.expected.count > fewest {
            let atFewest = curves.map {
                "\(MethodName.title($0.method)) \(NumberText.decimal($0.expected[fewest - 1], places: 4))"
            }
            notes.append(
                "At \(fewest) configurations, the most that every method has: \(atFewest.joined(separator: ", ")). All "
                    + "\(most.expected.count) of \(MethodName.title(most.method)) bring "
                    + "\(NumberText.decimal((most.expected.last ?? 0) - most.expected[fewest - 1], places: 4, sign: true))."
            )
        }
        return notes
    }

    var chart: Chart? {
        guard curves.contains(where: { $0.expected.count > 1 }) else { return nil }
        let names = curves.map(\.method)
        return LineChart(
            title: "Test result of the best of k configurations",
            subtitle: "mean over \(NumberText.counted(tasks, "task")) that all methods have",
            horizontal: "k, configurations drawn from the grid", vertical: "expected test result", isLogarithmic: false,
            panels: [
                LineChart.Panel(
                    title: "",
                    series: curves.map { curve in
                        LineChart.Series(
                            name: MethodName.title(curve.method), paint: MethodName.paint(curve.method, among: names),
                            dashes: MethodName.dashes(curve.method, among: names),
                            points: curve.expected.enumerated().map { (Double($0 + 1), $1) })
                    })
            ]
        ).chart
    }

    var section: PageSection? {
        guard let chart else { return nil }
        var section = Self.section("Best of k", "What more configurations bring")
        section.figures = [PageFigure(chart, caption: notes.joined(separator: " "))]
        section.tablesBelow = [
            PageTable(table, title: "Expected test result by the number of configurations", naming: 0)
        ]
        return section
    }
}

import Evaluation
import Formats
import Graphics
import ResultStore
import Tables

/// Our result beside the paper's on each task, by method.
struct PaperScatter: ReportPart {
    static let name = "paper-scatter"
    static let summary = "Our accuracy against the paper's, task by task."
    static let isDrawn = true

    /// One task.
    struct Point: Sendable {
        let task: String
        let paper: Double
        let ours: Double
        /// The standard deviation of ours over splits and seeds; nil for one.
        var spread: Double?

        var difference: Double { ours - paper }
    }

    /// One method.
    struct Panel: Sendable {
        let method: String
        let points: [Point]
        /// The points far from the diagonal, the farthest first.
        let strays: [Point]
        let meanDifference: Double
        let meanDistance: Double
    }

    /// The methods with a number on either side.
    let panels: [Panel]
    /// All methods, which decide the colours.
    let methods: [String]
    /// Whether tasks of the sample suite stand beside values of another split.
    let hasOtherSplits: Bool

    /// Whether there are tasks, and accuracies of the paper.
    private let hasTasks: Bool
    private let hasPaper: Bool

    /// How far from the diagonal a task is named.
    static let strayDistance = 0.1
    /// The most tasks that a panel names.
    static let mostNames = 4

    init(_ source: ReportSource) throws {
        let ranked: RankedResults = try source.fact()
        let published: PublishedNumbers = try source.fact()
        let results = ranked.results
        hasTasks = ranked.areOverTasks
        hasPaper = published.hasAccuracies
        methods = results.methodNames
        panels = results.methodNames.compactMap { method in
            let points = results.tasks.compactMap { task -> Point? in
                guard let cell = results[task, method],
                    cell.samples.allSatisfy({ $0.chosen.testMetric == PublishedMetric.accuracy }),
                    let paper = published.accuracy(task: task, method: method)
                else { return nil }
                return Point(task: task, paper: paper, ours: cell.score.value, spread: cell.spread)
            }
            guard !points.isEmpty else { return nil }
            let count = Double(points.count)
            return Panel(
                method: method, points: points,
                strays: points.filter { $0.difference.magnitude >= Self.strayDistance - 1e-9 }
                    .sorted { ($1.difference.magnitude, $0.task) < ($0.difference.magnitude, $1.task) },
                meanDifference: points.reduce(0) { $0 + $1.difference } / count,
                meanDistance: points.reduce(0) { $0 + $1.difference.magnitude } / count)
        }
        hasOtherSplits = results.tasks.contains { $0.hasPrefix(PublishedNumbers.samplePrefix) }
    }

    /// Every pair of numbers.
    var table: Table {
        Table(
            columns: ["task", "method", "paper", "ours", "difference"],
            rows: panels.flatMap { panel in
                panel.points.map {
                    [
                        .text($0.task), .text(panel.method), .decimal($0.paper, places: 4),
                        .decimal($0.ours, places: 4), .decimal($0.difference, places: 4, sign: true),
                    ]
                }
            }, notes: [caption])
    }

    var section: PageSection? {
        var section = Self.section("Ours and the paper’s", "Ours against the paper’s")
        guard !panels.isEmpty else {
            guard hasTasks else { return nil }
            section.leads = [
                hasPaper
                    ? "The paper has no accuracy for these tasks and methods."
                    : "The results file does not hold the paper’s numbers, so there is nothing to compare with."
            ]
            return section
        }
        section.figures = [PageFigure(panels: panelCharts, methods: [], caption: caption, data: table)]
        section.tablesBelow = [PageTable(summaryTable, title: "Distance from the paper by method")]
        return section
    }

    /// A line a method.
    var summaryTable: Table {
        Table(
            columns: ["method", "tasks", "mean_difference", "mean_distance", "tasks_0.1_or_more_away"],
            rows: panels.map {
                [
                    .text(MethodName.title($0.method)), .integer($0.points.count),
                    .decimal($0.meanDifference, places: 4, sign: true), .decimal($0.meanDistance, places: 4),
                    .integer($0.strays.count),
                ]
            }, notes: [])
    }

    /// What the drawing shows.
    var caption: String {
        "Test accuracy, ours (up) against Table A11 of the paper (right); on the diagonal both agree. "
            + "Named are tasks that lie 0.1 or more away, at most \(Self.mostNames) a method."
            + (panels.contains { $0.points.contains { $0.spread != nil } }
                ? " Bars: one standard deviation over splits and seeds." : "")
            + (hasOtherSplits
                ? " Tasks of the sample suite have other splits than the paper’s, so agreement to the digit cannot be expected."
                : "")
    }
}

// MARK: - The drawing

extension PaperScatter {
    /// One drawing a method.
    var panelCharts: [Chart] { panels.map(chart) }

    /// All methods in one drawing.
    var chart: Chart? {
        guard !panels.isEmpty else { return nil }
        return Chart.grid(
            panelCharts, columns: 4, title: "Our accuracy against the paper’s", description: caption,
            legend: ([], 0))
    }

    private func chart(_ panel: Panel) -> Chart {
        var plot = AgreementPlot(
            title: MethodName.title(panel.method),
            subtitle: "\(NumberText.counted(panel.points.count, "task")), mean difference "
                + NumberText.decimal(panel.meanDifference, places: 3, sign: true),
            horizontal: "accuracy, paper", vertical: "accuracy, ours",
            points: panel.points.map {
                AgreementPlot.Point(name: $0.task, x: $0.paper, y: $0.ours, ySpread: $0.spread)
            }, paint: MethodName.paint(panel.method, among: methods))
        plot.namedFrom = Self.strayDistance
        plot.mostNames = Self.mostNames
        var chart = plot.chart
        chart.subject = panel.method
        return chart
    }
}

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
                return Point(task: task, paper: paper, ours: cell.score.value)
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
        section.figures = [PageFigure(panels: panelCharts, methods: [], caption: caption)]
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
        let size = 190.0
        let left = 42.0
        let top = 40.0
        let lowest = panel.points.map { min($0.paper, $0.ours) }.min() ?? 0
        let lower = min(0.9, (lowest * 10).rounded(.down) / 10)
        let x = Scale(domain: (lower, 1), range: (left, left + size))
        let y = Scale(domain: (lower, 1), range: (top + size, top))
        let paint = MethodName.paint(panel.method, among: methods)
        var content: [SVGElement] = [
            .label(MethodName.title(panel.method), left, 16, size: 13, isBold: true),
            .label(
                "\(NumberText.counted(panel.points.count, "task")), mean difference "
                    + NumberText.decimal(panel.meanDifference, places: 3, sign: true), left, 31, size: 10.5,
                paint: .muted),
        ]
        let ticks = x.ticks(about: 4)
        for tick in ticks {
            content.append(.line(x(tick), top, x(tick), top + size))
            content.append(.line(left, y(tick), left + size, y(tick)))
            let text = x.text(tick, among: ticks)
            content.append(.label(text, x(tick), top + size + 14, anchor: .middle, size: 10, paint: .muted))
            content.append(.label(text, left - 5, y(tick) + 3.5, anchor: .end, size: 10, paint: .muted))
        }
        content.append(.line(left, top + size, left + size, top, .muted, width: 1))
        content.append(
            .label("accuracy, paper", left + size / 2, top + size + 29, anchor: .middle, size: 10.5, paint: .muted))
        content.append(
            .label("accuracy, ours", 12, top + size / 2, anchor: .middle, size: 10.5, paint: .muted, rotation: -90))
        for point in panel.points {
            content.append(
                SVGElement.circle(x(point.paper), y(point.ours), radius: 3, fill: paint, opacity: 0.65)
                    .titled(
                        "\(point.task): ours \(NumberText.decimal(point.ours, places: 4)), paper "
                            + NumberText.decimal(point.paper, places: 4)))
        }
        content += names(panel.strays.prefix(Self.mostNames), x, y, right: left + size, bottom: top + size)
        let strays = panel.strays.prefix(Self.mostNames).map {
            "\($0.task) \(NumberText.decimal($0.difference, places: 2, sign: true))"
        }
        return Chart(
            title: "\(MethodName.title(panel.method)): our accuracy against the paper’s",
            description: "\(NumberText.counted(panel.points.count, "task")), mean difference "
                + "\(NumberText.decimal(panel.meanDifference, places: 3, sign: true)). "
                + (strays.isEmpty
                    ? "No task lies 0.1 or more from the diagonal."
                    : "Farthest from the diagonal: \(strays.joined(separator: ", "))."),
            width: left + size + 10, height: top + size + 36, content: content)
    }

    /// The names of points, moved apart where they would cover each other.
    private func names(
        _ points: some Sequence<Point>, _ x: Scale, _ y: Scale, right: Double, bottom: Double
    ) -> [SVGElement] {
        var taken: [Double] = []
        var result: [SVGElement] = []
        for point in points.sorted(by: { $0.ours > $1.ours }) {
            let name = point.task.split(separator: "/").last.map(String.init) ?? point.task
            let text = TextWidth.fitted(name, width: 110, size: 9.5)
            let width = TextWidth.of(text, size: 9.5)
            let place = (x: x(point.paper), y: y(point.ours))
            let isRight = place.x + 7 + width < right
            var line = place.y + 3
            while taken.contains(where: { ($0 - line).magnitude < 10.5 }) { line += 2 }
            if line > bottom - 2 {
                line = place.y + 3
                while taken.contains(where: { ($0 - line).magnitude < 10.5 }) { line -= 2 }
            }
            taken.append(line)
            let start = isRight ? place.x + 7 : place.x - 7
            if (line - place.y - 3).magnitude > 5 {
                result.append(.line(place.x, place.y, start, line - 3, .muted, width: 0.6))
            }
            result.append(.label(text, start, line, anchor: isRight ? .start : .end, size: 9.5))
        }
        return result
    }
}

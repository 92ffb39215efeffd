import Evaluation
import Formats
import Foundation
import Graphics
import Tables

/// How small a difference each task can show.
struct TaskResolution: ReportPart {
    static let name = "resolution"
    static let summary = "How small a difference each task can show, by its test rows."
    static let isDrawn = true

    /// A task's line.
    struct Row: Sendable {
        let task: String
        let testRows: Int
        /// The best result of any method.
        let best: Double
        /// Between the best and the worst method.
        let range: Double
        /// The methods that lie within the least difference that one task can show, the best among them.
        let within: Int

        /// What one row more or less makes.
        var step: Double { 1 / Double(testRows) }

        /// Six rows: the fewest that one of two methods must have alone for the sign test to tell them apart at 0.05, two-sided.
        var least: Double { 6 / Double(testRows) }

        /// The standard error of the best result.
        var error: Double { (best * (1 - best) / Double(testRows)).squareRoot() }
    }

    /// The lines, those with the fewest rows first.
    let rows: [Row]
    private let methods: Int

    init(_ source: ReportSource) throws {
        let grid: GridCells = try source.fact()
        methods = grid.methods.count
        rows = Dictionary(grouping: grid.cells, by: \.task).compactMap { task, cells -> Row? in
            guard let rows = cells.map(\.testRows).min(), rows > 0 else { return nil }
            let byMethod = Dictionary(grouping: cells, by: \.method).mapValues { own in
                own.map(\.picked.value).reduce(0, +) / Double(own.count)
            }
            guard let best = byMethod.values.max(), let worst = byMethod.values.min(), best <= 1, worst >= 0 else {
                return nil
            }
            let least = 6 / Double(rows)
            return Row(
                task: task, testRows: rows, best: best, range: best - worst,
                within: byMethod.values.count { best - $0 < least - 1e-12 })
        }.sorted { ($0.testRows, $0.task) < ($1.testRows, $1.task) }
    }

    var table: Table {
        Table(
            columns: [
                "task", "test_rows", "one_row", "least_difference", "standard_error", "best", "range", "methods_within",
            ],
            rows: rows.map {
                [
                    .text($0.task), .integer($0.testRows), .decimal($0.step, places: 4), .decimal($0.least, places: 4),
                    .decimal($0.error, places: 4), .decimal($0.best, places: 4), .decimal($0.range, places: 4),
                    .integer($0.within),
                ]
            }, notes: notes)
    }

    private var notes: [String] {
        let blind = rows.count { $0.within == methods }
        return [
            "One row: what one test row more or less makes. Least difference: six rows, the fewest that one of two methods must be right on "
                + "alone for the sign test to tell them apart at 0.05. Standard error: of the best result over other test rows.",
            "On \(blind) of \(NumberText.counted(rows.count, "task")) all methods lie within the least difference of the best: there a rank says "
                + "nothing by itself.",
        ]
    }

    var chart: Chart? {
        guard !rows.isEmpty else { return nil }
        let (left, right, top, bottom) = (70.0, 560.0, 30.0, 330.0)
        let sizes = rows.map { Double($0.testRows) }
        let x = Scale(
            domain: (max(1, (sizes.min() ?? 1) / 1.3), (sizes.max() ?? 10) * 1.3), range: (left, right),
            isLogarithmic: true)
        let high = max(0.05, rows.map(\.range).max() ?? 0)
        let y = Scale(domain: (0, high), range: (bottom, top))
        var content = Axis(x, .bottom, at: bottom, title: "test rows", hasLine: true).elements
        content += Axis(y, .left, at: left, title: "best minus worst method", gridEnd: right).elements
        let steps = 60
        let line = (0...steps).map { step -> (x: Double, y: Double) in
            let place = left + (right - left) * Double(step) / Double(steps)
            let share = Double(step) / Double(steps)
            let size = x.domain.lower * pow(x.domain.upper / x.domain.lower, share)
            return (place, 6 / size)
        }.filter { $0.y <= high }.map { (x: $0.x, y: y($0.y)) }
        if line.count > 1 {
            content.append(.path(line, .bad, width: 1.5, dashes: "5 3"))
            content.append(.label("six rows", line[0].x + 6, line[0].y + 2, size: 11, paint: .bad))
        }
        for row in rows {
            content.append(
                .circle(x(Double(row.testRows)), y(row.range), radius: 3.5, fill: .series(1)).titled(
                    "\(row.task): \(row.testRows) rows, range \(NumberText.decimal(row.range, places: 4))"
                ).standing(for: row.task))
        }
        return Chart(
            title: "How fine a task can tell",
            description: "One point a task: the difference of its best and worst method over its test rows. "
                + notes.joined(separator: " "), width: 600, height: 380, content: content)
    }

    var section: PageSection? {
        guard let chart else { return nil }
        var section = Self.section("Resolution", "How fine a task can tell")
        section.figures = [PageFigure(chart, caption: notes.joined(separator: " "))]
        section.tablesBelow = [PageTable(table, title: "The smallest differences by task")]
        return section
    }
}

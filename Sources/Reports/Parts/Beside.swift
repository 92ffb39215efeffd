import Evaluation
import Formats
import Graphics
import ResultStore
import Statistics
import Tables

/// Other results to set beside a report's: of another file, or of another grid or protocol of the same one.
public struct OtherResults: Sendable {
    /// What they are called.
    public let name: String
    /// The results.
    public let results: Results

    /// Names results.
    ///
    /// - Parameters:
    ///   - name: what they are called, as the file's name or the grid's.
    ///   - results: the results, read by the same question but for what differs.
    public init(name: String, results: Results) {
        self.name = name
        self.results = results
    }
}

/// The report's results beside others, method by method: what another grid, protocol, machine or version changes.
struct Beside: ReportPart {
    static let name = "beside"
    static let summary = "The results beside those of another file, grid or protocol, which --beside names."
    static let isDrawn = true

    /// A task of a method in both.
    struct Point: Sendable {
        let task: String
        let ours: Double
        let other: Double
        /// The standard deviations over splits and seeds; nil for one.
        let spreads: (ours: Double?, other: Double?)
    }

    /// A method in both.
    struct Row: Sendable {
        let method: String
        let points: [Point]
        let paired: PairedComparison
        /// The p-value, adjusted after Holm over the methods.
        let adjustedP: Double
        /// The pooled deviations over splits and seeds within a task.
        let deviations: (ours: Double?, other: Double?)
    }

    /// The methods that both have, in the order of the paper's tables.
    let rows: [Row]
    private let methods: [String]
    private let names: (ours: String, other: String)
    private let notes: [String]
    private let areMeans: Bool

    init(_ source: ReportSource) throws {
        let results = try source.fact(RankedResults.self).results
        guard let beside = source.options.beside else {
            (rows, methods, names, areMeans) = ([], [], ("", ""), false)
            notes = ["Nothing is named to stand beside; --beside FILE, --beside grid=NAME or --beside KEY=VALUE does."]
            return
        }
        let other = beside.results
        methods = results.methodNames
        names = (source.fileName, beside.name)
        areMeans = results.areMeans || other.areMeans
        var options = PairedComparison.Options()
        options.rope = Focus.rope
        let common = results.methodNames.filter { method in
            other.methodNames.contains(method)
                && results.tasks.contains { results[$0, method] != nil && other[$0, method] != nil }
        }
        let comparisons = try common.map {
            try MethodComparison(of: $0, in: results, beside: other, options: options)
        }
        let adjusted = try PValueAdjustment.holm.adjusted(comparisons.map(\.paired.wilcoxon.p))
        rows = common.indices.map { index in
            let method = common[index]
            let tasks = comparisons[index].rows.map(\.task)
            return Row(
                method: method,
                points: comparisons[index].rows.map { row in
                    Point(
                        task: row.task, ours: row.first.value, other: row.second.value,
                        spreads: (results[row.task, method]?.spread, other[row.task, method]?.spread))
                }, paired: comparisons[index].paired, adjustedP: adjusted[index],
                deviations: (results.deviation(of: method, on: tasks), other.deviation(of: method, on: tasks)))
        }
        let lacking = Set(results.methodNames).symmetricDifference(other.methodNames)
        notes =
            ["First: \(names.ours), \(RankNotes.study(results)). Second: \(names.other), \(RankNotes.study(other))."]
            + (common.isEmpty
                ? ["No method has a task in both."]
                : [
                    "Tasks that both have; the difference is the first minus the second, the median of Walsh averages (Hodges and "
                        + "Lehmann) with an interval of "
                        + "\(HodgesLehmannEstimate.confidenceText(comparisons.compactMap(\.paired.hodgesLehmann))). "
                        + "p, two-sided, adjusted after Holm over "
                        + "\(NumberText.counted(common.count, "test")): "
                        + Comparison.convention(
                            zip(common, comparisons).map { ($0, $1.paired.wilcoxon.convention) }) + "."
                ])
            + (lacking.isEmpty
                ? [] : ["In one of them alone: \(MethodName.sorted(lacking).joined(separator: ", "))."])
            + (areMeans
                ? [
                    "Deviation: over splits and seeds within a task, pooled over the tasks; the bars of the drawing are those of a task."
                ] : [])
    }

    var table: Table {
        let spread = areMeans ? ["first_deviation", "second_deviation"] : []
        return Table(
            columns: ["method", "tasks", "first_mean", "second_mean"] + spread + [
                "median_difference", "lower", "upper", "wins_ties_losses", "p", "p_holm",
            ],
            rows: rows.map { row in
                let count = Double(row.points.count)
                let head: [Cell] = [
                    .text(row.method), .integer(row.points.count),
                    .decimal(row.points.map(\.ours).reduce(0, +) / count, places: 4),
                    .decimal(row.points.map(\.other).reduce(0, +) / count, places: 4),
                ]
                let deviations: [Cell] = [
                    .decimal(row.deviations.ours, places: 4), .decimal(row.deviations.other, places: 4),
                ]
                let estimate = row.paired.hodgesLehmann
                let tail: [Cell] = [
                    .decimal(estimate?.estimate, places: 4, sign: true),
                    .decimal(estimate?.lower, places: 4, sign: true),
                    .decimal(estimate?.upper, places: 4, sign: true), .text(row.paired.winTieLoss.description),
                    .probability(row.paired.wilcoxon.p), .probability(row.adjustedP),
                ]
                return head + (areMeans ? deviations : []) + tail
            }, notes: notes)
    }

    /// Every task of every method.
    var pointTable: Table {
        Table(
            columns: ["task", "method", "first", "second", "difference", "first_deviation", "second_deviation"],
            rows: rows.flatMap { row in
                row.points.map { point in
                    [
                        .text(point.task), .text(row.method), .decimal(point.ours, places: 4),
                        .decimal(point.other, places: 4), .decimal(point.ours - point.other, places: 4, sign: true),
                        .decimal(point.spreads.ours, places: 4), .decimal(point.spreads.other, places: 4),
                    ]
                }
            })
    }

    /// One drawing a method: a point a task, the first upwards, the second to the right.
    var panels: [Chart] {
        rows.map { row in
            var chart = AgreementPlot(
                title: MethodName.title(row.method),
                subtitle: "\(NumberText.counted(row.points.count, "task")), median difference "
                    + NumberText.decimal(row.paired.hodgesLehmann?.estimate ?? 0, places: 4, sign: true),
                horizontal: names.other, vertical: names.ours,
                points: row.points.map {
                    AgreementPlot.Point(
                        name: $0.task, x: $0.other, y: $0.ours, xSpread: $0.spreads.other, ySpread: $0.spreads.ours)
                }, paint: MethodName.paint(row.method, among: methods)
            ).chart
            chart.subject = row.method
            return chart
        }
    }

    var chart: Chart? {
        guard !rows.isEmpty else { return nil }
        return Chart.grid(
            panels, columns: 4, title: "\(names.ours) beside \(names.other)", description: notes.joined(separator: " "),
            legend: ([], 0))
    }

    var section: PageSection? {
        guard !notes.isEmpty, !names.other.isEmpty else { return nil }
        var section = Self.section("Beside", "\(names.ours) beside \(names.other)")
        section.tables = rows.isEmpty ? [] : [PageTable(table, title: "Results beside others", naming: 0)]
        if !rows.isEmpty {
            section.figures = [
                PageFigure(
                    panels: panels, methods: [],
                    caption:
                        "Each point a task: \(names.ours) (up) against \(names.other) (right); on the diagonal both agree."
                        + (areMeans ? " Bars: one standard deviation over splits and seeds." : ""), data: pointTable)
            ]
        }
        section.noteLines = notes
        return section
    }
}

import Evaluation
import Formats
import Graphics
import Statistics
import Tables

/// Every method against every other one: who wins how often, and whether the test tells them apart.
struct AllPairs: ReportPart {
    static let name = "pairs"
    static let summary = "Every pair of methods: wins, ties, losses and the test, adjusted after Holm."
    static let isDrawn = true

    /// The methods, the best average rank first.
    let methods: [String]
    /// The pairs, each with the better rank first.
    let pairs: [Comparison.Pair]
    /// The p-values of the pairs, adjusted after Holm over all of them.
    let adjusted: [Double]
    private let areOverTasks: Bool
    private let tasks: Int

    init(_ source: ReportSource) throws {
        let ranked: RankedResults = try source.fact()
        areOverTasks = ranked.areOverTasks
        methods = ranked.comparison?.rows.map(\.method) ?? []
        tasks = ranked.comparison?.tasks.count ?? 0
        pairs = try ranked.comparison?.pairs() ?? []
        adjusted = try PValueAdjustment.holm.adjusted(pairs.map(\.test.p))
    }

    var table: Table {
        Table(
            columns: ["method", "against", "wins_ties_losses", "p", "p_holm"],
            rows: zip(pairs, adjusted).map { pair, adjusted in
                [
                    .text(methods[pair.first]), .text(methods[pair.second]), .text(pair.winTieLoss.description),
                    .probability(pair.test.p), .probability(adjusted),
                ]
            }, notes: pairs.isEmpty ? [] : notes)
    }

    private var notes: [String] {
        [
            "Two-sided Wilcoxon signed-rank tests of \(NumberText.counted(pairs.count, "pair")) over "
                + "\(NumberText.counted(tasks, "task")), adjusted after Holm: "
                + conventions + "."
        ]
    }

    /// The tests in words, each with how many pairs it holds for where there are several: R's rules go by pair.
    private var conventions: String {
        let counts = Dictionary(grouping: pairs, by: \.test.convention).mapValues(\.count)
        guard counts.count > 1 else { return counts.keys.first ?? "" }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) (of \(NumberText.counted($0.value, "pair")))" }.joined(separator: "; ")
    }

    /// The steps of the drawing, from nothing told apart to strong evidence.
    private static let limits: [(below: Double, step: Int, text: String)] = [
        (0.001, 5, "p < 0.001"), (0.01, 4, "p < 0.01"), (0.05, 3, "p < 0.05"), (0.2, 1, "p < 0.2"),
        (.infinity, 0, "not told apart"),
    ]

    /// The matrix: wins, ties and losses of the row against the column, over the adjusted p.
    var chart: Chart? {
        guard !pairs.isEmpty else { return nil }
        var fields = [[HeatGrid.Field?]](
            repeating: [HeatGrid.Field?](repeating: nil, count: methods.count), count: methods.count)
        for (pair, p) in zip(pairs, adjusted) {
            let step = Self.limits.first { p < $0.below }?.step ?? 0
            let counts = pair.winTieLoss
            let words = [(counts.wins, counts.losses), (counts.losses, counts.wins)].map {
                "\($0.0)/\(counts.ties)/\($0.1)"
            }
            fields[pair.first][pair.second] = HeatGrid.Field([words[0], NumberText.p(p)], step: step)
            fields[pair.second][pair.first] = HeatGrid.Field([words[1], NumberText.p(p)], step: step)
        }
        var grid = HeatGrid(
            title: "Every method against every other one",
            description: "Wins, ties and losses of the row against the column, with the p-value adjusted after Holm.",
            columns: methods.map(MethodName.title), rows: methods.map(MethodName.title), fields: fields,
            legend: Self.limits.reversed().map { ($0.step, $0.text) })
        grid.columnWidth = 78
        grid.linesOfCell = 2
        return grid.chart
    }

    var section: PageSection? {
        guard areOverTasks, let chart else { return nil }
        var section = Self.section("Pairs", "Every method against every other one")
        section.figures = [
            PageFigure(
                chart,
                caption: "Wins, ties and losses of the row against the column, over the p-value. "
                    + notes.joined(separator: " "),
                data: table)
        ]
        return section
    }
}

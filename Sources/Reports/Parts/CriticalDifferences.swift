import Evaluation
import Graphics
import Numbers
import Statistics
import Tables

/// The critical-difference diagram of all methods.
struct CriticalDifferenceDiagram: ReportPart {
    static let name = "cd-diagram"
    static let summary = "The critical-difference diagram; --cd-test chooses the test."
    static let isDrawn = true

    /// What is drawn; nil for fewer than two methods or no task.
    let differences: CriticalDifferences?
    private let areOverTasks: Bool

    init(_ source: ReportSource) throws {
        let ranked: RankedResults = try source.fact()
        areOverTasks = ranked.areOverTasks
        differences = try ranked.comparison.flatMap { try CriticalDifferences.of($0, test: source.options.test) }
    }

    var table: Table {
        differences?.table ?? Table(columns: ["method", "average_rank", "groups"], rows: [], notes: [])
    }

    var chart: Chart? { differences?.chart }

    /// A picture that TikZ draws.
    var latex: String? { differences?.tikz }

    var section: PageSection? {
        guard let differences, areOverTasks else { return nil }
        var section = Self.section("Critical differences", "Which differences are significant")
        section.figures = [PageFigure(differences.chart, caption: differences.caption, data: table)]
        return section
    }
}

extension CriticalDifferences {
    /// The groups that a comparison's own test supports; nil for fewer than two methods.
    static func of(
        _ comparison: Comparison, test: CriticalDifferenceTest, alpha: Double = 0.05
    ) throws -> CriticalDifferences? {
        let methods = comparison.rows.map(\.method)
        return try CriticalDifferences(
            methods: methods, titles: methods.map(MethodName.title),
            paints: methods.map { MethodName.paint($0, among: methods) },
            averageRanks: comparison.rows.map(\.averageRank), test: test, alpha: alpha, tasks: comparison.tasks.count,
            friedman: comparison.friedman
        ) {
            try comparison.pairs().map { ($0.first, $0.second, $0.test.p) }
        }
    }
}

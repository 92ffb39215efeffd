import Graphics
import Statistics
import Tables

/// The critical-difference diagram.
package struct CriticalDifferencePart: NumberPart {
    package static let name = "cd-diagram"
    package static let summary = "The critical-difference diagram with cliques; --cd-test chooses the test."
    package static let title = "Critical differences"
    package static let isDrawn = true

    package let table: Table
    package let charts: [Chart]
    package let latex: String?
    package let sentences: [String]

    package init(_ study: NumberStudy) throws {
        var drawn: [(metric: String, differences: CriticalDifferences)] = []
        table = try PartTable.joined(study) { report in
            guard let differences = try Self.differences(report) else {
                return Table(columns: ["method", "average_rank", "groups"])
            }
            drawn.append((report.table.metric, differences))
            return differences.table
        }
        charts = drawn.map { $0.differences.chart }
        latex = drawn.isEmpty ? nil : drawn.map { $0.differences.tikz }.joined(separator: "\n")
        sentences = drawn.map { ($0.metric.isEmpty ? "" : "\($0.metric): ") + $0.differences.caption }
    }

    /// The groups that the test does not tell apart; nil for fewer than two methods, and without complete tasks.
    static func differences(_ report: TableReport) throws -> CriticalDifferences? {
        let tasks = report.completeRanks.count
        guard tasks > 0 else { return nil }
        let order = report.order
        let methods = report.orderedMethods
        return try CriticalDifferences(
            methods: methods, titles: methods, paints: methods.indices.map { .series($0) },
            averageRanks: order.map { report.averageRank($0) }, test: report.options.cliques,
            alpha: report.options.alpha, tasks: tasks, friedman: report.comparison.friedman
        ) {
            let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
            return try report.pairs().rows.compactMap { row in
                guard let first = places[row.first], let second = places[row.second] else { return nil }
                return (min(first, second), max(first, second), row.wilcoxon.p)
            }
        }
    }
}

import Evaluation
import Formats
import Tables

/// How the ranking changes with decisions that the paper leaves open: ties of windows, the moving average, other protocols.
struct SensitivityTable: ReportPart {
    static let name = "sensitivity"
    static let summary = "Average ranks where one open decision is decided otherwise."

    private let changes: [Sensitivity.Change]
    private let methods: [String]

    init(_ source: ReportSource) throws {
        let ranked = try source.fact(RankedResults.self)
        methods = ranked.results.methodNames
        changes =
            ranked.comparison == nil
            ? [] : try Sensitivity(ranked.results, in: source.store, cache: source.cache).changes
    }

    var table: Table {
        var rows: [[Cell]] = []
        var tasks: [String] = []
        for change in changes {
            // The ranks to compare with, once for all changes that are about the same tasks.
            if change.unchanged.tasks != tasks {
                tasks = change.unchanged.tasks
                rows.append(row("as ranked", change.unchanged, changed: nil))
            }
            rows.append(row(change.name, change.comparison, changed: change.changedResults, of: change.results))
        }
        return Table(
            columns: ["decision", "tasks", "results_changed", "best"] + methods, rows: rows, notes: [Self.caption])
    }

    var section: PageSection? {
        guard !changes.isEmpty else { return nil }
        var section = Self.section("Sensitivity", "What hangs on decisions that the paper leaves open")
        section.tables = [PageTable(table, title: "Average ranks by decision", naming: 0)]
        section.noteLines = [Self.caption]
        return section
    }

    private func row(_ name: String, _ comparison: Comparison, changed: Int?, of results: Int = 0) -> [Cell] {
        let ranks = Dictionary(comparison.rows.map { ($0.method, $0.averageRank) }) { first, _ in first }
        return [
            .text(name), .integer(comparison.tasks.count), changed.map { .text("\($0) of \(results)") } ?? .none,
            .text(comparison.rows.first.map { MethodName.title($0.method) } ?? ""),
        ] + methods.map { .decimal(ranks[$0], places: 3) }
    }

    /// What the numbers are.
    static let caption =
        "Each line decides one thing otherwise and ranks the tasks that all methods have a result for both ways. Changed: results "
        + "that are other ones. window_ties and window choose anew from stored curves; other values stand here where the results "
        + "file has units that were trained under them."
}

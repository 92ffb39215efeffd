import ArgumentParser
import Benchmark
import Foundation
import Tables

/// `snnbench published`.
struct PublishedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "published",
        abstract: "Computes the paper's rank tables again from its accuracies and prints ours beside print.",
        discussion: """
            Table 1 follows from Table A11, which is part of the program. Tables A12 and A13 need the published results \
            of 179 other classifiers too: snnbench fetch fernandez-delgado-results gets them.
            """,
        examples: ["snnbench published", "snnbench published --table A12"])

    @Option(
        help: ArgumentHelp("One table: 1, A12 or A13 (default: all that can be computed).", valueName: "label"),
        completion: .list(["1", "A12", "A13"]))
    var table: String?

    @Option(
        help: ArgumentHelp(
            "What stands for support vector machines and random forests in A12 and A13: median (default: as the paper) or best (svm_C "
                + "and rf_caret).", valueName: "which"))
    var representatives = GroupRepresentatives.median

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let table, !["1", "A12", "A13"].contains(table.uppercased()) {
            throw ValidationError("there is no table \"\(table)\" to compute; there are 1, A12 and A13")
        }
        if representatives == .best, table == "1" {
            throw ValidationError("--representatives has no effect on table 1, which has no groups; leave it out")
        }
    }

    func run() throws {
        let tables = try PublishedTables()
        let wanted =
            table.map { [$0.uppercased()] } ?? (representatives == .best ? ["A12", "A13"] : ["1", "A12", "A13"])
        var comparisons: [PublishedComparison] = []
        if wanted.contains("1") { comparisons.append(try .tableOne(tables)) }
        var notes: [String] = []
        if wanted != ["1"] {
            if let classifiers = try ClassifierResults.fetched(in: data.library()) {
                if wanted.contains("A12") { comparisons.append(try .small(tables, classifiers, representatives)) }
                if wanted.contains("A13") { comparisons.append(try .large(tables, classifiers, representatives)) }
            } else {
                let line =
                    "Tables A12 and A13 need the results of other classifiers: snnbench fetch \(ClassifierResults.download)"
                guard !comparisons.isEmpty else { throw Failure(kind: .unavailable, description: line) }
                notes.append(line + " gets them.")
            }
        }
        if representatives == .best {
            notes = comparisons.map(\.claim) + notes
            notes.append(
                "Picking a group's best method by the published results flatters the group: the pick was made on the tasks that it is "
                    + "ranked on. The median of a group, as the paper has it, errs to the other side.")
        }
        try output.print(PublishedCommand.table(comparisons), notes: comparisons.map(PublishedCommand.note) + notes)
    }

    /// One row a table and method.
    static func table(_ comparisons: [PublishedComparison]) -> Table {
        var table = Table(
            columns: ["table", "group", "method", "rank", "rank_printed", "p_r", "p_exact", "p_printed"])
        for comparison in comparisons {
            let places = comparison.table == "1" ? 3 : 1
            for row in comparison.rows {
                table.rows.append([
                    .text(comparison.table), .text(row.group), .text(row.method),
                    .decimal(row.rank, places: places, sign: places == 3),
                    .decimal(row.printedRank, places: places, sign: places == 3),
                    row.p.map { .probability($0) } ?? .none, row.exactP.map { .probability($0) } ?? .none,
                    row.printedP.map { .probability($0) } ?? .none,
                ])
            }
        }
        return table
    }

    private static func note(_ comparison: PublishedComparison) -> String {
        let tests =
            "p: \(comparison.reference) better than each, one-sided, not adjusted, zeros dropped; p_r as R's wilcox.test "
            + "on percentages (ties by their bits), p_exact from all sign patterns with exact ties."
        switch comparison.table {
        case "1":
            return
                "Table 1: average rank minus 4 over \(comparison.tasks) tasks, trains left out for its missing results "
                + "(the print counts 121); \(tests)"
        default:
            return
                "Table \(comparison.table): average rank of 24 methods over \(comparison.tasks) tasks, a missing result "
                + "ranks last; accuracies are known to 0.01 and 0.1 %, so ties are more than the authors had; "
                + tests
        }
    }
}

extension GroupRepresentatives: ExpressibleByArgument {}

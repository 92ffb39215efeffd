import ArgumentParser
import Benchmark
import Foundation
import ResultStore
import Statistics
import Tables

/// `snnbench rank`.
struct RankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract: "Ranks the methods over the tasks that all of them have a result for.",
        discussion: """
            Per task the methods are ranked by the test result of what validation selected, 1 for the best; equal \
            accuracies, compared as counts, share the mean of their ranks. The p-value is that of a paired Wilcoxon \
            test that the best method is better, one-sided and not adjusted as in the paper; --alternative and --adjust \
            change that.
            """)

    /// Which groups of tasks are ranked.
    enum Group: String, CaseIterable, ExpressibleByArgument {
        case all
        case small
        case large
        case each
    }

    @OptionGroup var study: StudyOptions
    @OptionGroup var testing: TestingOptions

    @Option(help: "Tasks by size: all, small (below 1000 rows), large, or each of the three.")
    var group = Group.all

    @Option(
        help: ArgumentHelp(
            "What is ranked: selected (what the selection was made for), accuracy, auc, loss, validation-accuracy, "
                + "validation-auc, or a metric that attempts recorded.",
            valueName: "name"))
    var metric = "selected"

    @Flag(help: "Sets the published results of 17 other kinds of methods (random forests, SVM ...) beside ours.")
    var withPublished = false

    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let library = try data.library()
        var question = try study.question()
        question.tasks = try study.taskNames(library)
        question.metric = ResultMetric(metric)
        question.options = testing.options
        if withPublished {
            guard let classifiers = try ClassifierResults.fetched(in: library) else {
                throw Failure(
                    kind: .unavailable,
                    description: "the published results of other methods are not here; snnbench fetch "
                        + "\(ClassifierResults.download) gets them")
            }
            question.classifiers = classifiers
        }
        let store = try database.openForReading()
        question = try study.question(question, in: store)
        switch group {
        case .all: try RankCommand.printRanking(store, question, output)
        case .small: try RankCommand.printRanking(store, question, output, [.small])
        case .large: try RankCommand.printRanking(store, question, output, [.large])
        case .each: try RankCommand.printRanking(store, question, output, TaskSizes.allCases)
        }
    }

    /// Prints a ranking with the conventions it follows.
    ///
    /// - Parameters:
    ///   - sizes: the groups of tasks; with more than one, a first column names them, and groups without a common task are
    ///     left out.
    static func printRanking(
        _ store: ResultStore, _ question: RankQuestion, _ output: OutputOptions, _ sizes: [TaskSizes] = [.all]
    ) throws {
        var rankings: [(sizes: TaskSizes, table: RankTable)] = []
        var notes: [String] = []
        for group in sizes {
            var question = question
            question.sizes = group
            do {
                rankings.append((group, try RankTable(store, question)))
            } catch let error as RankingError where sizes.count > 1 {
                notes.append("\(group.rawValue): \(error)")
            }
        }
        guard let first = rankings.first else { throw RankingError.noResults(question) }
        let isAdjusted = question.options.adjustment != .none
        let metrics = first.table.metrics
        var columns = ["method", "average_rank", "average_rank_difference"]
        columns.append("mean_" + (metrics.count == 1 ? metrics[0].replacing("-", with: "_") : "result"))
        columns.append("p")
        if isAdjusted { columns.append("p_adjusted") }
        if sizes.count > 1 { columns.insert("group", at: 0) }
        var table = Table(columns: columns)
        for (group, ranking) in rankings {
            for row in ranking.rows {
                var cells: [Cell] = [
                    .text(row.method), .decimal(row.averageRank, places: 3),
                    .decimal(row.averageRankDifference, places: 3, sign: true), .decimal(row.meanScore, places: 4),
                    row.p.map { .probability($0) } ?? .none,
                ]
                if isAdjusted { cells.append(row.adjustedP.map { .probability($0) } ?? .none) }
                if sizes.count > 1 { cells.insert(.text(group.rawValue), at: 0) }
                table.rows.append(cells)
            }
            let prefix = sizes.count > 1 ? "\(group.rawValue): " : ""
            notes += RankNotes.lines(ranking, question).map { prefix + $0 }
        }
        try output.print(table, notes: notes)
    }
}

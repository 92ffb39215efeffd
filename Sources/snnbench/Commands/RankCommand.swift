import ArgumentParser
import Benchmark
import Evaluation
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
            """,
        examples: [
            "snnbench rank", "snnbench rank --suite uci --group each",
            "snnbench rank --against snn --adjust holm --alternative two-sided",
        ])

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
                + "validation-auc, balanced_accuracy, macro_f1, mcc, log_loss, brier, rmse, mae, r2, or another that attempts recorded.",
            valueName: "name"))
    var metric = "selected"

    @Flag(
        help: """
            Sets methods under several protocols beside each other, as snn beside snn:optimizer=adamw: the paper's and that of \
            --protocol, or all in the file.
            """)
    var compareProtocols = false

    @Flag(help: "Sets the published results of 17 other kinds of methods (random forests, SVM ...) beside ours.")
    var withPublished = false

    @Option(
        help: ArgumentHelp(
            "The version of the arithmetic (default: the one of the most results).", valueName: "version"))
    var numerics: Int?

    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let library = try data.library()
        let store = try database.openForReading()
        var question = try study.question(library, in: store)
        question.metric = ResultMetric(metric)
        question.numericsVersion = numerics
        question.comparesProtocols = compareProtocols
        var classifiers: ClassifierResults?
        if withPublished {
            classifiers = try ClassifierResults.fetched(in: library)
            if classifiers == nil {
                throw Failure(
                    kind: .unavailable,
                    description: "the published results of other methods are not here; snnbench fetch "
                        + "\(ClassifierResults.download) gets them")
            }
        }
        let sizes: [TaskSizes] =
            switch group {
            case .all: [.all]
            case .small: [.small]
            case .large: [.large]
            case .each: TaskSizes.allCases
            }
        try RankCommand.printRanking(
            store, question, testing.options, output, sizes: sizes, classifiers: classifiers)
    }

    // Optimised, this function ends the compiler of Swift 6.3 by a fault of its own ("found outside of lifetime use").
    /// Prints a ranking with the conventions it follows.
    ///
    /// - Parameters:
    ///   - store: the results.
    ///   - question: which of them.
    ///   - options: missing results, tests, adjustment and reference.
    ///   - output: where the table goes.
    ///   - sizes: the groups of tasks; with more than one, a first column names them, and groups without a common task are
    ///     left out.
    ///   - classifiers: published accuracies of other classifiers to set beside our own.
    @_optimize(none)
    static func printRanking(
        _ store: ResultStore, _ question: ResultQuestion, _ options: TableComparison.Options,
        _ output: OutputOptions, sizes: [TaskSizes] = [.all], classifiers: ClassifierResults? = nil
    ) throws {
        var rankings: [(sizes: TaskSizes, results: Results, comparison: Comparison, published: Int)] = []
        var notes: [String] = []
        var failure: EvaluationError?
        let cache = CandidateCache()
        for group in sizes {
            var question = question
            question.sizes = group
            do {
                let results = try Results(store, question, cache: cache)
                let further = try classifiers?.representatives(on: results.tasks) ?? []
                let comparison = try Comparison(results, options: options, further: further)
                rankings.append((group, results, comparison, further.count))
            } catch let error as EvaluationError where sizes.count > 1 {
                notes.append("\(group.rawValue): \(error)")
                failure = failure ?? error
            }
        }
        guard let first = rankings.first else {
            throw failure ?? EvaluationError.noResults(grid: question.grid, changes: [], leftOut: [])
        }
        let isAdjusted = options.adjustment != .none
        let metrics = first.results.metrics
        var columns = ["method", "average_rank", "average_rank_difference"]
        columns.append("mean_" + (metrics.count == 1 ? metrics[0].replacing("-", with: "_") : "result"))
        let hasDeviation = rankings.contains { $0.results.areMeans }
        if hasDeviation { columns.append("deviation") }
        columns.append("p")
        if isAdjusted { columns.append("p_adjusted") }
        if sizes.count > 1 { columns.insert("group", at: 0) }
        var table = Table(columns: columns)
        for (group, results, comparison, published) in rankings {
            for row in comparison.rows {
                var cells: [Cell] = [
                    .text(row.method), .decimal(row.averageRank, places: 3),
                    .decimal(row.averageRankDifference, places: 3, sign: true), .decimal(row.meanScore, places: 4),
                ]
                if hasDeviation {
                    cells.append(.decimal(results.deviation(of: row.method, on: comparison.tasks), places: 4))
                }
                cells.append(row.p.map { .probability($0) } ?? .none)
                if isAdjusted { cells.append(row.adjustedP[options.adjustment].map { .probability($0) } ?? .none) }
                if sizes.count > 1 { cells.insert(.text(group.rawValue), at: 0) }
                table.rows.append(cells)
            }
            let prefix = sizes.count > 1 ? "\(group.rawValue): " : ""
            notes += RankNotes.lines(comparison, results, published: classifiers == nil ? nil : published)
                .map { prefix + $0 }
        }
        if hasDeviation {
            notes.append(
                "Deviation: the standard deviation of a method's results over splits and seeds within a task, pooled over "
                    + "the tasks.")
        }
        try output.print(table, notes: notes)
    }
}

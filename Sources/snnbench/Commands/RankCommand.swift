import ArgumentParser
import Benchmark
import ResultStore

/// `snnbench rank`.
struct RankCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rank",
        abstract: "Ranks the methods over the tasks that all of them have a result for.",
        discussion: """
            Per task the methods are ranked by test accuracy, 1 for the best; equal accuracies share the mean of \
            their ranks. The p-value is that of a paired Wilcoxon test that the best method is better.
            """)

    @OptionGroup var study: StudyOptions
    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        try reportingErrors {
            let names = try study.taskNames(data.library())
            let question = RankQuestion(
                tasks: names, methods: try study.methods(), grid: try study.gridDefinition().name,
                splitIndex: study.split?.indices.first ?? 0, seed: study.seed)
            let store = try database.openForReading()
            try RankCommand.printRanking(store, question, output)
        }
    }

    /// Prints a ranking with the conventions it follows.
    static func printRanking(_ store: ResultStore, _ question: RankQuestion, _ output: OutputOptions) throws {
        let ranking = try RankTable(store, question)
        let table = TextTable(
            columns: ["method", "average_rank", "average_rank_difference", "mean_accuracy", "p"],
            rows: ranking.rows.map { row in
                [
                    .text(row.method), .decimal(row.averageRank, places: 3),
                    .decimal(row.averageRankDifference, places: 3, sign: true),
                    .decimal(row.meanAccuracy, places: 4), row.p.map { .probability($0) } ?? .none,
                ]
            })
        var notes = [
            "\(counted(ranking.tasks.count, "task")) that \(methods(ranking.rows.count)), grid \(question.grid), "
                + "split \(question.splitIndex), seed \(question.seed); test accuracy of what validation selected."
        ]
        if !ranking.incompleteTasks.isEmpty {
            notes.append(
                "\(counted(ranking.incompleteTasks.count, "task")) left out: not all methods have a result there.")
        }
        notes.append("p: the best method against each, unadjusted; \(ranking.convention).")
        try output.print(table, notes: notes)
    }

    private static func methods(_ count: Int) -> String {
        count == 1 ? "the method has" : "all \(count) methods have"
    }
}

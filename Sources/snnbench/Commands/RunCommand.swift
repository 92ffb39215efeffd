import ArgumentParser
import Benchmark
import Datasets
import Evaluation
import Formats
import Foundation
import ResultStore
import Statistics
import Tables

/// `snnbench run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Trains what is missing, selects, and prints the ranking.",
        discussion: """
            Finished units are never trained again; after an interruption the same command goes on. Without \
            --suite and --task the sample suite is run, which is part of the program.
            """,
        examples: [
            "snnbench run --suite sample --grid quick", "snnbench run --suite uci-small --grid quick --dry-run",
            "snnbench run --task sample/iris --method-file gelu.json5 --watch",
        ])

    @OptionGroup var study: StudyOptions

    @Option(
        name: .customLong("study"),
        help: ArgumentHelp(
            "A study that was written down, in place of all options above (docs/running.md).", valueName: "file"),
        completion: .settingsFile)
    var studyFile: String?

    @Flag(help: "Print the study as JSON, as --study reads it, and train nothing.")
    var describe = false

    @OptionGroup(title: "Running") var running: RunningOptions
    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try study.checkBeside(studyFile)
    }

    func run() throws {
        let library = try data.library()
        let description = try described(library)
        if describe {
            try output.write(description.json.indentedText)
            return
        }
        let study = try description.study { try library.load($0) }
        var options = running.options(database: database.database)
        options.search = description.search
        if running.dryRun {
            try printPlan(study, options)
        } else {
            try train(description, study, options)
        }
    }

    /// The study that the options or a file describe.
    func described(_ library: DataLibrary) throws -> StudyDescription {
        try study.described(file: studyFile, library)
    }

    private func train(_ description: StudyDescription, _ study: Study, _ options: RunOptions) throws {
        // Better no unit than a failure for each.
        for program in description.programs { try program.checkFiles() }
        let store = try database.openForWriting(patience: running.wait?.seconds ?? 0)
        try noteAbandoned(store)
        try store.record(StudyRecord(definition: description.json))
        try PublishedTables.record(in: store, for: study.tasks.map(\.name))
        try StudyTraining(
            quiet: output.quiet, options: options, database: database.database,
            watched: running.watch ? description.question : nil
        ).run(study, store)
        for experiment in description.experiments where !experiment.isRanked && !output.quiet {
            Message.note("snnbench report --part \(experiment.rawValue) shows the paper's table beside these results")
        }
        if !description.rankedTasks.isEmpty {
            var question = description.question
            // What was trained on is shown, also where the file has results of other tables of the same name.
            question.contents = Dictionary(
                study.tasks.map { task in
                    let content = TaskContent(task)
                    return (task.name.description, (content.digest, content.splits))
                }, uniquingKeysWith: { first, _ in first })
            try RankCommand.printRanking(store, question, TableComparison.Options(), output)
        }
        try store.close()
    }

    private func printPlan(_ study: Study, _ options: RunOptions) throws {
        let exists = FileManager.default.fileExists(atPath: database.database)
        let plan = try RunPlan(study, store: exists ? database.openForReading() : nil, options: options)
        let table = Table(
            columns: ["task", "method", "units", "done", "hours", "megabytes"],
            rows: plan.rows.map { row in
                [
                    .text(row.task), .text(row.method), .integer(row.units), .integer(row.settled),
                    .decimal(row.seconds / 3600, places: 3), .decimal(row.bytes / 1e6, places: 1),
                ]
            })
        try output.print(
            table,
            notes: [
                "\(counted(plan.units, "unit")), \(plan.settled) done; the others take about "
                    + "\(Durations.whole(plan.seconds)) on \(counted(options.threads, "thread"))"
                    + (options.search == .full ? "." : " if all were trained to the end."),
                plan.samples > 0
                    ? "Hours of one core, learnt from \(counted(plan.samples, "finished unit")) of this machine."
                    : "Hours of one core at an assumed \(Int(CostModel.assumedOperationsASecond / 1e9)) GFLOP/s: this machine has "
                        + "finished no unit yet.",
            ])
    }

    /// Says what became of the units that an earlier run left behind.
    private func noteAbandoned(_ store: ResultStore) throws {
        guard store.interruptedOnOpening > 0, !output.quiet else { return }
        let units = counted(store.interruptedOnOpening, "unit")
        switch MemoryWatch.lastEnding(database: database.database) {
        case .forMemory:
            Message.note(
                "the last run was ended by the system for lack of memory; \(units) recorded as out_of_memory; "
                    + "--retry out_of_memory tries again, a lower --memory-limit or fewer --threads may help")
        case .perhapsForMemory:
            Message.note(
                "the last run ended without a word while \(units) ran, and the system ended processes for lack of "
                    + "memory meanwhile; they are trained again, a lower --memory-limit or fewer --threads may help")
        case .unknown:
            Message.note("the last run ended without a word while \(units) ran; they are trained again")
        }
    }
}

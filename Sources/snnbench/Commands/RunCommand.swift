import ArgumentParser
import Benchmark
import Datasets
import Evaluation
import Foundation
import ResultStore
import Tables

/// `snnbench run`.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Trains what is missing, selects, and prints the ranking.",
        discussion: """
            Finished units are never trained again; after an interruption the same command goes on. Without \
            --suite and --task the sample suite is run, which is part of the program.
            """)

    @OptionGroup var study: StudyOptions
    @OptionGroup(title: "Running") var running: RunningOptions
    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let library = try data.library()
        let names = try available(
            study.taskNames(library) ?? library.catalog.tasks(inSuite: "sample"), in: library)
        let study = try Study(
            tasks: names.map { try library.load($0) }, methods: study.methods(), grid: study.gridDefinition(),
            splitIndices: study.split?.indices, protocols: study.protocols(), seed: study.seed,
            repeats: study.repeats)
        try requireSplits(of: study.tasks)
        var options = running.options
        options.search = self.study.search.search
        if running.dryRun {
            try printPlan(study, options)
        } else {
            try train(study, options)
        }
    }

    private func train(_ study: Study, _ options: RunOptions) throws {
        let store = try database.openForWriting(patience: running.wait?.seconds ?? 0)
        try noteAbandoned(store)
        try PublishedTables.record(in: store, for: study.tasks.map(\.name))
        try StudyTraining(
            quiet: output.quiet, options: options, database: database.database, isWatched: running.watch
        ).run(study, store)
        for experiment in [Experiment.htru2, .tox21] {
            guard study.tasks.contains(where: { Experiment($0.name) == experiment }), !output.quiet else { continue }
            Message.note("snnbench report --part \(experiment.rawValue) shows the paper's table beside these results")
        }
        let ranked = study.tasks.map(\.name).filter { Experiment($0) == .uci }
        if !ranked.isEmpty {
            var question = try self.study.question()
            question.tasks = ranked
            try RankCommand.printRanking(store, question, output)
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
                    + "\(ProgressLine.duration(plan.seconds)) on \(counted(options.threads, "thread"))"
                    + (options.search == .full ? "." : " if all were trained to the end."),
                plan.samples > 0
                    ? "Hours of one core, learnt from \(counted(plan.samples, "finished unit")) of this machine."
                    : "Hours of one core at an assumed \(Int(CostModel.assumedOperationsASecond / 1e9)) GFLOP/s: this machine has "
                        + "finished no unit yet.",
            ])
    }

    /// A split that was asked for and that no task has is a mistake.
    private func requireSplits(of tasks: [LearningTask]) throws {
        guard !tasks.isEmpty else {
            throw Failure(kind: .unavailable, description: "none of the tasks is here; snnbench fetch gets them")
        }
        guard case .indices(let indices) = study.split else { return }
        for task in tasks where !task.splits.contains(where: { indices.contains($0.index) }) {
            throw Failure(
                kind: .usage,
                description:
                    "\(task.name) has no split \(indices.map(String.init).joined(separator: ",")); it has 0 to "
                    + "\(task.splits.count - 1)")
        }
    }

    /// Says what became of the units that an earlier run left behind.
    private func noteAbandoned(_ store: ResultStore) throws {
        guard store.interruptedOnOpening > 0, !output.quiet else { return }
        let units = counted(store.interruptedOnOpening, "unit")
        Message.note(
            MemoryWatch.wasKilled(database: database.database)
                ? "the last run was ended by the system for lack of memory; \(units) recorded as out_of_memory; "
                    + "--retry out_of_memory tries again, a lower --memory-limit or fewer --threads may help"
                : "the last run ended without a word while \(units) ran; they are trained again")
    }

    /// Leaves out tasks of a suite that lack a file; one that was named itself must be there.
    private func available(_ names: [TaskName], in library: DataLibrary) throws -> [TaskName] {
        let named = Set(try study.task.map { try library.catalog.task(named: $0) })
        return names.filter { name in
            guard case .incomplete = library.state(of: name), !named.contains(name) else { return true }
            Message.note("\(name) \(library.state(of: name)) and is left out; snnbench fetch \(name) gets it")
            return false
        }
    }
}

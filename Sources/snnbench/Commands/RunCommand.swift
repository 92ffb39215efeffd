import ArgumentParser
import Benchmark
import Datasets
import Foundation
import ResultStore

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
    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "The units that are trained at the same time (default: one a processor).")
    var threads: Int?

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads is at least 1") }
    }

    func run() throws {
        try reportingErrors {
            let library = try data.library()
            let methods = try study.methods()
            let grid = try study.gridDefinition()
            let names = try available(
                study.taskNames(library) ?? library.catalog.tasks(inSuite: "sample"), in: library)
            let tasks = try names.map { try library.load($0) }
            for task in tasks where !task.splits.contains(where: { $0.index == study.split }) {
                throw Failure(
                    code: .usage,
                    description: "\(task.name) has no split \(study.split); it has 0 to \(task.splits.count - 1)")
            }
            let store = try database.openForWriting()
            let stop = StopFlag()
            let signals = SignalHandling(stop)
            let line = ProgressLine(isQuiet: output.quiet)
            let threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
            let runner = Runner(
                store: store, environment: .current(threads: threads), threads: threads, stop: stop
            ) { line.show($0) }
            let summary = try withExtendedLifetime(signals) {
                try runner.run(
                    Study(
                        tasks: tasks, methods: methods, grid: grid, splitIndices: [study.split], seeds: [study.seed]))
            }
            line.end()
            if !output.quiet {
                Message.note(
                    "\(counted(summary.executed, "unit")) trained, \(summary.finishedBefore) were done before"
                        + (summary.diverged > 0 ? ", \(summary.diverged) diverged" : "") + "; results in "
                        + database.database)
            }
            if summary.wasInterrupted {
                Message.note("interrupted; the same command goes on")
                throw ExitCode(Failure.Code.interrupted.rawValue)
            }
            try RankCommand.printRanking(
                store,
                RankQuestion(
                    tasks: names, methods: methods, grid: grid.name, splitIndex: study.split, seed: study.seed),
                output)
            try store.close()
        }
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

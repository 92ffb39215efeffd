import ArgumentParser
import Benchmark
import Foundation
import ResultStore

/// How a run goes about its work; none of it changes a result.
struct RunningOptions: ParsableArguments {
    @Option(help: "The units that are trained at the same time (default: one a processor that this process may use).")
    var threads: Int?

    @Flag(help: "Print the plan and the predicted hours, train nothing.")
    var dryRun = false

    @Flag(help: "Train finished units again and report every bit that differs.")
    var rerun = false

    @OptionGroup var attempts: AttemptOptions

    @Option(help: ArgumentHelp("Stop cleanly after some time, as 3h.", valueName: "time"))
    var budget: TimeAmount?

    @Option(
        help: ArgumentHelp(
            "The memory that networks may take together, as 8G (default: four fifths of what is available).",
            valueName: "memory"))
    var memoryLimit: MemoryAmount?

    @Flag(help: "Draw tasks, methods, rate and the ranking so far while the run goes on.")
    var watch = false

    @Option(help: ArgumentHelp("Wait for another process that writes the results file, as 10m.", valueName: "time"))
    var wait: TimeAmount?

    @Option(
        help: ArgumentHelp(
            "How often the state of a unit that takes long is saved beside the results file, to go on from when the run is killed; 0 for never.",
            valueName: "time"))
    var checkpointEvery = CheckpointInterval(seconds: Checkpoints.standardInterval)

    func validate() throws {
        if let threads, threads < 1 { throw ValidationError("--threads is at least 1") }
    }

    /// The options as the runner takes them.
    ///
    /// - Parameter database: the results file, beside which checkpoints are kept.
    func options(database: String) -> RunOptions {
        RunOptions(
            threads: threads ?? Processors.available,
            memoryLimit: memoryLimit?.bytes ?? MemoryWatch.availableBytes.map { 0.8 * $0 } ?? .infinity,
            timeLimit: attempts.timeLimit?.seconds, budget: budget?.seconds, retried: attempts.retry?.outcomes ?? [],
            isRerun: rerun,
            checkpoints: checkpointEvery.checkpoints(database: database))
    }
}

/// Which units are tried again, and when one is given up; what `run` and `work` have alike.
struct AttemptOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Try units again that ended so: failed, timed_out, out_of_memory, unsupported, diverged (separated by commas).",
            valueName: "outcomes"), completion: .list(RetryChoice.allowed.map(\.rawValue)))
    var retry: RetryChoice?

    @Option(help: ArgumentHelp("Give a unit up after some time, as 90s, 15m or 3h.", valueName: "time"))
    var timeLimit: TimeAmount?
}

/// The outcomes of units that are to be tried again.
struct RetryChoice: ExpressibleByArgument {
    /// The outcomes that can be tried again; interrupted units always are.
    static let allowed: [Outcome] = [.failed, .timedOut, .outOfMemory, .unsupported, .diverged]

    /// The outcomes.
    let outcomes: Set<Outcome>

    /// Reads names separated by commas, as `failed,timed_out`; nil for anything else.
    init?(argument: String) {
        let names = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let outcomes = names.compactMap { name in Self.allowed.first { $0.rawValue == name } }
        guard outcomes.count == names.count else { return nil }
        self.outcomes = Set(outcomes)
    }
}

import ArgumentParser
import Benchmark
import Clusters
import Formats
import Foundation
import ResultStore

/// `snnbench work`.
struct WorkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "work",
        abstract: "Trains one bundle of a plan; what a job of a cluster runs (docs/clusters.md).",
        discussion: """
            Needs the plan's folder and the data, no network, no scheduler and no database. Results go to a log of its own in \
            the plan's folder, each on the disk before the next unit is begun; what other logs of the bundle have is not \
            trained again. SIGUSR1, SIGTERM, SIGINT and the end of --budget stop it at the next step of each unit.

            Exit codes: 0 through (a unit that failed is a result), 75 stopped and worth repeating, 65 other data or another \
            plan, 69 data that are not here or a processor without the instructions, 70 our own fault, 74 a disk that is full.
            """,
        examples: ["snnbench work plan --shard 7 --threads 2"])

    @Argument(help: ArgumentHelp("The plan's folder.", valueName: "folder"), completion: .directory)
    var plan: String

    @Option(
        help: ArgumentHelp(
            "The bundle, counted from 0; auto asks the variables of Slurm, Grid Engine, PBS, LSF, Kubernetes, AWS Batch and GNU parallel.",
            valueName: "number"))
    var shard: ShardChoice

    @Option(help: ArgumentHelp("What is added to the number, for a part of a plan.", valueName: "number"))
    var offset = 0

    @Option(
        help: ArgumentHelp(
            "The plan's name, or how it begins, as plan and submit print it; another plan in the folder is an error.",
            valueName: "digest"))
    var expect: String?

    @Option(help: "The units that are trained at the same time (default: $SLURM_CPUS_PER_TASK, else 1).")
    var threads: Int?

    @Option(help: ArgumentHelp("Stop cleanly after some time, as 55m.", valueName: "time"))
    var budget: TimeAmount?

    @Option(
        help: ArgumentHelp(
            "How often a unit that takes long is saved beside its log, so that another worker goes on from there; 0 for never.",
            valueName: "time"))
    var checkpointEvery = CheckpointInterval(seconds: Checkpoints.standardInterval)

    @OptionGroup var attempts: AttemptOptions
    @OptionGroup var data: DataOptions

    @Flag(help: "No progress and no messages.")
    var quiet = false

    func validate() throws {
        if offset < 0 { throw ValidationError("--offset is 0 or more") }
        if let threads, threads < 1 { throw ValidationError("--threads is at least 1") }
        if let expect, expect.count < 6 { throw ValidationError("--expect has at least 6 digits") }
    }

    func run() throws {
        let variables = ProcessInfo.processInfo.environment
        let (number, found) = try shard.number.resolved(offset: offset, environment: variables)
        if let found, !quiet { Message.note(found) }
        let granted = variables["SLURM_CPUS_PER_TASK"].flatMap { Int($0) }.map { max(1, $0) }
        let stop = StopFlag()
        let worker = ShardWorker(
            PlanFolder(plan), try data.library(),
            options: RunOptions(
                threads: threads ?? granted ?? 1,
                memoryLimit: MemoryWatch.availableBytes.map { 0.8 * $0 } ?? .infinity,
                timeLimit: attempts.timeLimit?.seconds, budget: budget?.seconds, retried: attempts.retry?.outcomes ?? []
            ),
            checkpointInterval: checkpointEvery.seconds > 0 ? checkpointEvery.seconds : nil, note: { Message.note($0) },
            stop: stop)
        let line = ProgressLine(isQuiet: quiet)
        let report: ShardWorker.Report
        do {
            defer { line.end() }
            report = try SignalHandling.listening(stop) {
                try worker.run(shard: number, expecting: expect) { line.show($0) }
            }
        }
        guard let summary = report.summary, let log = report.log else {
            if !quiet {
                Message.note("shard \(number): nothing is left to do, \(counted(report.units, "unit")) are done")
            }
            return
        }
        if !quiet { Message.note("shard \(number): " + RunMessage.text(summary, database: log)) }
        try RunMessage.endIfInterrupted(summary)
    }
}

/// A shard, as an option's value.
struct ShardChoice: ExpressibleByArgument {
    /// The number, or how it is found.
    let number: ShardNumber

    /// Reads a number from 0, or `auto`; nil for anything else.
    init?(argument: String) {
        guard let number = ShardNumber(argument) else { return nil }
        self.number = number
    }
}

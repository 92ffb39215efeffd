import ArgumentParser
import Benchmark
import Clusters
import Formats
import Foundation
import ResultStore
import Tables

/// `snnbench plan`.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Deals a study into bundles for many machines (docs/clusters.md).",
        discussion: """
            A bundle is what one job trains, 30 to 60 minutes of one core where there are not too many: whole groups of \
            task, split, method and seed, so that jobs need not talk. The same study of the same data gives the same plan, \
            byte for byte; a plan is never changed. Afterwards: snnbench submit, or snnbench work on each machine.
            """,
        examples: [
            "snnbench plan --suite uci --grid paper --simulate cores=200",
            "snnbench plan --suite uci-small --grid quick --into plan",
        ])

    @OptionGroup var study: StudyOptions

    @Option(
        name: .customLong("study"),
        help: ArgumentHelp(
            "A study that was written down, in place of all options above (docs/running.md).", valueName: "file"),
        completion: .settingsFile)
    var studyFile: String?

    @Option(
        help: ArgumentHelp("The folder of the plan, which must be a new one.", valueName: "folder"),
        completion: .directory)
    var into: String?

    @Option(help: "The largest number of bundles; Slurm takes 1000 in an array where nothing else is set.")
    var bundles = 1000

    @Option(
        help: ArgumentHelp(
            "How long a bundle should take on one core; it is from two thirds to four thirds of it, more where --bundles asks for it. "
                + "(default: 45m)", valueName: "time"))
    var bundleTime: TimeAmount?

    @Option(
        help: ArgumentHelp(
            "A results file whose finished units of this machine tell how long others take (default: 40 GFLOP/s are assumed).",
            valueName: "file"), completion: .resultsFile)
    var timesFrom: String?

    @Option(
        help: ArgumentHelp(
            "Work the plan off in thought, on 1 to so many cores, with nodes that fail: cores=2000,mtbf=30d (docs/clusters.md).",
            valueName: "cluster"))
    var simulate: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try study.checkBeside(studyFile)
        if !(1...100_000).contains(bundles) { throw ValidationError("--bundles is from 1 to 100000") }
    }

    func run() throws {
        let cluster = try simulate.map { try Simulation($0) }
        let library = try data.library()
        let description = try study.described(file: studyFile, library)
        let plan = try Plan(
            description, library, bundling: Bundling(target: bundleTime?.seconds ?? 45 * 60, limit: bundles),
            model: model())
        if let into, try !PlanFolder(into).write(plan), !output.quiet {
            Message.note("\(into) has this very plan already")
        }
        if let cluster { return try printSimulation(cluster, plan) }
        // Then the folder is the result, and the table speaks of it.
        if into != nil, output.quiet, output.output == nil { return }
        try output.print(
            Table(
                columns: ["units", "core hours", "bundles", "shortest", "longest", "longest unit", "megabytes"],
                rows: [
                    [
                        .integer(plan.units), .decimal(plan.seconds / 3600, places: 2), .integer(plan.bundles.count),
                        .text(Durations.whole(plan.bundles.map(\.seconds).min() ?? 0)),
                        .text(Durations.whole(plan.bundles.map(\.seconds).max() ?? 0)),
                        .text(Durations.whole(plan.bundles.map(\.longestUnit).max() ?? 0)),
                        .decimal(plan.bytes / 1e6, places: 0),
                    ]
                ]), notes: notes(plan))
    }

    private func printSimulation(_ cluster: Simulation, _ plan: Plan) throws {
        let outcomes = cluster.steps.map { cores in
            var own = cluster
            own.cores = cores
            return own.run(plan.unitSeconds)
        }
        var notes = [
            "\(counted(plan.units, "unit")) in \(counted(plan.bundles.count, "bundle")) of \(Durations.whole(plan.seconds)) of one core; "
                + "more cores than bundles have nothing to do.",
            cluster.timeBetweenFailures.map {
                "A node of \(counted(cluster.coresANode, "core")) fails every \(Durations.whole($0)) in the mean and is away for "
                    + "\(Durations.whole(cluster.repair)); its work goes on from checkpoints every "
                    + "\(Durations.whole(cluster.checkpoint)), \(Durations.whole(cluster.requeue)) later."
            } ?? "No node fails.",
        ]
        if outcomes.contains(where: { $0.givenUpAfter != nil }) {
            notes.append("Where the time is missing, work was lost faster than it was done.")
        }
        try output.print(
            Table(
                columns: ["cores", "time", "hours", "efficiency", "lost core hours", "failures"],
                rows: outcomes.map { outcome in
                    [
                        .integer(outcome.cores),
                        .text(outcome.givenUpAfter == nil ? Durations.whole(outcome.seconds) : "-"),
                        .decimal(outcome.seconds / 3600, places: 2), .decimal(outcome.efficiency, places: 3),
                        .decimal(outcome.lost / 3600, places: 2), .integer(outcome.failures),
                    ]
                }), notes: notes)
    }

    private func model() throws -> CostModel {
        guard let timesFrom else { return CostModel([]) }
        return CostModel(
            try ResultStore.open(timesFrom, for: .reading).unitStates(), host: ProcessInfo.processInfo.hostName)
    }

    private func notes(_ plan: Plan) -> [String] {
        var notes = ["Plan \(plan.digest.prefix(12)), arithmetic of version \(plan.numericsVersion)."]
        notes.append(
            timesFrom == nil
                ? "Hours of one core at an assumed \(Int(CostModel.assumedOperationsASecond / 1e9)) GFLOP/s."
                : "Hours of one core, learnt from \(timesFrom ?? "").")
        guard let into else { return notes + ["Nothing was written; --into FOLDER keeps the plan."] }
        let folder = ShellWord.quoted(into)
        return notes + ["Next: snnbench submit \(folder) --dry-run, or snnbench work \(folder) --shard 0."]
    }
}

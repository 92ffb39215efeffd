import ArgumentParser
import Benchmark
import Clusters
import Formats
import Foundation
import ResultStore
import Tables

/// `snnbench status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Tells how far a results file or a plan is, also while work goes on.",
        discussion: """
            All is read from the file alone. A unit counts by its latest success, or else by its latest attempt; the \
            time left is predicted, while a run goes on, from the units that are finished. Of a plan (snnbench plan) the \
            logs in its folder are read, and no scheduler is asked.
            """,
        examples: ["snnbench status", "snnbench status --watch"])

    @Argument(
        help: ArgumentHelp("The folder of a plan; without it the results file.", valueName: "folder"),
        completion: .directory)
    var plan: String?

    @OptionGroup var database: DatabaseOption
    @OptionGroup var output: OutputOptions

    @Option(help: "How many of the slowest tasks are named.")
    var slowest = 5

    @Flag(help: "Draw the state again and again until all units are finished.")
    var watch = false

    @Option(help: ArgumentHelp("How often --watch draws, as 5s.", valueName: "time"))
    var interval: TimeAmount?

    func validate() throws {
        if slowest < 0 { throw ValidationError("--slowest is 0 or more") }
    }

    func run() throws {
        if let plan {
            return try PlanStatusView(PlanFolder(plan), output).run(watching: watch, every: interval?.seconds)
        }
        if watch {
            let stop = StopFlag()
            try SignalHandling.listening(stop, message: "") {
                try LiveView.watch(
                    database.database, interval: interval?.seconds ?? 2, output: .standardOutput, stop: stop)
            }
            return
        }
        // Asked before and after, so that a run that begins or ends meanwhile counts as one that goes on.
        let wasGoingOn = ResultStore.isBeingWritten(database.database)
        let states = try database.openForReading().unitStates()
        let isGoingOn = wasGoingOn || ResultStore.isBeingWritten(database.database)
        let status = RunStatus(states, now: Date(), isGoingOn: isGoingOn)
        var rows: [[Cell]] = status.outcomes.map { [.text($0.name), .integer($0.units), .text($0.reason)] }
        rows.append([.text("total"), .integer(status.total), .text("")])
        try output.print(
            Table(columns: ["outcome", "units", "reason"], rows: rows), notes: notes(status))
    }

    private func notes(_ status: RunStatus) -> [String] {
        var notes: [String] = []
        if let rate = status.rate {
            var text = "\(String(format: "%.2f", rate)) units a second over the last \(status.recentUnits)"
            if let left = status.secondsLeft { text += "; about \(Durations.whole(left)) left" }
            notes.append(text + ".")
        }
        if !status.running.isEmpty {
            notes.append("Running: " + status.running.prefix(8).joined(separator: ", ") + ".")
        }
        let slow = status.slowestTasks.prefix(slowest).map { task in
            "\(task.task) (\(Durations.whole(task.seconds)) for \(counted(task.units, "unit")))"
        }
        if !slow.isEmpty { notes.append("Slowest tasks: " + slow.joined(separator: ", ") + ".") }
        return notes
    }
}

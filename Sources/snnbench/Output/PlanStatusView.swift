import Benchmark
import Clusters
import Formats
import Foundation
import ResultStore
import Tables

/// The state of a plan as `status` prints it, once or again and again.
struct PlanStatusView {
    private let folder: PlanFolder
    private let output: OutputOptions

    init(_ folder: PlanFolder, _ output: OutputOptions) {
        self.folder = folder
        self.output = output
    }

    /// Prints the state.
    ///
    /// - Parameters:
    ///   - watching: whether it is printed again until all is done or a signal comes.
    ///   - interval: the seconds between; nil for 10.
    func run(watching: Bool, every interval: Double?) throws {
        guard watching else { return try show(PlanStatus(folder)) }
        let stop = StopFlag()
        try SignalHandling.listening(stop, message: "") {
            while !stop.isRaised {
                let status = try PlanStatus(folder)
                if output.isShown { try output.write("\u{1B}[2J\u{1B}[H") }
                try show(status)
                // Nothing goes on by itself where somebody has to move a log away first.
                let isStuck = !status.damagedLogs.isEmpty && status.count(.running) == 0
                if status.settled == status.units || isStuck { return }
                let end = ContinuousClock.now + .seconds(interval ?? 10)
                while ContinuousClock.now < end, !stop.isRaised { usleep(100_000) }
            }
        }
    }

    private func show(_ status: PlanStatus) throws {
        var rows: [[Cell]] = PlanStatus.State.allCases.map { state in
            let own = status.shards.filter { $0.state == state }
            return [
                .text(state.rawValue), .integer(own.count), .integer(own.reduce(0) { $0 + $1.units }),
                .integer(own.reduce(0) { $0 + $1.settled }),
            ]
        }
        rows.append([.text("total"), .integer(status.shards.count), .integer(status.units), .integer(status.settled)])
        try output.print(Table(columns: ["state", "bundles", "units", "ended"], rows: rows), notes: notes(status))
    }

    private func notes(_ status: PlanStatus) -> [String] {
        var notes: [String] = []
        let ended = status.outcomes.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            "\($0.value) \($0.key.rawValue)"
        }
        if !ended.isEmpty { notes.append("Units: " + ended.joined(separator: ", ") + ".") }
        if status.settled < status.units {
            var text = "About \(Durations.whole(status.secondsLeft)) of one core are left"
            if let pace = status.pace { text += ", at \(String(format: "%.2f", pace)) times the predicted time" }
            notes.append(text + ".")
        }
        let lost = status.shards.filter { $0.state == .lost || $0.state == .interrupted }
        if !lost.isEmpty {
            notes.append(
                "To begin again: --shard \(PlanStatus.listed(lost.map(\.number))) (snnbench submit sends what is open)."
            )
        }
        if let first = status.damagedLogs.first {
            let others = status.damagedLogs.count - 1
            notes.append(
                "Damaged: \(first)\(others > 0 ? " and \(counted(others, "other log"))" : ""); merge refuses such a "
                    + "log; move it away, and its units are trained again.")
        }
        return notes
    }
}

import ArgumentParser
import ResultStore

/// `snnbench status`.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Counts the units of a results file by what became of them, also while a run goes on.")

    @OptionGroup var database: DatabaseOption
    @OptionGroup var output: OutputOptions

    func run() throws {
        try reportingErrors {
            let progress = try database.openForReading().progress()
            var rows: [[Cell]] = Outcome.allCases.compactMap { outcome in
                progress.byOutcome[outcome].map { [.text(outcome.rawValue), .integer($0)] }
            }
            rows.append([.text("pending"), .integer(progress.pending)])
            rows.append([.text("total"), .integer(progress.total)])
            try output.print(TextTable(columns: ["outcome", "units"], rows: rows))
        }
    }
}

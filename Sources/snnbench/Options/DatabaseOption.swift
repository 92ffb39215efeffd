import ArgumentParser
import ResultStore

/// Where results are.
struct DatabaseOption: ParsableArguments {
    @Option(help: ArgumentHelp("The results file.", valueName: "file"))
    var database = "results/snnbench.sqlite"

    /// Opens the file for reading.
    func openForReading() throws -> ResultStore {
        try ResultStore.open(database, for: .reading)
    }

    /// Opens or makes the file for writing; one process at a time.
    func openForWriting() throws -> ResultStore {
        try ResultStore.open(database, for: .writing(.thisProcess(), patience: 0))
    }
}

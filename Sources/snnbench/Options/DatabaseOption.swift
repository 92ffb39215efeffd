import ArgumentParser
import Benchmark
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
    ///
    /// - Parameter patience: how long to wait for another writer, in seconds.
    func openForWriting(patience: Double = 0) throws -> ResultStore {
        let wasKilled = MemoryWatch.wasKilled(database: database)
        return try ResultStore.open(
            database,
            for: .writing(
                .thisProcess(), patience: patience, abandoned: wasKilled ? .outOfMemory : .interrupted))
    }
}

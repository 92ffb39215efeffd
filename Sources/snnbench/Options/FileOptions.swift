import ArgumentParser
import Benchmark
import Datasets
import Foundation
import ResultStore

/// Where data sets are and what there is.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of fetched data sets (default: $SNNBENCH_DATA, else snnbench in $XDG_DATA_HOME or ~/.local/share).",
            valueName: "folder"),
        completion: .directory)
    var data: String?

    @Option(
        help: ArgumentHelp("Another manifest of data sets than the built-in one.", valueName: "file"),
        completion: .file())
    var manifest: String?

    /// The library of the data sets.
    func library() throws -> DataLibrary { try Self.library(data: data, manifest: manifest) }

    /// The library of a folder and a manifest, those of the defaults where nil.
    static func library(data: String?, manifest: String?) throws -> DataLibrary {
        let manifest = try manifest.map { try Manifest(path: $0) } ?? Manifest.embedded()
        return try DataLibrary(
            manifest: manifest, folder: DataFolder(option: data, environment: ProcessInfo.processInfo.environment))
    }
}

/// Where results are.
struct DatabaseOption: ParsableArguments {
    @Option(help: ArgumentHelp("The results file.", valueName: "file"), completion: .resultsFile)
    var database = "results/snnbench.sqlite"

    /// Opens the file for reading.
    func openForReading() throws -> ResultStore {
        try ResultStore.open(database, for: .reading)
    }

    /// Opens or makes the file for writing; one process at a time.
    ///
    /// - Parameter patience: how long to wait for another writer, in seconds.
    func openForWriting(patience: Double = 0) throws -> ResultStore {
        let ending = MemoryWatch.lastEnding(database: database)
        return try ResultStore.open(
            database,
            for: .writing(
                .thisProcess(), patience: patience, abandoned: ending == .forMemory ? .outOfMemory : .interrupted))
    }

    /// Adds to the file; where that fails, a file that was not there before is not there afterwards.
    ///
    /// SIGINT, SIGTERM and SIGHUP end the work, and nothing of what is going on is added.
    func writing(_ work: (ResultStore) throws -> Void) throws {
        let store = try openForWriting()
        let interruption = StoreInterruption(store)
        do {
            try work(store)
            interruption.end()
        } catch {
            interruption.end()
            try? store.closeRemovingIfNew()
            throw error
        }
        try store.close()
    }
}

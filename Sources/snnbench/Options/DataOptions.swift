import ArgumentParser
import Benchmark
import Datasets
import Foundation

/// Where data sets are and what there is.
struct DataOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The folder of fetched data sets (default: $SNNBENCH_DATA, else snnbench in $XDG_DATA_HOME or ~/.local/share).",
            valueName: "folder"))
    var data: String?

    @Option(help: ArgumentHelp("Another manifest of data sets than the built-in one.", valueName: "file"))
    var manifest: String?

    /// The library of the data sets.
    func library() throws -> DataLibrary {
        let manifest = try self.manifest.map { try Manifest(path: $0) } ?? Manifest.embedded()
        return try DataLibrary(
            manifest: manifest, folder: DataFolder(option: data, environment: ProcessInfo.processInfo.environment))
    }
}

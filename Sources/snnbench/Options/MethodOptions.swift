import ArgumentParser
import Benchmark
import Datasets
import Networks

/// Which methods: the seven, and a user's own from files.
struct MethodOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A method, by its name or as the paper prints it (repeatable; default: all seven and those of --method-file).",
            valueName: "name"))
    var method: [String] = []

    @Option(
        help: ArgumentHelp(
            "A method of your own, described in a JSON5 file (repeatable; docs/methods.md).", valueName: "file"))
    var methodFile: [String] = []

    /// The methods of the files.
    ///
    /// - Throws: `SettingsError` with the line of what is wrong.
    func files() throws -> [MethodFile] { try MethodOptions.files(methodFile) }

    /// The methods of some files, each with a name of its own.
    static func files(_ paths: [String]) throws -> [MethodFile] {
        var files: [MethodFile] = []
        for path in paths {
            let known = MethodDefinition.builtIn.map(\.name) + files.map(\.definition.name)
            files.append(try MethodFile(path: path, besides: known))
        }
        return files
    }

    /// The seven methods and those of files.
    func known() throws -> [MethodDefinition] { MethodDefinition.builtIn + (try files().map(\.definition)) }

    /// The named methods, each once; all that are known where none is named.
    func methods() throws -> [MethodDefinition] {
        let known = try known()
        if method.isEmpty { return known }
        var chosen: [MethodDefinition] = []
        for name in method {
            let meant = MethodDefinition.name(name, among: known.map(\.name))
            guard let definition = known.first(where: { $0.name == meant }) else {
                throw Failure.unknown("method", name, among: known.map(\.name))
            }
            if !chosen.contains(definition) { chosen.append(definition) }
        }
        return chosen
    }
}

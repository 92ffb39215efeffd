import ArgumentParser
import Benchmark
import Datasets
import Foundation
import Networks

/// Which methods: the seven, and a user's own from files.
struct MethodOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A method, by its name or as the paper prints it (repeatable; default: all seven and those of --method-file).",
            valueName: "name"), completion: .methods)
    var method: [String] = []

    @Option(
        help: ArgumentHelp(
            "A method of your own, a network or any program, described in a JSON5 file (repeatable; docs/methods.md).",
            valueName: "file"), completion: .settingsFile)
    var methodFile: [String] = []

    /// The methods of the files.
    ///
    /// - Throws: `SettingsError` with the line of what is wrong.
    func files() throws -> [MethodFile] { try MethodOptions.files(methodFile) }

    /// The networks of some files, each with a name of its own.
    static func files(_ paths: [String]) throws -> [MethodFile] {
        try sources(paths).compactMap { if case .network(let file) = $0 { file } else { nil } }
    }

    /// The networks and programs of some files, each with a name of its own.
    static func sources(_ paths: [String]) throws -> [MethodSource] {
        var sources: [MethodSource] = []
        for path in paths {
            let known = MethodDefinition.builtIn.map(\.name) + sources.map(\.name)
            sources.append(try MethodSource(path: path, besides: known))
        }
        return sources
    }

    /// The programs of the files.
    func allPrograms() throws -> [ProgramMethod] {
        try MethodOptions.sources(methodFile).compactMap { if case .program(let method) = $0 { method } else { nil } }
    }

    /// The named programs; all that are known where no method is named.
    func programs() throws -> [ProgramMethod] {
        let known = try allPrograms()
        return method.isEmpty ? known : known.filter { method.contains($0.name) }
    }

    /// The seven methods and those of files.
    func known() throws -> [MethodDefinition] { MethodDefinition.builtIn + (try files().map(\.definition)) }

    /// The named networks where programs are of no use.
    ///
    /// - Throws: `Failure` where a program is named.
    func methods() throws -> [MethodDefinition] {
        if let program = try programs().first, !method.isEmpty {
            throw Failure(
                kind: .usage, description: "\(program.name) is a program, and this command takes networks; leave it out"
            )
        }
        return try networks()
    }

    /// The named networks, each once; all that are known where no method is named.
    func networks() throws -> [MethodDefinition] {
        let known = try known()
        let programs = try allPrograms().map(\.name)
        if method.isEmpty { return known }
        var chosen: [MethodDefinition] = []
        for name in method where !programs.contains(name) {
            let meant = MethodDefinition.name(name, among: known.map(\.name))
            guard let definition = known.first(where: { $0.name == meant }) else {
                throw Failure.unknown("method", name, among: known.map(\.name) + programs)
            }
            if !chosen.contains(definition) { chosen.append(definition) }
        }
        return chosen
    }
}

/// Which grid of configurations.
struct GridOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The grid of configurations: small, quick or paper, or a JSON5 file (docs/methods.md). A method's own "
                + "grid, in its file, goes before. (default: quick; of results the grid that the most are of)",
            valueName: "name"), completion: .grids)
    var grid: String?

    /// The name or file that was given, else the default.
    var name: String { grid ?? Grid.quick.name }

    /// The grid for some methods.
    ///
    /// A grid file's axes for a method by name go before those of the method's own file, and these before all others.
    ///
    /// - Parameter methods: which methods; the grid must have axes for each that is chosen.
    /// - Throws: `Failure` for a name that is none, `SettingsError` for a file that is wrong.
    func definition(for methods: MethodOptions) throws -> Grid {
        let files = try methods.files()
        guard isFile else {
            guard let named = Grid.named(name) else {
                throw Failure.unknown("grid", name, among: Grid.all.map(\.name), orFile: true)
            }
            return named.replacingAxes(by: chosen(files, methods))
        }
        let file = try GridFile(path: name, methods: try methods.known())
        let own = chosen(files, methods).filter { $0.axes != nil && !file.names($0.definition) }
        let others = try methods.networks().filter { method in !own.contains { $0.definition == method } }
        return try file.grid(for: others).replacingAxes(by: own)
    }

    /// Whether the grid is that of a file.
    var isFile: Bool {
        name.hasSuffix(".json5") || name.hasSuffix(".json") || name.contains("/")
    }

    private func chosen(_ files: [MethodFile], _ methods: MethodOptions) -> [MethodFile] {
        methods.method.isEmpty ? files : files.filter { methods.method.contains($0.definition.name) }
    }
}

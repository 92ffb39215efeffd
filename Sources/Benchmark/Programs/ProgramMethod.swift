import Evaluation
import Formats
import Foundation
import Networks
import ResultStore
import Traces

/// A method that is a program of anyone's: it gets a folder for each unit and leaves predictions there.
public struct ProgramMethod: Sendable, Hashable {
    /// How the program gets its numbers.
    public enum Format: String, Sendable, CaseIterable {
        /// As text, each the shortest that reads back as the same float.
        case csv
        /// As arrays of NumPy, for large tables.
        case npy
    }

    /// The version of the folder protocol.
    public static let protocolVersion = 1

    /// The name, as `--method` takes it.
    public let name: String
    /// The program and its arguments, without the folder, which comes last.
    public let command: [String]
    /// The digests of the files that decide what the program does, by their paths beside the method file.
    public let inputs: [String: String]
    /// Whether the same unit is said to give the same predictions.
    public let isDeterministic: Bool
    /// How it gets its numbers.
    public let format: Format
    /// What the program reports as its version; nil where it reports none.
    public private(set) var version: String?
    /// The values of its hyperparameters, of which all combinations are candidates.
    public let grid: ProgramGrid
    /// What it may take; no part of its identity.
    public var limits: ProgramLimits
    /// The folder that paths start from; no part of its identity.
    public var folder: String

    /// Makes a method.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - command: the program and its arguments.
    ///   - inputs: the digests of the files that decide what it does, by path.
    ///   - isDeterministic: whether the same unit gives the same predictions.
    ///   - format: how it gets its numbers.
    ///   - version: what it reports as its version.
    ///   - grid: its hyperparameters.
    ///   - limits: what it may take.
    ///   - folder: where paths start from.
    public init(
        name: String, command: [String], inputs: [String: String] = [:], isDeterministic: Bool = false,
        format: Format = .csv, version: String? = nil, grid: ProgramGrid = ProgramGrid(),
        limits: ProgramLimits = ProgramLimits(), folder: String
    ) {
        self.name = name
        self.command = command
        self.inputs = inputs
        self.isDeterministic = isDeterministic
        self.format = format
        self.version = version
        self.grid = grid
        self.limits = limits
        self.folder = folder
    }

    /// The method with the version that its program reports; it is run once, on a tiny task.
    ///
    /// - Throws: `ProgramError` where the program or one of its inputs is not there. What else it does wrong its units will tell.
    public func asking() throws -> ProgramMethod {
        var method = self
        method.version = nil
        let learner = ProgramLearner(method)
        try method.checkFiles()
        method.version = TinyTask.twoClasses.run(learner, grid.configurations[0], limits: limits).version
        return method
    }

    // MARK: - Identity

    /// What the store keeps: the name and all that decides what the program does.
    public var record: MethodRecord { MethodRecord(name: name, definition: .object(definition)) }

    private var definition: [String: CanonicalJSON] {
        var members: [String: CanonicalJSON] = [
            "protocol": Self.protocolVersion.json, "command": .array(command.map { .string($0) }),
            "inputs": .object(inputs.mapValues { .string($0) }), "deterministic": .boolean(isDeterministic),
        ]
        if format != .csv { members["format"] = .string(format.rawValue) }
        if let version { members["version"] = .string(version) }
        return members
    }

    /// Whether a stored definition is that of a program.
    ///
    /// - Parameter definition: canonical JSON, in which a text would have backslashes before its quotes.
    static func isProgram(_ definition: String) -> Bool { definition.contains("\"command\":[") }

    /// Reads back what the store keeps.
    ///
    /// - Parameters:
    ///   - name: the method's name.
    ///   - text: its definition as canonical JSON.
    ///   - configurations: the hyperparameters that it was run with.
    init(name: String, definition text: String, configurations: [[String: CanonicalJSON]]) throws(RecordError) {
        let what = "definition of \(name)"
        guard let json = try? CanonicalJSON(parsing: text), case .object(let members) = json else {
            throw .notJSON(what: what, reason: "it is not an object")
        }
        try self.init(
            name: name, members: members, grid: ProgramGrid(configurations: configurations), folder: ".", what: what)
    }

    private init(
        name: String, members: [String: CanonicalJSON], grid: ProgramGrid, folder: String, what: String
    ) throws(RecordError) {
        let known: Set = ["protocol", "command", "inputs", "deterministic", "format", "version"]
        if let unknown = members.keys.filter({ !known.contains($0) }).min() {
            throw .unknownValue(what: what, key: unknown)
        }
        guard members["protocol"]?.integerValue == Int64(Self.protocolVersion) else {
            throw .wrongValue(what: what, key: "protocol")
        }
        guard case .array(let words)? = members["command"], !words.isEmpty,
            words.allSatisfy({ $0.stringValue != nil })
        else { throw .wrongValue(what: what, key: "command") }
        guard case .object(let inputs)? = members["inputs"], inputs.values.allSatisfy({ $0.stringValue != nil })
        else { throw .wrongValue(what: what, key: "inputs") }
        guard case .boolean(let isDeterministic)? = members["deterministic"] else {
            throw .wrongValue(what: what, key: "deterministic")
        }
        guard let format = Format(rawValue: members["format"]?.stringValue ?? Format.csv.rawValue) else {
            throw .wrongValue(what: what, key: "format")
        }
        self.init(
            name: name, command: words.compactMap(\.stringValue), inputs: inputs.compactMapValues(\.stringValue),
            isDeterministic: isDeterministic, format: format, version: members["version"]?.stringValue, grid: grid,
            folder: folder)
    }

    // MARK: - In a study that is written down

    /// The method as a study writes it down.
    var json: CanonicalJSON {
        .object(definition.merging(["name": .string(name), "grid": grid.json]) { $1 })
    }

    /// Reads a method of a study.
    ///
    /// - Parameters:
    ///   - json: the method.
    ///   - folder: where its files are.
    init(json: CanonicalJSON, folder: String) throws(RecordError) {
        guard case .object(var members) = json, let name = members.removeValue(forKey: "name")?.stringValue,
            !name.isEmpty
        else { throw .wrongValue(what: "program", key: "name") }
        guard let grid = members.removeValue(forKey: "grid").flatMap(ProgramGrid.init(json:)) else {
            throw .wrongValue(what: "program \(name)", key: "grid")
        }
        try self.init(name: name, members: members, grid: grid, folder: folder, what: "program \(name)")
    }

    // MARK: - On this machine

    /// The path of the program, and its arguments: those that name an input as whole paths.
    ///
    /// - Throws: `ProgramError.notFound` where there is no such program.
    func resolvedCommand() throws(ProgramError) -> (path: String, arguments: [String]) {
        let words = command.enumerated().map { (index: Int, word: String) -> String in
            inputs[word] != nil || (index == 0 && word.contains("/")) ? absolute(word) : word
        }
        let first = words.first ?? ""
        if first.contains("/") {
            guard access(first, X_OK) == 0 else { throw .notFound(program: command.first ?? "", method: name) }
            return (first, words)
        }
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":")
        let paths = folders.map { (folder: Substring) -> String in "\(folder)/\(first)" }
        guard let path = paths.first(where: { access($0, X_OK) == 0 }) else {
            throw .notFound(program: first, method: name)
        }
        return (path, words)
    }

    /// Checks that the program is there, and its inputs as the method is defined by them.
    ///
    /// - Throws: `ProgramError` with the first that is not.
    package func checkFiles() throws(ProgramError) {
        _ = try resolvedCommand()
        try checkInputs()
    }

    /// Checks that the inputs are those that the method is defined by.
    ///
    /// - Throws: `ProgramError` with the first that is not.
    func checkInputs() throws(ProgramError) {
        for (path, digest) in inputs.sorted(by: { $0.key < $1.key }) {
            guard let found = Self.digest(ofFile: absolute(path)) else { throw .noInput(path, method: name) }
            guard found == digest else { throw .changedInput(path, method: name) }
        }
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : URL(fileURLWithPath: folder).appendingPathComponent(path).path
    }

    /// The SHA-256 of a file; nil where it cannot be read.
    static func digest(ofFile path: String) -> String? {
        guard let file = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? file.close() }
        let hasher = SHA256()
        do {
            while let data = try file.read(upToCount: 1 << 20), !data.isEmpty {
                data.withUnsafeBytes { hasher.update($0) }
            }
        } catch {
            return nil
        }
        return hasher.finish().description
    }
}

/// The hyperparameters of a program: any names, each with values that are JSON.
public struct ProgramGrid: Sendable, Hashable {
    /// The most configurations that are accepted.
    static let maximumConfigurations = 100_000

    /// All configurations, in a fixed order; at least one.
    public let configurations: [[String: CanonicalJSON]]
    /// The values by name, where the configurations are all combinations of them.
    private let axes: [String: [CanonicalJSON]]?

    /// Makes a grid of all combinations of values, those of the last name running fastest.
    public init(_ axes: [String: [CanonicalJSON]] = [:]) {
        self.axes = axes
        configurations = axes.sorted { $0.key < $1.key }.reduce([[:]]) { configurations, axis in
            configurations.flatMap { configuration in
                axis.value.map { configuration.merging([axis.key: $0]) { $1 } }
            }
        }
    }

    /// Makes a grid of configurations as they are.
    init(configurations: [[String: CanonicalJSON]]) {
        axes = nil
        self.configurations = configurations.isEmpty ? [[:]] : configurations
    }

    /// The number of combinations of values, without making them.
    static func count(of axes: [String: [CanonicalJSON]]) -> Int {
        axes.values.reduce(1) { product, values in
            let (next, overflow) = product.multipliedReportingOverflow(by: values.count)
            return overflow ? .max : next
        }
    }

    /// The grid as JSON: the values by name, or the list of configurations.
    var json: CanonicalJSON {
        axes.map { .object($0.mapValues { .array($0) }) } ?? .array(configurations.map { .object($0) })
    }

    /// Reads a grid; nil where the JSON is none.
    init?(json: CanonicalJSON) {
        switch json {
        case .object(let members):
            var axes: [String: [CanonicalJSON]] = [:]
            for (name, values) in members {
                guard case .array(let items) = values, !items.isEmpty else { return nil }
                axes[name] = items
            }
            guard Self.count(of: axes) <= Self.maximumConfigurations else { return nil }
            self.init(axes)
        case .array(let items):
            var configurations: [[String: CanonicalJSON]] = []
            for item in items {
                guard case .object(let members) = item else { return nil }
                configurations.append(members)
            }
            guard (1...Self.maximumConfigurations).contains(configurations.count) else { return nil }
            self.init(configurations: configurations)
        default: return nil
        }
    }

    /// The name under which selections among the grid are stored: it is the method's own, whatever grid networks have beside it.
    var name: String {
        let sorted = configurations.map { CanonicalJSON.object($0).text }.sorted()
        return OwnGrid.name(digest: CanonicalJSON.array(sorted.map { .string($0) }).digest)
    }
}

/// What keeps a program from being run.
public enum ProgramError: ClassifiedError, Equatable, Sendable {
    /// There is no such program on this machine.
    case notFound(program: String, method: String)
    /// The system did not start it.
    case notStarted(program: String, reason: String)
    /// A file that decides what it does is not there.
    case noInput(String, method: String)
    /// A file that decides what it does is another than when the method was read.
    case changedInput(String, method: String)
    /// The folder of a unit could not be made or written.
    case folder(String, reason: String)

    /// The kind of failure.
    public var kind: FailureKind {
        switch self {
        case .notFound: .unavailable
        case .notStarted, .folder, .noInput: .inputOutput
        case .changedInput: .badData
        }
    }

    /// One line that says what is wrong and what to do.
    public var description: String {
        switch self {
        case .notFound(let program, let method):
            "\(method): there is no program \(TerminalText.quoted(program)) here; install it, or leave the method out"
        case .notStarted(let program, let reason):
            "\(TerminalText.quoted(program)) could not be started: \(reason)"
        case .noInput(let path, let method):
            "\(method): the input \(TerminalText.quoted(path)) cannot be read; it stands beside the method's file, or that of the study"
        case .changedInput(let path, let method):
            "\(method): \(TerminalText.quoted(path)) was changed since the method was read; run again, which makes new units"
        case .folder(let path, let reason): "\(path): \(reason)"
        }
    }
}

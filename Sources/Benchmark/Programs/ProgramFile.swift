import Formats
import Foundation
import Networks

/// A method file: a network's, or a program's where it has a command.
///
///     {
///         name: "forest",
///         command: ["python3", "forest.py"],
///         inputs: ["forest.py"],
///         deterministic: true,
///         grid: { max_depth: [null, 8], n_estimators: 500 },
///     }
public enum MethodSource: Sendable {
    /// A network.
    case network(MethodFile)
    /// A program.
    case program(ProgramMethod)

    /// The method's name.
    public var name: String {
        switch self {
        case .network(let file): file.definition.name
        case .program(let method): method.name
        }
    }

    /// Reads a file.
    ///
    /// - Parameters:
    ///   - path: the path of the file.
    ///   - names: the names of other methods, which this one cannot have.
    /// - Throws: `SettingsError` with the line of what is wrong and what is allowed.
    public init(path: String, besides names: [String] = MethodDefinition.builtIn.map(\.name)) throws(SettingsError) {
        let settings = try SettingsFile(path: path)
        if case .object(let members) = settings.root, members["command"] != nil {
            self = .program(try ProgramMethod(settings, besides: names))
        } else {
            self = .network(try MethodFile(settings, besides: names))
        }
    }
}

extension ProgramMethod {
    /// The names that a file may have, each with what it is, in the order of the documentation.
    static let fileFields: [(name: String, help: String)] = [
        ("name", "the method's name"),
        ("command", "the program and its arguments, a list of texts; no shell"),
        (
            "inputs",
            "files beside the method file that decide what the program does; those that the command names are anyway"
        ),
        ("deterministic", "true where the same unit gives the same predictions"),
        ("format", "how it gets its numbers: csv, npy"),
        ("seconds", "the time after which it is given up"),
        ("bytes", "the memory that it and what it starts may take"),
        ("disk_bytes", "what its folder may hold"),
        ("grid", "its hyperparameters by name, each with a value or a list of values"),
    ]

    /// Reads a method file that has a command.
    ///
    /// - Parameters:
    ///   - settings: the file.
    ///   - names: the names of other methods.
    init(_ settings: SettingsFile, besides names: [String]) throws(SettingsError) {
        let object = try SettingsObject(settings, known: Self.fileFields.map(\.name))
        let name = try MethodFile.name(in: object, besides: names)
        let folder = URL(fileURLWithPath: settings.path).deletingLastPathComponent().path
        guard let command = try object.texts("command"), !command.isEmpty, !(command[0].isEmpty) else {
            throw object.error("command", "command is empty; it is a list of texts, as [\"python3\", \"forest.py\"]")
        }
        var inputs: [String: String] = [:]
        let named = try object.texts("inputs") ?? []
        // What the command names beside the file decides what it does, said or not.
        let beside = command.filter { word in
            var isFolder: ObjCBool = false
            let path = word.hasPrefix("/") ? word : folder + "/" + word
            return !word.hasPrefix("/") && FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }
        for path in named + beside {
            let whole = path.hasPrefix("/") ? path : folder + "/" + path
            guard let digest = Self.digest(ofFile: whole) else {
                throw object.error("inputs", "the input \(SettingsError.quoted(path)) cannot be read beside the file")
            }
            inputs[path] = digest
        }
        let formatText = try object.text("format") ?? Format.csv.rawValue
        guard let format = Format(rawValue: formatText) else {
            throw object.error("format", "format is \(SettingsError.quoted(formatText)); allowed are csv, npy")
        }
        var limits = ProgramLimits()
        limits.seconds = try object.amount("seconds") ?? limits.seconds
        limits.bytes = try object.amount("bytes") ?? limits.bytes
        limits.diskBytes = try object.amount("disk_bytes") ?? limits.diskBytes
        self.init(
            name: name, command: command, inputs: inputs, isDeterministic: try object.flag("deterministic") ?? false,
            format: format, grid: try Self.grid(object), limits: limits, folder: folder)
    }

    private static func grid(_ object: SettingsObject) throws(SettingsError) -> ProgramGrid {
        guard let grid = try object.object("grid", known: nil) else { return ProgramGrid() }
        var axes: [String: [CanonicalJSON]] = [:]
        for name in grid.names {
            let values = try grid.freeValues(name)
            // These have columns of their own in the results file, with a type.
            if let field = Hyperparameters.field(name),
                let wrong = values.first(where: { $0 != .null && !field.storedRange.contains($0) })
            {
                throw grid.error(
                    name,
                    "\(name) holds \(wrong.text), but is \(field.storedRange.words) wherever it stands; give it another name"
                )
            }
            axes[name] = values
        }
        let count = ProgramGrid.count(of: axes)
        guard count <= ProgramGrid.maximumConfigurations else {
            throw object.error(
                "grid", "these are \(count) configurations; at most \(ProgramGrid.maximumConfigurations) are allowed")
        }
        return ProgramGrid(axes)
    }
}

extension SettingsObject {
    /// A list of texts; nil where there is none.
    func texts(_ name: String) throws(SettingsError) -> [String]? {
        guard let value = value(name) else { return nil }
        let wrong = error(name, "\(name) is a list of texts, as [\"python3\", \"forest.py\"]")
        guard case .list(let items) = value else { throw wrong }
        var texts: [String] = []
        for item in items {
            guard case .text(let text) = item, !text.utf8.contains(0) else { throw wrong }
            texts.append(text)
        }
        return texts
    }

    /// True or false; nil where there is none.
    func flag(_ name: String) throws(SettingsError) -> Bool? {
        guard let value = value(name) else { return nil }
        guard case .boolean(let flag) = value else {
            throw error(name, "\(name) is \(value.kind); it is true or false")
        }
        return flag
    }

    /// A number above 0; nil where there is none.
    func amount(_ name: String) throws(SettingsError) -> Double? {
        guard let value = value(name) else { return nil }
        guard case .number(let number) = value, number > 0, number < 1e15 else {
            throw error(name, "\(name) is \(value.kind); it is a number above 0 and below 1e15")
        }
        return number
    }

    /// The values of a free hyperparameter: those of a list, or the one that stands there; none twice, at least one.
    func freeValues(_ name: String) throws(SettingsError) -> [CanonicalJSON] {
        guard let value = value(name), case .list(let items) = value else { return value(name).map { [$0.json] } ?? [] }
        guard !items.isEmpty else { throw error(name, "\(name) is an empty list; give it a value or leave it out") }
        let values = items.map(\.json)
        if let twice = values.enumerated().first(where: { values.prefix($0.offset).contains($0.element) }) {
            throw error(name, "\(name) holds \(TerminalText.short(twice.element.text)) twice")
        }
        return values
    }
}

import Datasets
import Evaluation
import Formats
import Foundation
import Networks
import ResultStore
import Traces

/// The command that makes a study again, and the files that it needs.
public struct StudyRecipe: Sendable, Equatable {
    /// A small file that the command reads.
    public struct File: Sendable, Equatable {
        /// Its name, without a folder.
        public let name: String
        /// Its content, one line of JSON.
        public let text: String
    }

    /// Files to write before: methods of a user's own, or the whole study where options cannot say it.
    public let files: [File]
    /// The words after `snnbench run`.
    public let arguments: [String]

    /// Finds the options that mean a study exactly; where there are none, the study itself becomes a file.
    ///
    /// - Parameters:
    ///   - study: the study.
    ///   - catalog: the tasks that can be named.
    public init(_ study: StudyDescription, catalog: TaskCatalog) {
        if let (files, arguments) = Self.options(study, catalog) {
            self.files = files
            self.arguments = arguments
        } else {
            let name = "study-\(study.digest.prefix(8)).json"
            files = [File(name: name, text: study.json.text)]
            arguments = ["--study", name]
        }
    }

    /// The lines for a shell: each file as a here-document, then the command.
    ///
    /// - Parameter further: options of `run` that change no unit, as `--database FILE`.
    public func lines(_ further: [String] = []) -> [String] {
        files.map { file in
            "cat > \(ShellWord.quoted(file.name)) <<'END'\n\(file.text)\nEND"
        } + [(["snnbench", "run"] + arguments + further).map(ShellWord.quoted).joined(separator: " ")]
    }

    /// The lines for a shell that make units of a results file again, each line once.
    ///
    /// - Parameters:
    ///   - store: the results.
    ///   - filter: which of its units.
    ///   - grid: the name of the grid that they are said to be of, as selections have it; nil for what was stored.
    ///   - catalog: the tasks that can be named.
    ///   - further: options of `run` that change no unit, as `--database FILE`.
    /// - Throws: `ResultStoreError`, `RecordError` where a definition is of a newer version.
    public static func lines(
        for store: ResultStore, _ filter: UnitFilter = .all, grid: String? = nil, catalog: TaskCatalog,
        further: [String] = []
    ) throws -> [String] {
        var lines: [String] = []
        for study in try StudyDescription.stored(in: store, filter, grid: grid) {
            lines += StudyRecipe(study, catalog: catalog).lines(further).filter { !lines.contains($0) }
        }
        return lines
    }

    private static func options(
        _ study: StudyDescription, _ catalog: TaskCatalog
    ) -> (files: [File], arguments: [String])? {
        guard study.programs.isEmpty, let tasks = tasks(study, catalog), let methods = methods(study),
            let changes = changes(study)
        else {
            return nil
        }
        var arguments = tasks + methods.arguments + changes.flatMap { ["--protocol", $0] }
        switch study.splits {
        case .ofExperiment: break
        case .all: arguments += ["--split", "all"]
        case .indices(let indices): arguments += ["--split", indices.map(String.init).joined(separator: ",")]
        }
        // The sign of a negative number would be taken for that of an option.
        if study.seed != 1 { arguments.append("--seed=\(study.seed)") }
        if let repeats = study.repeats { arguments += ["--repeats", "\(repeats)"] }
        switch study.search {
        case .full: break
        case .exact: arguments += ["--search", "exact"]
        case .halving(.standard): arguments += ["--search", "halving"]
        case .halving: return nil
        }
        return (methods.files, arguments)
    }

    /// The suites whose tasks are those of the study, or else the tasks.
    private static func tasks(_ study: StudyDescription, _ catalog: TaskCatalog) -> [String]? {
        guard study.tasks.allSatisfy({ $0.trainingRows == nil }) else { return nil }
        let names = Set(study.tasks.map(\.name))
        func members(_ suites: [String]) -> Set<TaskName> {
            Set(suites.flatMap { (try? catalog.tasks(inSuite: $0)) ?? [] })
        }
        if !study.suites.isEmpty, members(study.suites) == names {
            return study.suites.flatMap { ["--suite", $0] }
        }
        if let suite = catalog.suites.first(where: { members([$0]) == names }) { return ["--suite", suite] }
        return study.tasks.flatMap { ["--task", $0.name.description] }
    }

    /// The methods by name, those that are not built in as files, and the grid by name.
    private static func methods(_ study: StudyDescription) -> (files: [File], arguments: [String])? {
        let others = study.methods.filter { !MethodDefinition.builtIn.contains($0) }
        guard
            let base = Grid.all.first(where: { study.grid.name == $0.name || study.grid.name.hasPrefix($0.name + "+") })
        else { return nil }
        var files: [File] = []
        var own: [MethodFile] = []
        for method in others {
            var members = method.recordedValues.merging(["name": .string(method.name)]) { $1 }
            if !method.hasNormalizationPlace { members["normalization_place"] = nil }
            if study.grid.name.contains("+\(method.name)@") {
                guard let axes = axes(of: method, study) else { return nil }
                members["grid"] = fileJSON(axes)
            }
            let file = File(name: "\(method.name).json5", text: CanonicalJSON.object(members).text)
            // What the file says must be the method again, with its grid.
            let known = MethodDefinition.builtIn.map(\.name)
            guard let settings = try? SettingsFile(path: file.name, data: Data(file.text.utf8)),
                let read = try? MethodFile(settings, besides: known), read.definition == method
            else { return nil }
            files.append(file)
            own.append(read)
        }
        let grid = base.replacingAxes(by: own)
        guard grid.name == study.grid.name, isSame(grid, study) else { return nil }
        var arguments = files.flatMap { ["--method-file", $0.name] }
        if Set(study.methods) != Set(MethodDefinition.builtIn + others) {
            arguments += study.methods.flatMap { ["--method", $0.name] }
        }
        return (files, arguments + ["--grid", base.name])
    }

    /// The axes of a method's own grid, the same in each experiment.
    private static func axes(of method: MethodDefinition, _ study: StudyDescription) -> GridAxes? {
        let found = Set(study.experiments.map { study.grid(in: $0).blocks(of: method, in: $0) })
        return found.count == 1 ? found.first.flatMap { $0.count == 1 ? $0[0] : nil } : nil
    }

    /// Axes as a file has them, which leaves empty ones out.
    private static func fileJSON(_ axes: GridAxes) -> CanonicalJSON {
        guard case .object(let members) = axes.json else { return axes.json }
        return .object(members.filter { $0.value != .array([]) })
    }

    private static func isSame(_ grid: Grid, _ study: StudyDescription) -> Bool {
        study.methods.allSatisfy { method in
            study.experiments.allSatisfy { experiment in
                let own = study.grid(in: experiment)
                return Set(grid.under(own.optimizer).configurations(of: method, in: experiment))
                    == Set(own.configurations(of: method, in: experiment))
            }
        }
    }

    /// The values to change, where they make the very protocols; names are for people.
    private static func changes(_ study: StudyDescription) -> [String]? {
        let changes = study.protocols.changes
        guard let changed = try? StudyProtocols(changes: changes) else { return nil }
        let isSame = study.experiments.allSatisfy { experiment in
            changed.trainingProtocol(in: experiment).allValues
                == study.protocols.trainingProtocol(in: experiment).allValues
        }
        return isSame ? changes : nil
    }
}

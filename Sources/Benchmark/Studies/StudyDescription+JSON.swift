import Datasets
import Evaluation
import Formats
import Foundation
import Networks
import Traces

extension StudyDescription {
    /// What the JSON says of itself.
    private static let format = "snnbench study 1"

    /// The study as canonical JSON.
    public var json: CanonicalJSON {
        var members: [String: CanonicalJSON] = [
            "format": .string(Self.format), "tasks": .array(tasks.map(Self.json)),
            "methods": .array(
                methods.map { .object($0.recordedValues.merging(["name": .string($0.name)]) { $1 }) }),
            "grid": ["name": .string(grid.name), "configurations": .object(gridMembers)],
            "protocols": .object(
                Dictionary(
                    uniqueKeysWithValues: experiments.map { (experiment) -> (String, CanonicalJSON) in
                        let value = protocols.trainingProtocol(in: experiment)
                        return (
                            experiment.rawValue,
                            .object(value.allValues.merging(["name": .string(value.name)]) { $1 })
                        )
                    })),
            "seed": .integer(seed), "splits": splits.json, "search": search.json,
        ]
        if !programs.isEmpty { members["programs"] = .array(programs.map(\.json)) }
        if !suites.isEmpty { members["suites"] = .array(suites.map { .string($0) }) }
        if let repeats { members["repeats"] = repeats.json }
        return .object(members)
    }

    /// The SHA-256 of the canonical JSON, 64 hexadecimal digits.
    public var digest: String { json.digest }

    private static func json(_ task: TaskChoice) -> CanonicalJSON {
        guard let rows = task.trainingRows else { return .string(task.name.description) }
        return ["name": .string(task.name.description), "training_rows": rows.json]
    }

    /// By method and experiment the axes whose configurations together are the method's.
    private var gridMembers: [String: CanonicalJSON] {
        Dictionary(
            uniqueKeysWithValues: methods.map { (method) -> (String, CanonicalJSON) in
                let axes = experiments.map { experiment in
                    (
                        experiment.rawValue,
                        CanonicalJSON.array(grid(in: experiment).blocks(of: method, in: experiment).map(\.json))
                    )
                }
                return (method.name, .object(Dictionary(uniqueKeysWithValues: axes)))
            })
    }

    /// Reads a study from a file.
    ///
    /// - Throws: `StudyError` with the path of what is wrong.
    public init(file: String) throws(StudyError) {
        func wrong(_ problem: String) -> StudyError {
            StudyError(source: file, path: "", problem: problem, kind: .inputOutput)
        }
        guard FileManager.default.fileExists(atPath: file) else { throw wrong("there is no such file") }
        let text: String
        do {
            text = try String(contentsOfFile: file, encoding: .utf8)
        } catch {
            throw wrong("it cannot be read as text: \(error.localizedDescription)")
        }
        try self.init(text: text, source: file)
    }

    /// Reads a study from JSON text.
    ///
    /// - Parameters:
    ///   - text: the text.
    ///   - source: where it stands, for messages.
    /// - Throws: `StudyError` with the path of what is wrong.
    public init(text: String, source: String) throws(StudyError) {
        let json: CanonicalJSON
        do {
            json = try CanonicalJSON(parsing: text)
        } catch {
            throw StudyError(source: source, path: "", problem: "\(error)", kind: .badData)
        }
        do throws(StudyError) {
            self = try StudyReader(path: "", json: json).study(format: Self.format)
            // The files of programs stand beside the study's.
            let folder = URL(fileURLWithPath: source).deletingLastPathComponent().path
            for index in programs.indices { programs[index].folder = folder }
        } catch {
            throw StudyError(source: source, path: error.path, problem: error.problem, kind: .badData)
        }
    }
}

extension StudyDescription.Splits {
    fileprivate var json: CanonicalJSON {
        switch self {
        case .ofExperiment: "experiment"
        case .all: "all"
        case .indices(let indices): indices.json
        }
    }
}

extension Search {
    fileprivate var json: CanonicalJSON {
        switch self {
        case .full: "full"
        case .exact: "exact"
        case .halving(let plan): ["halving": plan.json]
        }
    }
}

extension HalvingPlan {
    /// The pauses, in order.
    var json: CanonicalJSON {
        .array(pauses.map { ["epoch_share": .number($0.epochShare), "kept_share": .number($0.keptShare)] })
    }
}

/// A value within a study's JSON and its path.
private struct StudyReader {
    let path: String
    let json: CanonicalJSON

    func error(_ problem: String) -> StudyError { StudyError(path: path, problem: problem) }

    /// An error that says what a value is and what it should be.
    func wrong(_ allowed: String) -> StudyError {
        let text = json.text
        let shown = text.utf8.count > 60 ? text.prefix(60) + "…" : text[...]
        return error("it is \(shown); allowed is \(allowed)")
    }

    private func inside(_ name: String, _ json: CanonicalJSON) -> StudyReader {
        StudyReader(path: path.isEmpty ? name : path + "/" + name, json: json)
    }

    /// The members of an object, of which only some names are known.
    func members(_ known: [String]? = nil) throws(StudyError) -> [String: CanonicalJSON] {
        guard case .object(let members) = json else { throw wrong("an object") }
        if let known, let unknown = members.keys.filter({ !known.contains($0) }).min() {
            throw inside(unknown, .null).error("there is no such value; there are \(known.joined(separator: ", "))")
        }
        return members
    }

    func member(_ name: String) throws(StudyError) -> StudyReader {
        guard let member = try optionalMember(name) else { throw inside(name, .null).error("it is missing") }
        return member
    }

    func optionalMember(_ name: String) throws(StudyError) -> StudyReader? {
        guard let member = try members()[name] else { return nil }
        return inside(name, member)
    }

    func items() throws(StudyError) -> [StudyReader] {
        guard case .array(let items) = json else { throw wrong("a list") }
        return items.enumerated().map { inside("\($0.offset)", $0.element) }
    }

    func text() throws(StudyError) -> String {
        guard let text = json.stringValue else { throw wrong("a text") }
        return text
    }

    func integer(_ range: ClosedRange<Int>) throws(StudyError) -> Int {
        guard let number = Int(json: json), range.contains(number) else {
            throw wrong("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    func study(format: String) throws(StudyError) -> StudyDescription {
        _ = try members([
            "format", "suites", "tasks", "methods", "programs", "grid", "protocols", "splits", "seed", "repeats",
            "search",
        ])
        guard try member("format").text() == format else { throw try member("format").wrong("\"\(format)\"") }
        var tasks: [StudyDescription.TaskChoice] = []
        for item in try member("tasks").items() { tasks.append(try item.task()) }
        let experiments = Set(tasks.map { Experiment($0.name) })
        var methods: [MethodDefinition] = []
        for item in try member("methods").items() { methods.append(try item.method()) }
        var programs: [ProgramMethod] = []
        for item in try optionalMember("programs")?.items() ?? [] { programs.append(try item.program()) }
        var suites: [String] = []
        for item in try optionalMember("suites")?.items() ?? [] { suites.append(try item.text()) }
        guard let seed = try member("seed").json.integerValue else {
            throw try member("seed").wrong("a whole number")
        }
        let protocols = try member("protocols").protocols(experiments)
        return try StudyDescription(
            suites: suites, tasks: tasks, methods: methods, programs: programs,
            grid: try member("grid").grid(methods, experiments: experiments, protocols: protocols),
            protocols: protocols, splits: try member("splits").splits(),
            seed: seed,
            repeats: try optionalMember("repeats").map { (reader) throws(StudyError) in
                try reader.integer(1...StudyDescription.maximumRepeats)
            }, search: try member("search").search())
    }

    private func taskName() throws(StudyError) -> TaskName {
        guard let name = TaskName(try text()) else { throw wrong("the name of a task, as sample/iris") }
        return name
    }

    private func task() throws(StudyError) -> StudyDescription.TaskChoice {
        guard case .object = json else { return StudyDescription.TaskChoice(try taskName()) }
        _ = try members(["name", "training_rows"])
        return StudyDescription.TaskChoice(
            try member("name").taskName(), trainingRows: try member("training_rows").integer(1...100_000_000))
    }

    /// Sets every field of a record, each recorded one that must be there and any other that is.
    private func fields<Record: FieldRecord>(of record: inout Record, besides names: [String]) throws(StudyError) {
        let members = try members(names + Record.fields.map(\.name))
        for field in Record.fields {
            guard !field.restore(members[field.name], in: &record) else { continue }
            let place = inside(field.name, members[field.name] ?? .null)
            throw members[field.name] == nil ? place.error("it is missing") : place.wrong(field.storedRange.words)
        }
    }

    private func method() throws(StudyError) -> MethodDefinition {
        var method = MethodDefinition.standard
        method.name = try member("name").text()
        guard !method.name.isEmpty else { throw try member("name").wrong("a name") }
        try fields(of: &method, besides: ["name"])
        return method
    }

    private func program() throws(StudyError) -> ProgramMethod {
        do throws(RecordError) {
            return try ProgramMethod(json: json, folder: ".")
        } catch {
            throw self.error("\(error)")
        }
    }

    private func protocols(_ experiments: Set<Experiment>) throws(StudyError) -> StudyProtocols {
        _ = try members(Experiment.allCases.map(\.rawValue))
        var protocols: [Experiment: TrainingProtocol] = [:]
        for experiment in experiments {
            let reader = try member(experiment.rawValue)
            var value = TrainingProtocol(experiment)
            value.name = try reader.member("name").text()
            try reader.fields(of: &value, besides: ["name"])
            do throws(ProtocolError) {
                try value.check()
            } catch {
                throw reader.error("\(error)")
            }
            protocols[experiment] = value
        }
        return StudyProtocols(protocols)
    }

    private func grid(
        _ methods: [MethodDefinition], experiments: Set<Experiment>, protocols: StudyProtocols
    ) throws(StudyError) -> Grid {
        _ = try members(["name", "configurations"])
        let configurations = try member("configurations")
        _ = try configurations.members(methods.map(\.name))
        var blocks: [String: [Experiment: [GridAxes]]] = [:]
        for method in methods {
            let reader = try configurations.member(method.name)
            _ = try reader.members(Experiment.allCases.map(\.rawValue))
            for experiment in experiments {
                var list: [GridAxes] = []
                let place = try reader.member(experiment.rawValue)
                for item in try place.items() { list.append(try item.axes()) }
                var seen: Set<Hyperparameters> = []
                if let twice = list.flatMap(\.configurations).first(where: { !seen.insert($0).inserted }) {
                    throw place.error("the configuration \(CanonicalJSON.object(twice.record).text) is there twice")
                }
                blocks[method.name, default: [:]][experiment] = list
            }
        }
        let grid = Grid(name: try member("name").text(), blocks: blocks)
        guard !grid.name.isEmpty else { throw try member("name").wrong("a name") }
        return grid.tellingItsContent(
            methods, experiments.map { ($0, protocols.trainingProtocol(in: $0).optimizer.name) })
    }

    private func axes() throws(StudyError) -> GridAxes {
        let members = try members(GridAxes.axes.map(\.axis.name))
        var axes = GridAxes()
        for (field, axis) in GridAxes.axes {
            guard let values = members[axis.name] else { continue }
            for item in try inside(axis.name, values).items() {
                guard field.storedRange.contains(item.json) else { throw item.wrong(field.storedRange.words) }
                axes[field.name].append(item.json)
            }
        }
        guard (1...GridAxes.maximumConfigurations).contains(axes.count) else {
            throw error("these are \(axes.count) configurations, not 1 to \(GridAxes.maximumConfigurations)")
        }
        return axes
    }

    private func splits() throws(StudyError) -> StudyDescription.Splits {
        if json == "experiment" { return .ofExperiment }
        if json == "all" { return .all }
        let allowed = "experiment, all, or a list of indices from 0, ascending"
        guard let indices = [Int](json: json), !indices.isEmpty, Set(indices).count == indices.count,
            indices == indices.sorted(), indices.allSatisfy((0..<StudyDescription.Splits.limit).contains)
        else { throw wrong(allowed) }
        return .indices(indices)
    }

    private func search() throws(StudyError) -> Search {
        if json == "full" { return .full }
        if json == "exact" { return .exact }
        guard case .object = json else { throw wrong("full, exact, or an object with halving") }
        _ = try members(["halving"])
        var pauses: [HalvingPlan.Pause] = []
        for item in try member("halving").items() {
            func share(_ name: String) throws(StudyError) -> Double {
                let reader = try item.member(name)
                guard let number = Double(json: reader.json), number > 0, number <= 1 else {
                    throw reader.wrong("a share above 0 and at most 1")
                }
                return number
            }
            _ = try item.members(["epoch_share", "kept_share"])
            pauses.append(HalvingPlan.Pause(epochShare: try share("epoch_share"), keptShare: try share("kept_share")))
        }
        return .halving(HalvingPlan(pauses: pauses))
    }
}

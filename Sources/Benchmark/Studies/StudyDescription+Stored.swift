import Datasets
import Evaluation
import Formats
import Networks
import ResultStore
import Traces

extension StudyDescription {
    /// Describes the studies that a results file has units of: together they have exactly these units.
    ///
    /// Methods and protocols are those that were stored, the grid has the hyperparameters that were; where a built-in grid
    /// has the same ones, it is that.
    ///
    /// - Parameters:
    ///   - store: the results.
    ///   - filter: which of its units.
    ///   - grid: the name of the grid that they are said to be of: of a built-in one its own configurations are taken, where
    ///     others are there too. With the suffix of a search at its end they were searched so.
    /// - Returns: one study, or several where units are no full combinations of tasks, methods, splits and seeds; none
    ///   where there are no units.
    /// - Throws: `ResultStoreError`, `RecordError` where a definition is of a newer version.
    public static func stored(
        in store: ResultStore, _ filter: UnitFilter = .all, grid: String? = nil
    ) throws -> [StudyDescription] {
        var builder = StoredStudies(grid: grid)
        for unit in try store.unitDefinitions(filter) { builder.add(unit) }
        return try builder.descriptions()
    }
}

/// Stored units on their way to the studies that they are of.
private struct StoredStudies {
    /// A method by name and definition, since two of one name can be in a file.
    private struct Method: Hashable {
        let name: String
        let definition: String
    }

    private struct Place: Hashable {
        let split: Int
        let seed: Int64
    }

    private struct TaskProtocol: Hashable {
        let task: String
        let name: String
        let definition: String
    }

    /// What is trained at a place: texts of hyperparameters by method.
    private typealias Contents = [Method: Set<String>]

    /// What tasks must have in common to be of one study.
    private struct Signature: Hashable {
        let experiment: Experiment
        let protocolName: String
        let protocolDefinition: String
        let contents: Contents
        let splits: [Int]
        let seed: Int64
        let repeats: Int
    }

    private let search: Search
    private let gridName: String?
    private var units: [TaskProtocol: [Place: Contents]] = [:]
    /// Tasks in the order in which they came.
    private var order: [TaskProtocol] = []
    private var names: [String: Int] = [:]

    init(grid: String?) {
        let suffix = grid.flatMap { SearchSuffix(ofGrid: $0) }
        search = suffix.map(Search.init) ?? .full
        gridName = grid.map { String($0.dropLast(suffix?.rawValue.count ?? 0)) }
    }

    mutating func add(_ unit: UnitDefinition) {
        // What was predicted elsewhere is no study of ours.
        guard !ScoredLearner.isScored(unit.methodDefinition) else { return }
        let key = TaskProtocol(task: unit.task, name: unit.protocolName, definition: unit.protocolDefinition)
        if units[key] == nil { order.append(key) }
        let method = Method(name: unit.method, definition: unit.methodDefinition)
        if names[unit.method] == nil { names[unit.method] = names.count }
        units[key, default: [:]][Place(split: unit.splitIndex, seed: unit.seed), default: [:]][method, default: []]
            .insert(unit.hyperparameters)
    }

    func descriptions() throws -> [StudyDescription] {
        var tasks: [Signature: [TaskName]] = [:]
        var signatures: [Signature] = []
        for key in order {
            guard let name = TaskName(key.task) else {
                throw RecordError.wrongValue(what: "task \(key.task.prefix(40))", key: "name")
            }
            for signature in Self.signatures(Experiment(name), key, units[key] ?? [:]) {
                if tasks[signature] == nil { signatures.append(signature) }
                tasks[signature, default: []].append(name)
            }
        }
        return try signatures.flatMap { try studies(tasks[$0] ?? [], $0) }
    }

    /// Parts what a task has into full combinations of splits and seeds, each with the same methods and configurations.
    private static func signatures(
        _ experiment: Experiment, _ key: TaskProtocol, _ places: [Place: Contents]
    ) -> [Signature] {
        var signatures: [Signature] = []
        let groups = Dictionary(grouping: places.keys) { places[$0] ?? [:] }
        for (contents, places) in groups {
            let splitsOfSeed = Dictionary(grouping: places, by: \.seed).mapValues { $0.map(\.split).sorted() }
            for (splits, seeds) in Dictionary(grouping: splitsOfSeed.keys, by: { splitsOfSeed[$0] ?? [] }) {
                for (seed, repeats) in runs(seeds.sorted()) {
                    signatures.append(
                        Signature(
                            experiment: experiment, protocolName: key.name, protocolDefinition: key.definition,
                            contents: contents, splits: splits, seed: seed, repeats: repeats))
                }
            }
        }
        return signatures.sorted {
            ($0.seed, $0.splits.first ?? 0, $0.contents.count, $0.repeats)
                < ($1.seed, $1.splits.first ?? 0, $1.contents.count, $1.repeats)
        }
    }

    /// Ascending numbers as runs that count up by one.
    private static func runs(_ seeds: [Int64]) -> [(first: Int64, count: Int)] {
        var runs: [(first: Int64, count: Int)] = []
        for (index, seed) in seeds.enumerated() {
            let follows = index > 0 && seeds[index - 1] < .max && seed == seeds[index - 1] + 1
            if follows, let last = runs.indices.last, runs[last].count < StudyDescription.maximumRepeats {
                runs[last].count += 1
            } else {
                runs.append((seed, 1))
            }
        }
        return runs
    }

    /// The studies of one signature: several where two methods have one name.
    private func studies(_ tasks: [TaskName], _ signature: Signature) throws -> [StudyDescription] {
        var rounds: [[Method]] = []
        let methods = signature.contents.keys.sorted {
            (names[$0.name] ?? 0, $0.definition) < (names[$1.name] ?? 0, $1.definition)
        }
        for method in methods {
            if let round = rounds.firstIndex(where: { round in !round.contains { $0.name == method.name } }) {
                rounds[round].append(method)
            } else {
                rounds.append([method])
            }
        }
        return try rounds.map { try study(tasks, signature, $0) }
    }

    private func study(
        _ tasks: [TaskName], _ signature: Signature, _ methods: [Method]
    ) throws -> StudyDescription {
        let experiment = signature.experiment
        let trainingProtocol = try TrainingProtocol(
            name: signature.protocolName, definition: signature.protocolDefinition, experiment: experiment)
        var definitions: [MethodDefinition] = []
        var programs: [ProgramMethod] = []
        var configurations: [String: [Hyperparameters]] = [:]
        for method in methods {
            if ProgramMethod.isProgram(method.definition) {
                programs.append(try Self.program(method, signature.contents[method] ?? []))
                continue
            }
            definitions.append(try MethodDefinition(name: method.name, definition: method.definition))
            configurations[method.name] = try (signature.contents[method] ?? []).sorted().map {
                try Hyperparameters(record: $0)
            }
        }
        // In the order of the paper's tables, others behind them.
        let builtIn = MethodDefinition.builtIn
        definitions.sort {
            (builtIn.firstIndex(of: $0) ?? .max, $0.name) < (builtIn.firstIndex(of: $1) ?? .max, $1.name)
        }
        return try StudyDescription(
            tasks: tasks.map { StudyDescription.TaskChoice($0) }, methods: definitions,
            programs: programs.sorted { $0.name < $1.name },
            grid: grid(definitions, configurations, experiment, trainingProtocol.optimizer.name),
            protocols: StudyProtocols([experiment: trainingProtocol]),
            splits: signature.splits == experiment.splitIndices ? .ofExperiment : .indices(signature.splits),
            seed: signature.seed, repeats: signature.repeats == experiment.repeats ? nil : signature.repeats,
            search: search)
    }

    private static func program(_ method: Method, _ hyperparameters: Set<String>) throws(RecordError) -> ProgramMethod {
        var configurations: [[String: CanonicalJSON]] = []
        for text in hyperparameters.sorted() {
            guard case .object(let members)? = try? CanonicalJSON(parsing: text) else {
                throw .notJSON(what: "configuration", reason: "it is not an object")
            }
            configurations.append(members)
        }
        return try ProgramMethod(name: method.name, definition: method.definition, configurations: configurations)
    }

    /// The built-in grid that has the very configurations, or one of them alone.
    private func grid(
        _ methods: [MethodDefinition], _ configurations: [String: [Hyperparameters]], _ experiment: Experiment,
        _ optimizer: Optimizer.Name
    ) -> Grid {
        let known = Grid.all.first { grid in
            guard gridName == nil || grid.name == gridName else { return false }
            let grid = grid.under(optimizer)
            return methods.allSatisfy { method in
                let wanted = Set(grid.configurations(of: method, in: experiment))
                let found = Set(configurations[method.name] ?? [])
                return gridName == nil ? wanted == found : wanted.isSubset(of: found)
            }
        }
        if let known { return known }
        let blocks = configurations.mapValues { [experiment: GridAxes.blocks($0)] }
        let content = CanonicalJSON.object(
            blocks.mapValues { .array(($0[experiment] ?? []).map(\.json)) })
        return Grid(name: gridName ?? "stored@" + content.digest.prefix(8), blocks: blocks)
    }
}

extension GridAxes {
    /// Axes whose configurations together are given ones: one of all where they are a full combination, else one of each.
    static func blocks(_ configurations: [Hyperparameters]) -> [GridAxes] {
        var all = GridAxes()
        for (field, _) in axes {
            var values: [CanonicalJSON] = []
            for configuration in configurations {
                guard let value = field.json(of: configuration) else { continue }
                if !values.contains(value) { values.append(value) }
            }
            all[field.name] = values
        }
        guard all.count == configurations.count, Set(all.configurations) == Set(configurations) else {
            return configurations.map { GridAxes($0) }
        }
        return [all]
    }
}

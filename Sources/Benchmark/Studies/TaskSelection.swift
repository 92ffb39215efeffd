import CEmbedded
import Datasets
import Formats

/// The tasks that suites and names mean together: tasks narrow suites.
public struct TaskSelection: Sendable {
    /// The suites that were named, each once.
    public let suites: [String]
    /// The tasks, each once, in the order of the suites or of the names.
    public let names: [TaskName]
    /// The tasks that are left out since some of their files are not here, each with its state.
    public var leftOut: [(name: TaskName, state: TaskState)] = []
    private let wereNamed: Bool

    /// Finds the tasks that are meant; nil where nothing is named.
    ///
    /// - Parameters:
    ///   - suites: names of suites.
    ///   - tasks: tasks as `suite/name`, or by a name that is unique, within the suites where there are any.
    ///   - catalog: the tasks that there are.
    /// - Throws: `CatalogError` for a name that is none, `StudyError` for a task that is in none of the suites.
    public init?(suites: [String], tasks: [String], in catalog: TaskCatalog) throws {
        guard !suites.isEmpty || !tasks.isEmpty else { return nil }
        self.suites = Self.unique(suites)
        wereNamed = !tasks.isEmpty
        let members = Self.unique(try suites.flatMap { try catalog.tasks(inSuite: $0) })
        guard !tasks.isEmpty else {
            names = members
            return
        }
        guard !suites.isEmpty else {
            names = Self.unique(try tasks.map { try catalog.task(named: $0) })
            return
        }
        names = Self.unique(
            try tasks.map { text in
                let named = members.filter { $0.description == text || $0.shortName == text }
                if named.count == 1 { return named[0] }
                let task = try catalog.task(named: text)
                guard members.contains(task) else {
                    throw StudyError(
                        path: "",
                        problem:
                            "\(task) is not in the suite \(suites.joined(separator: " or ")): --task narrows --suite; "
                            + "leave one of them out")
                }
                return task
            })
    }

    /// Makes a selection of some tasks.
    private init(suites: [String], names: [TaskName], leftOut: [(name: TaskName, state: TaskState)], wereNamed: Bool) {
        self.suites = suites
        self.names = names
        self.leftOut = leftOut
        self.wereNamed = wereNamed
    }

    /// The tasks that can be loaded: those of a suite that lack some file are left out, one that was named itself is not.
    public func available(in library: DataLibrary) -> TaskSelection {
        guard !wereNamed else { return self }
        let states = names.map { (name: $0, state: library.state(of: $0)) }
        let leftOut = states.filter { if case .incomplete = $0.state { true } else { false } }
        let out = Set(leftOut.map(\.name))
        return TaskSelection(
            suites: suites, names: names.filter { !out.contains($0) }, leftOut: leftOut, wereNamed: wereNamed)
    }

    private static func unique<Name: Hashable>(_ names: [Name]) -> [Name] {
        var seen: Set<Name> = []
        return names.filter { seen.insert($0).inserted }
    }
}

extension Manifest {
    /// The manifest that the program was built with.
    public static func embedded() throws(ManifestError) -> Manifest {
        let name = "datasets.manifest"
        let file = snnbench_embedded_file_named("manifest", name)?.pointee
        let bytes = file.map { Array(UnsafeBufferPointer(start: $0.bytes, count: $0.count)) } ?? []
        return try Manifest(NamedBytes(name: name, bytes: bytes))
    }
}

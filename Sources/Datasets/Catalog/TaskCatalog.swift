import Formats

/// The tasks that can be named: those of a manifest and the embedded samples.
public struct TaskCatalog: Sendable {
    /// The number of rows from which a UCI task is large.
    private static let smallRows = 1000
    /// A suite whose tasks are other forms of those of `uci`; a bare name never means one of them.
    private static let secondary = "uci-original"

    /// Every task, samples first, then in order of the manifest.
    public let names: [TaskName]
    private let shapes: [TaskName: TaskShape]

    /// Makes the catalogue of a manifest's tasks and some further ones, as the samples.
    public init(manifest: Manifest, further: [(name: TaskName, shape: TaskShape)] = []) {
        var shapes: [TaskName: TaskShape] = [:]
        var names: [TaskName] = []
        for (name, shape) in further + manifest.tasks.map({ (name: $0.name, shape: $0.shape) }) {
            if shapes.updateValue(shape, forKey: name) == nil { names.append(name) }
        }
        self.names = names
        self.shapes = shapes
    }

    /// The suites, in order of first appearance; `uci-small` and `uci-large` follow `uci`.
    public var suites: [String] {
        var suites: [String] = []
        for name in names where !suites.contains(name.suite) {
            suites.append(name.suite)
            if name.suite == "uci" { suites += ["uci-small", "uci-large"] }
        }
        return suites
    }

    /// The known numbers of a task; nil for a name that is not here.
    public func shape(of name: TaskName) -> TaskShape? {
        shapes[name]
    }

    /// The tasks of a suite.
    ///
    /// `uci-small` are the UCI tasks with fewer than 1000 samples, `uci-large` the others, as the paper divides them
    /// (Klambauer et al. 2017, section "Experiments").
    ///
    /// - Throws: ``CatalogError/unknownSuite(_:near:)``.
    public func tasks(inSuite suite: String) throws(CatalogError) -> [TaskName] {
        let found = names.filter { name in
            let rows = shapes[name]?.rows ?? 0
            return switch suite {
            case "uci-small": name.suite == "uci" && rows < Self.smallRows
            case "uci-large": name.suite == "uci" && rows >= Self.smallRows
            default: name.suite == suite
            }
        }
        guard !found.isEmpty else {
            throw .unknownSuite(suite, near: EditDistance.nearest(to: suite, among: suites))
        }
        return found
    }

    /// The task that a text names, as `suite/name` or by a bare name that only one suite has (`uci-original` aside).
    ///
    /// - Throws: ``CatalogError/unknownTask(_:near:)`` or ``CatalogError/ambiguousTask(_:candidates:)``.
    public func task(named text: String) throws(CatalogError) -> TaskName {
        if let exact = names.first(where: { $0.description == text || "\($0.suite)/\($0.shortName)" == text }) {
            return exact
        }
        let candidates = text.contains("/") ? [] : names.filter { $0.shortName == text && $0.suite != Self.secondary }
        if candidates.count > 1 { throw .ambiguousTask(text, candidates: candidates.map(\.description)) }
        if let only = candidates.first { return only }
        throw .unknownTask(text, near: near(text))
    }

    /// The tasks that a text names: a suite's tasks, or one task.
    ///
    /// - Throws: a ``CatalogError`` for a text that is neither.
    public func tasks(named text: String) throws(CatalogError) -> [TaskName] {
        if suites.contains(text) { return try tasks(inSuite: text) }
        do {
            return [try task(named: text)]
        } catch .unknownTask(_, let near) where !text.contains("/") {
            let suites = EditDistance.nearest(to: text, among: suites)
            // A suite of one task has the task's name.
            throw .unknownTask(text, near: suites + near.filter { !suites.contains($0) })
        }
    }

    private func near(_ text: String) -> [String] {
        // A bare name is compared with bare names, a full one with full names; either is shown in full.
        let full = names.map(\.description)
        guard !text.contains("/") else { return EditDistance.nearest(to: text, among: full) }
        let short = EditDistance.nearest(to: text, among: Array(Set(names.map(\.shortName))))
        return short.flatMap { found in
            names.filter { $0.shortName == found && $0.suite != Self.secondary }.map(\.description)
        }
    }
}

/// A name that leads to no task, or to several.
public enum CatalogError: ClassifiedError, Equatable, Sendable {
    /// No task has this name; `near` are similar ones.
    case unknownTask(String, near: [String])
    /// No suite has this name; `near` are similar ones.
    case unknownSuite(String, near: [String])
    /// Several suites have a task of this name.
    case ambiguousTask(String, candidates: [String])

    /// The kind of failure.
    public var kind: FailureKind { .usage }

    /// What failed and what to do, in one line.
    public var description: String {
        switch self {
        case .unknownTask(let text, let near):
            "there is no task “\(quoted(text))”; \(Self.advice(near, list: "tasks"))"
        case .unknownSuite(let text, let near):
            "there is no suite “\(quoted(text))”; \(Self.advice(near, list: "suites"))"
        case .ambiguousTask(let text, let candidates):
            "several suites have a task “\(quoted(text))”; write \(candidates.joined(separator: " or "))"
        }
    }

    private static func advice(_ near: [String], list: String) -> String {
        near.isEmpty ? "see snnbench list \(list)" : "did you mean \(near.joined(separator: ", "))?"
    }
}

import Datasets
import Evaluation
import Formats

/// The protocol of each experiment, with the values that a user changed.
public struct StudyProtocols: Sendable, Hashable {
    /// The changes, each `KEY=VALUE`, that make these protocols of the paper's.
    public let changes: [String]
    private let protocols: [Experiment: TrainingProtocol]

    /// The paper's protocols.
    public init() {
        changes = []
        protocols = Dictionary(uniqueKeysWithValues: Experiment.allCases.map { ($0, TrainingProtocol($0)) })
    }

    /// The paper's protocols with changes; a changed one has the changes in its name.
    ///
    /// - Parameter changes: each `KEY=VALUE`, or several with commas between; later ones win.
    /// - Throws: `ProtocolError` with what is allowed.
    public init(changes texts: [String]) throws(ProtocolError) {
        let changes = texts.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        self.changes = changes
        var protocols: [Experiment: TrainingProtocol] = [:]
        for experiment in Experiment.allCases {
            var value = TrainingProtocol(experiment)
            let unchanged = value
            for change in changes { try value.set(change) }
            try value.check()
            if value != unchanged { value.name = ([unchanged.name] + changes).joined(separator: " ") }
            protocols[experiment] = value
        }
        self.protocols = protocols
    }

    /// Protocols that were read or stored; experiments that are missing have the paper's.
    init(_ protocols: [Experiment: TrainingProtocol]) {
        let paper = StudyProtocols()
        self.protocols = paper.protocols.merging(protocols) { $1 }
        changes = Self.changes(of: protocols)
    }

    /// Whether two make the same units and the same selections; what changed them does not matter.
    public static func == (left: StudyProtocols, right: StudyProtocols) -> Bool { left.protocols == right.protocols }

    /// Hashes what makes units and selections.
    public func hash(into hasher: inout Hasher) { hasher.combine(protocols) }

    /// The protocol for a task.
    public func trainingProtocol(for task: TaskName) -> TrainingProtocol {
        trainingProtocol(in: Experiment(task))
    }

    /// The protocol of an experiment.
    public func trainingProtocol(in experiment: Experiment) -> TrainingProtocol {
        protocols[experiment] ?? TrainingProtocol(experiment)
    }

    /// The values of some experiments' protocols that differ from the paper's, each once.
    ///
    /// In the order in which a protocol's name tells them, since it did so when they were made.
    private static func changes(of protocols: [Experiment: TrainingProtocol]) -> [String] {
        var changes: [String] = []
        for field in TrainingProtocol.changeable {
            for (experiment, value) in protocols.sorted(by: { $0.key.rawValue < $1.key.rawValue })
            where field.value(of: value) != field.value(of: TrainingProtocol(experiment)) {
                let change = "\(field.name)=\(field.text(of: value) ?? "")"
                if !changes.contains(change) { changes.append(change) }
            }
        }
        let told = protocols.values.map(\.name).max { $0.utf8.count < $1.utf8.count } ?? ""
        let words = told.split(separator: " ").map(String.init)
        return changes.sorted {
            (words.firstIndex(of: $0) ?? .max, $0) < (words.firstIndex(of: $1) ?? .max, $1)
        }
    }
}

extension Experiment {
    /// The experiment that a task belongs to; `tox21-sparse` is one of Tox21 too.
    public init(_ task: TaskName) { self.init(suite: task.suite) }
}

extension TrainingProtocol {
    /// The protocol as results are stored under it.
    public var studyProtocol: StudyProtocol? {
        (try? CanonicalJSON(parsing: record.definition)).map { StudyProtocol(definition: $0, rule: selection) }
    }
}

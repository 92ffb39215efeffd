import Datasets
import Evaluation
import Formats

/// The protocol of each experiment, with the values that a user changed.
public struct StudyProtocols: Sendable, Hashable {
    /// The changes, each `KEY=VALUE`.
    public let changes: [String]
    private let protocols: [Experiment: TrainingProtocol]

    /// The paper's protocols.
    public init() {
        changes = []
        protocols = Dictionary(uniqueKeysWithValues: Experiment.allCases.map { ($0, TrainingProtocol($0)) })
    }

    /// The paper's protocols with changes; a changed one has the changes in its name.
    ///
    /// - Parameter changes: each `KEY=VALUE`; later ones win.
    /// - Throws: `ProtocolError` with what is allowed.
    public init(changes: [String]) throws(ProtocolError) {
        self.changes = changes
        var protocols: [Experiment: TrainingProtocol] = [:]
        for experiment in Experiment.allCases {
            var value = TrainingProtocol(experiment)
            let unchanged = value
            for change in changes { try value.set(change) }
            if value != unchanged { value.name = ([unchanged.name] + changes).joined(separator: " ") }
            protocols[experiment] = value
        }
        self.protocols = protocols
    }

    /// The protocol for a task.
    public func trainingProtocol(for task: TaskName) -> TrainingProtocol {
        trainingProtocol(in: Experiment(task))
    }

    /// The protocol of an experiment.
    public func trainingProtocol(in experiment: Experiment) -> TrainingProtocol {
        protocols[experiment] ?? TrainingProtocol(experiment)
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

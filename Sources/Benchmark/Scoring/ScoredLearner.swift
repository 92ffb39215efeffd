import Evaluation
import Formats
import Networks
import ResultStore

/// A method of which only predictions are known: they were made elsewhere and are scored here.
struct ScoredLearner: Learner {
    /// What its definition says instead of a network or a command.
    private static let mark = "predictions"

    /// The method's name.
    let name: String

    var record: MethodRecord {
        // Other predictions under the same name are another attempt at the same unit.
        MethodRecord(name: name, definition: [Self.mark: "scored", "deterministic": .boolean(false)])
    }

    /// Whether a definition, canonical JSON, is that of predictions from elsewhere.
    static func isScored(_ definition: String) -> Bool {
        (try? CanonicalJSON(parsing: definition))?[mark] == "scored"
    }

    var ownGrid: String? { ProgramGrid().name }
    var isReproducible: Bool { false }

    func configurations(in grid: Grid, for experiment: Experiment) -> [[String: CanonicalJSON]] { [[:]] }
    func lastEpoch(under trainingProtocol: TrainingProtocol) -> Int { 1 }

    func workload(
        of hyperparameters: [String: CanonicalJSON], under trainingProtocol: TrainingProtocol, on shape: TrainingShape
    ) -> Workload { Workload() }

    func begin(_ request: TrainingRequest, data: TrainingData) throws -> any Training {
        throw TrainingFailure(.failed, "\(name) was predicted elsewhere and cannot be trained here")
    }
}

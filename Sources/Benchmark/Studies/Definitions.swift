import Evaluation
import Formats
import Networks
import ResultStore
import Traces

extension MethodDefinition {
    /// What the store keeps of a method: its whole definition.
    package var record: MethodRecord { MethodRecord(name: name, definition: .object(recordedValues)) }
}

extension Hyperparameters {
    /// What the store keeps of hyperparameters; what a method has not is left out.
    var record: [String: CanonicalJSON] { recordedValues }
}

extension TrainingProtocol {
    /// What of the protocol determines the bits of a training.
    var record: ProtocolRecord { ProtocolRecord(name: name, definition: .object(recordedValues)) }

    /// Reads back what the store keeps of a protocol; the rule of selection is the experiment's, which no training needs.
    ///
    /// - Parameters:
    ///   - name: the protocol's name.
    ///   - definition: its definition as canonical JSON.
    ///   - experiment: the experiment, for the rule of selection.
    init(name: String, definition: String, experiment: Experiment) throws(RecordError) {
        self.init(experiment)
        self.name = name
        try restore(definition, "protocol \"\(name)\"")
    }
}

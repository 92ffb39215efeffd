import Datasets
import Evaluation
import Kernels
import Networks

extension MethodDefinition {
    /// Reads back what the store keeps of a method.
    ///
    /// - Parameters:
    ///   - name: the method's name.
    ///   - definition: its definition as canonical JSON.
    init(name: String, definition: String) throws(RecordError) {
        let reader = try RecordReader(
            definition, "definition of \(name)",
            known: [
                "activation", "initialization", "normalization", "normalization_place", "connection", "dropout",
            ])
        self.init(
            name: name, activation: try reader.choice("activation", Activation.self),
            initialization: try reader.choice("initialization", Initialization.self),
            normalization: try reader.choice("normalization", Normalization.self),
            normalizationPlace: try reader.choice("normalization_place", NormalizationPlace.self),
            connection: try reader.choice("connection", Connection.self),
            dropout: try reader.choice("dropout", Dropout.Kind.self))
    }
}

extension Hyperparameters {
    /// Reads back what the store keeps of hyperparameters.
    ///
    /// - Parameter text: the values as canonical JSON.
    init(record text: String) throws(RecordError) {
        let reader = try RecordReader(
            text, "configuration",
            known: [
                "hidden_units", "layers", "learning_rate", "dropout_rate", "form", "bottleneck", "l2_penalty", "widths",
            ])
        let widths = 1...1_000_000
        self.init(
            hiddenUnits: try reader.optionalInteger("hidden_units", widths),
            layers: try reader.integer("layers", 0...100_000),
            learningRate: try reader.number("learning_rate") { _ in true },
            dropoutRate: try reader.number("dropout_rate") { $0 >= 0 && $0 < 1 },
            form: try reader.optionalChoice("form", Form.self),
            bottleneck: try reader.optionalNumber("bottleneck") { $0 > 0 && $0 <= 1 },
            l2Penalty: try reader.number("l2_penalty") { _ in true },
            widths: try reader.optionalIntegers("widths", widths))
        guard self.widths == nil || self.widths?.count == layers else {
            throw .wrongValue(what: "configuration", key: "widths")
        }
    }
}

extension TrainingProtocol {
    /// Reads back what the store keeps of a protocol; the rule of selection is the experiment's, which no training needs.
    ///
    /// - Parameters:
    ///   - name: the protocol's name.
    ///   - definition: its definition as canonical JSON.
    ///   - experiment: the experiment, for the rule of selection.
    init(name: String, definition: String, experiment: Experiment) throws(RecordError) {
        let what = "protocol \"\(name)\""
        let reader = try RecordReader(
            definition, what,
            known: ["epochs", "batch_size", "optimizer", "loss", "loss_reduction", "data", "validation"])
        guard try reader.text("optimizer") == "sgd" else { throw .wrongValue(what: what, key: "optimizer") }
        guard try reader.text("loss") == "cross_entropy" else { throw .wrongValue(what: what, key: "loss") }
        guard let validation = ValidationRows(text: try reader.text("validation")) else {
            throw .wrongValue(what: what, key: "validation")
        }
        self.init(
            name: name, epochs: try reader.integer("epochs", 1...10_000_000),
            batchSize: try reader.integer("batch_size", 1...100_000_000),
            lossReduction: try reader.choice("loss_reduction", LossReduction.self),
            data: try reader.choice("data", DataVariant.self), validation: validation,
            selection: SelectionRule(metric: experiment.metric))
    }
}

import Datasets
import Evaluation
import Formats
import Networks
import ResultStore

/// All that the paper fixes or leaves open about training and selection; part of every unit's identity.
///
/// The decisions stand here, each with its reason. Change one, and the units are others.
public struct TrainingProtocol: Sendable, Hashable {
    /// The name, for people; the values make the identity.
    public var name: String
    /// How often all training rows are gone through: 100, as the paper's learning curves.
    public var epochs: Int
    /// The rows of a step: 128, the default of the authors' figure1/run.py; the paper does not say.
    public var batchSize: Int
    /// What a step descends: the mean of the batch's losses.
    public var lossReduction: LossReduction
    /// The form of the features: as released, the scale errors of five tasks included.
    public var data: DataVariant
    /// The validation rows: those that the released files mark.
    public var validation: ValidationRows
    /// How validation chooses; computed from stored curves and so no part of a unit's identity.
    public var selection: SelectionRule

    /// Makes a protocol; the defaults are those for the UCI tasks.
    public init(
        name: String = "uci", epochs: Int = 100, batchSize: Int = 128, lossReduction: LossReduction = .mean,
        data: DataVariant = .paper, validation: ValidationRows = .released, selection: SelectionRule = .paper
    ) {
        self.name = name
        self.epochs = epochs
        self.batchSize = batchSize
        self.lossReduction = lossReduction
        self.data = data
        self.validation = validation
        self.selection = selection
    }

    /// The protocol of the UCI tasks.
    public static let uci = TrainingProtocol()

    /// The paper's protocol for an experiment.
    public init(_ experiment: Experiment) {
        self.init(name: experiment.rawValue, selection: SelectionRule(metric: experiment.metric))
    }

    /// What of the protocol determines the bits of a training.
    var record: ProtocolRecord {
        ProtocolRecord(
            name: name,
            definition: .object([
                "epochs": .integer(Int64(epochs)),
                "batch_size": .integer(Int64(batchSize)),
                // Plain stochastic gradient descent without momentum, as in the authors' other code.
                "optimizer": .string("sgd"),
                // Softmax cross entropy for classes; masked sigmoid cross entropy for labels.
                "loss": .string("cross_entropy"),
                "loss_reduction": .string(lossReduction.rawValue),
                "data": .string(data.rawValue),
                "validation": .string(validation.text),
            ]))
    }
}

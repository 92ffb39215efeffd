import Digests
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

    /// Makes a protocol; the defaults are those for the UCI tasks.
    public init(name: String = "uci", epochs: Int = 100, batchSize: Int = 128) {
        self.name = name
        self.epochs = epochs
        self.batchSize = batchSize
    }

    /// The protocol of the UCI tasks.
    public static let uci = TrainingProtocol()

    /// What of the protocol determines the bits of a training; selection is computed afterwards.
    var record: ProtocolRecord {
        ProtocolRecord(
            name: name,
            definition: .object([
                "epochs": .integer(Int64(epochs)),
                "batch_size": .integer(Int64(batchSize)),
                // Plain stochastic gradient descent without momentum, as in the authors' other code.
                "optimizer": .string("sgd"),
                // Softmax cross entropy, mean over the batch; sigmoid cross entropy for labels.
                "loss": .string("cross_entropy"),
                // The files as released: standardised over whole sets or files by their makers.
                "data": .string("paper"),
            ]))
    }
}

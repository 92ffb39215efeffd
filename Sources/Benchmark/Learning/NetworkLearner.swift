import Evaluation
import Formats
import Kernels
import Networks
import ResultStore
import Traces

/// The networks of this package as a learner: one method of the paper, or one of a method file.
public struct NetworkLearner: Learner, Hashable {
    /// The kind of network.
    public let method: MethodDefinition

    /// Makes a learner of a method.
    public init(_ method: MethodDefinition) {
        self.method = method
    }

    /// The method's name and whole definition.
    public var record: MethodRecord { method.record }

    /// The configurations that the grid has for the method.
    public func configurations(in grid: Grid, for experiment: Experiment) -> [[String: CanonicalJSON]] {
        grid.configurations(of: method, in: experiment).map(\.record)
    }

    /// What the blueprint of the network says: exact, as the network is built from it.
    public func workload(
        of hyperparameters: [String: CanonicalJSON], under trainingProtocol: TrainingProtocol, on shape: TrainingShape
    ) -> Workload {
        guard let values = try? Hyperparameters(values: hyperparameters) else { return Workload() }
        let network = NetworkShape(
            inputs: shape.features, outputs: shape.outputs, loss: shape.loss, image: shape.image)
        return Workload(
            Blueprint(method, values, shape: network), trainingRows: shape.trainingRows,
            evaluatedRows: shape.evaluatedRows, epochs: trainingProtocol.epochs,
            batchSize: trainingProtocol.batchSize, lastBatch: trainingProtocol.lastBatch,
            optimizer: trainingProtocol.optimizer.optimizer)
    }

    /// The plan of a training of this kind of network.
    ///
    /// - Throws: `RecordError` where a hyperparameter is missing or of no use.
    public func plan(_ request: TrainingRequest) throws(RecordError) -> TrainingPlan {
        TrainingPlan(
            method: method, hyperparameters: try Hyperparameters(values: request.hyperparameters),
            epochs: request.trainingProtocol.epochs, batchSize: request.trainingProtocol.batchSize,
            lastBatch: request.trainingProtocol.lastBatch,
            lossReduction: request.trainingProtocol.lossReduction,
            optimizer: request.trainingProtocol.optimizer.optimizer, curves: request.trainingProtocol.curves,
            key: request.key)
    }

    /// Allocates the network and draws its initial parameters.
    ///
    /// - Throws: `RecordError` where a hyperparameter is missing or of no use, `ConvolutionError` where the method has convolutions
    ///   and the features are no images, or too small ones.
    public func begin(_ request: TrainingRequest, data: TrainingData) throws -> any Training {
        _ = try method.images(data.shape)
        return NetworkTraining(TrainingRun(plan: try plan(request), data: data))
    }
}

/// The training of a network: one call an epoch and more, the loop over steps stays with the network.
private final class NetworkTraining: ResumableTraining {
    private let run: TrainingRun

    init(_ run: TrainingRun) {
        self.run = run
    }

    func advance(toEpoch epoch: Int, shouldStop: () -> Bool) -> TrainingResult {
        run.advance(toEpoch: epoch, shouldStop: shouldStop)
    }

    var digest: String { weightsDigest(of: run.network) }

    var state: [StateTensor] { run.network.state }

    var progress: TrainingProgress { run.progress }

    func resume(at progress: TrainingProgress) -> Bool { run.resume(at: progress) }
}

/// The SHA-256 of a network's parameters and running statistics, in order, as little-endian floats.
///
/// Equal digests mean equal bits: what a rerun, another thread count or another processor must reproduce.
public func weightsDigest(of network: Network) -> String {
    let hasher = SHA256()
    for parameter in network.parameters {
        hasher.update(parameter.name)
        // Row by row: a copy of all the weights would double the memory of a large network.
        parameter.forEachRow { hasher.update($0) }
    }
    return hasher.finish().description
}

import Formats
import Networks
import ResultStore

/// What a training demands of a machine, predicted from numbers alone.
public struct Workload: Sendable, Hashable {
    /// The floating-point operations of all epochs, training and evaluation.
    public var operations: Double
    /// The layers that all steps go through: what costs time however small the matrices are.
    public var layerPasses: Double
    /// The memory of the network, in bytes.
    public var bytes: Double

    /// Operations that take as long as a pass through a layer does beside its arithmetic.
    private static let operationsALayerPass = 1e5

    /// What time depends on: the operations and a constant number of them for each pass through a layer.
    public var effort: Double { operations + Workload.operationsALayerPass * layerPasses }

    /// Makes a workload of parts; of nothing where no part is given.
    public init(operations: Double = 0, layerPasses: Double = 0, bytes: Double = 0) {
        self.operations = operations
        self.layerPasses = layerPasses
        self.bytes = bytes
    }

    /// Tells the workload of a network's training from its blueprint.
    ///
    /// - Parameters:
    ///   - blueprint: the network.
    ///   - trainingRows: the rows of an epoch.
    ///   - evaluatedRows: the validation and test rows, gone through after each epoch.
    ///   - epochs: the epochs.
    ///   - batchSize: the rows of a step.
    ///   - lastBatch: what becomes of the rows that fill no batch.
    public init(
        _ blueprint: Blueprint, trainingRows: Int, evaluatedRows: Int, epochs: Int, batchSize: Int,
        lastBatch: LastBatch = .kept
    ) {
        let batches = EpochBatches(rows: trainingRows, batchSize: batchSize, lastBatch: lastBatch)
        let rows =
            blueprint.operationsATrainingRow * Double(batches.trainedRows)
            + blueprint.operationsAnEvaluatedRow * Double(evaluatedRows)
        let steps = Double(batches.count) + (Double(evaluatedRows) / Double(batches.batchSize)).rounded(.up) / 3
        self.init(
            operations: rows * Double(epochs), layerPasses: steps * Double(blueprint.maps.count + 1) * Double(epochs),
            bytes: blueprint.trainingByteCount(batchSize: batches.capacity))
    }

    /// Tells the workload of a network of equal layers, as far as it depends on the kinds of layers alone.
    ///
    /// - Parameters:
    ///   - features: the inputs of the network.
    ///   - outputs: its outputs.
    ///   - trainingRows: the rows of an epoch.
    ///   - evaluatedRows: the validation and test rows.
    ///   - connection: how layers are connected.
    ///   - normalization: what is normalised.
    ///   - hiddenUnits: the width; as many as features where nil.
    ///   - layers: the hidden layers or blocks.
    ///   - bottleneck: the share of a residual block's inner width.
    ///   - epochs: the epochs.
    ///   - batchSize: the rows of a step.
    ///   - lastBatch: what becomes of the rows that fill no batch.
    public init(
        features: Int, outputs: Int, trainingRows: Int, evaluatedRows: Int, connection: MethodDefinition.Connection,
        normalization: MethodDefinition.Normalization, hiddenUnits: Int?, layers: Int, bottleneck: Double?, epochs: Int,
        batchSize: Int, lastBatch: LastBatch = .kept
    ) {
        var method = MethodDefinition.snn
        method.connection = connection
        method.normalization = normalization
        let hyperparameters = Hyperparameters(
            hiddenUnits: hiddenUnits, layers: layers, learningRate: 0.1, bottleneck: bottleneck)
        self.init(
            Blueprint(method, hyperparameters, shape: NetworkShape(inputs: features, outputs: outputs)),
            trainingRows: trainingRows, evaluatedRows: evaluatedRows, epochs: epochs, batchSize: batchSize,
            lastBatch: lastBatch)
    }
}

extension Workload {
    /// Predicts the workload of a stored unit; nil where its definitions cannot be read.
    ///
    /// - Parameters:
    ///   - state: the unit.
    ///   - definitions: the definitions that were read already, since many units share one.
    init?(_ state: UnitState, definitions: inout [String: CanonicalJSON]) {
        func definition(_ text: String) -> CanonicalJSON? {
            if let known = definitions[text] { return known }
            guard let parsed = try? CanonicalJSON(parsing: text) else { return nil }
            definitions[text] = parsed
            return parsed
        }
        guard let method = definition(state.methodDefinition), let rules = definition(state.protocolDefinition),
            let connection = method["connection"]?.stringValue.flatMap(MethodDefinition.Connection.init),
            let normalization = method["normalization"]?.stringValue.flatMap(MethodDefinition.Normalization.init),
            let epochs = rules["epochs"]?.integerValue, let batchSize = rules["batch_size"]?.integerValue
        else { return nil }
        self.init(
            features: state.features, outputs: state.classes, trainingRows: state.trainingRows,
            evaluatedRows: state.evaluatedRows, connection: connection, normalization: normalization,
            hiddenUnits: state.hiddenUnits, layers: state.layers ?? 1, bottleneck: state.bottleneck,
            epochs: Int(epochs), batchSize: Int(batchSize),
            lastBatch: rules["last_batch"]?.stringValue.flatMap(LastBatch.init) ?? .kept)
    }
}

import Formats
import Networks
import ResultStore
import Traces

/// What a training demands of a machine, predicted from numbers alone.
public struct Workload: Sendable, Hashable {
    /// The floating-point operations of all epochs, training and evaluation.
    public var operations: Double
    /// The layers that all steps go through: what costs time however small the matrices are.
    public var layerPasses: Double
    /// What the optimiser's updates take beyond those of plain descent, in operations that take as long.
    public var updateOperations: Double
    /// The memory of the network, in bytes.
    public var bytes: Double

    /// Operations that take as long as a pass through a layer does beside its arithmetic.
    private static let operationsALayerPass = 1e5

    /// What time depends on: the operations, a constant number of them for each pass through a layer, and the updates.
    public var effort: Double { operations + Workload.operationsALayerPass * layerPasses + updateOperations }

    /// Operations of matrix products that take as long as an update of one parameter takes beyond plain descent's.
    ///
    /// Measured on a Xeon with AVX-512: steps of 8 layers of 256 units, batches of 128 rows. Momentum was not: half of RMSprop,
    /// which has a root and a quotient beside the same traffic.
    private static func operationsAnUpdate(of rule: Optimizer.Rule) -> Double {
        switch rule {
        case .sgd(let momentum, _): momentum > 0 ? 100 : 0
        case .rmsprop: 200
        case .adam: 230
        }
    }

    /// Makes a workload of parts; of nothing where no part is given.
    public init(operations: Double = 0, layerPasses: Double = 0, updateOperations: Double = 0, bytes: Double = 0) {
        self.operations = operations
        self.layerPasses = layerPasses
        self.updateOperations = updateOperations
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
    ///   - optimizer: what takes the steps.
    public init(
        _ blueprint: Blueprint, trainingRows: Int, evaluatedRows: Int, epochs: Int, batchSize: Int,
        lastBatch: LastBatch = .kept, optimizer: Optimizer = .sgd
    ) {
        let batches = EpochBatches(rows: trainingRows, batchSize: batchSize, lastBatch: lastBatch)
        let rows =
            blueprint.operationsATrainingRow * Double(batches.trainedRows)
            + blueprint.operationsAnEvaluatedRow * Double(evaluatedRows)
        let steps = Double(batches.count) + (Double(evaluatedRows) / Double(batches.batchSize)).rounded(.up) / 3
        // Counting the parameters takes longer than all else here.
        let update = Workload.operationsAnUpdate(of: optimizer.rule)
        self.init(
            operations: rows * Double(epochs), layerPasses: steps * (blueprint.mapCount + 1) * Double(epochs),
            updateOperations: update == 0
                ? 0 : update * blueprint.parameterCount * Double(batches.count) * Double(epochs),
            bytes: blueprint.trainingByteCount(batchSize: batches.capacity, optimizer: optimizer))
    }
}

/// The workloads of stored units: definitions and blueprints that many of them share are read once.
struct StoredWorkloads {
    private struct Steps {
        let epochs: Int
        let batchSize: Int
        let lastBatch: LastBatch
        let optimizer: Optimizer
    }

    private struct Kind: Hashable {
        let method: String
        let hyperparameters: String
        let features: Int
        let outputs: Int
    }

    private var blueprints: [Kind: Blueprint?] = [:]
    private var methods: [String: MethodDefinition?] = [:]
    private var configurations: [String: Hyperparameters?] = [:]
    private var protocols: [String: Steps?] = [:]

    /// Predicts the workload of a unit; nil where its definitions cannot be read, or are of no network.
    mutating func workload(_ state: UnitState) -> Workload? {
        if ProgramMethod.isProgram(state.methodDefinition) {
            return Workload(
                program: TrainingShape(
                    features: state.features, outputs: state.classes, trainingRows: state.trainingRows,
                    evaluatedRows: state.evaluatedRows))
        }
        guard let steps = steps(state), let blueprint = blueprint(state) else { return nil }
        return Workload(
            blueprint, trainingRows: state.trainingRows, evaluatedRows: state.evaluatedRows, epochs: steps.epochs,
            batchSize: steps.batchSize, lastBatch: steps.lastBatch, optimizer: steps.optimizer)
    }

    /// The epochs of a unit's protocol; nil where it cannot be read.
    mutating func epochs(_ state: UnitState) -> Int? { steps(state)?.epochs }

    private mutating func steps(_ state: UnitState) -> Steps? {
        let text = state.protocolDefinition
        if let known = protocols[text] { return known }
        let json = try? CanonicalJSON(parsing: text)
        var steps: Steps?
        if let epochs = json?["epochs"]?.integerValue, let batchSize = json?["batch_size"]?.integerValue {
            let lastBatch = json?["last_batch"]?.stringValue.flatMap(LastBatch.init) ?? .kept
            var settings = OptimizerSettings()
            settings.name = json?["optimizer"]?.stringValue.flatMap(Optimizer.Name.init) ?? .sgd
            settings.momentum = json?["momentum"]?.doubleValue ?? 0
            steps = Steps(
                epochs: Int(clamping: epochs), batchSize: Int(clamping: batchSize), lastBatch: lastBatch,
                optimizer: settings.optimizer)
        }
        protocols[text] = .some(steps)
        return steps
    }

    private mutating func blueprint(_ state: UnitState) -> Blueprint? {
        let kind = Kind(
            method: state.methodDefinition, hyperparameters: state.hyperparameters, features: state.features,
            outputs: state.classes)
        if let known = blueprints[kind] { return known }
        let method =
            methods[kind.method] ?? (try? MethodDefinition(name: state.method, definition: kind.method))
        methods[kind.method] = .some(method)
        let values = configurations[kind.hyperparameters] ?? (try? Hyperparameters(record: kind.hyperparameters))
        configurations[kind.hyperparameters] = .some(values)
        var blueprint: Blueprint?
        if let method, let values {
            // Whether outputs are classes or labels changes no cost.
            blueprint = Blueprint(
                method, values,
                shape: NetworkShape(
                    // The store knows no image; most are square.
                    inputs: kind.features, outputs: kind.outputs, image: ImageShape(features: kind.features)))
        }
        blueprints[kind] = .some(blueprint)
        return blueprint
    }
}

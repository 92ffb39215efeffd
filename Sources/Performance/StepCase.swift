import Kernels
import Networks

/// A network and a batch whose training step is to be timed.
struct StepCase {
    /// The outputs of every network.
    static let classes = 10

    /// What is timed.
    let blueprint: Blueprint
    let width: Int
    let depth: Int
    let batch: Int
    let optimizer: Optimizer.Name
    private let title: String

    /// Makes a case of a network that is as wide as its input.
    ///
    /// SNNs are trained with alpha dropout, the other methods without dropout.
    init(method: MethodDefinition, width: Int, depth: Int, batch: Int, optimizer: Optimizer.Name = .sgd) {
        blueprint = Blueprint(
            method,
            Hyperparameters(
                hiddenUnits: width, layers: depth, learningRate: 1e-3, dropoutRate: method.dropout == .alpha ? 0.05 : 0),
            shape: NetworkShape(inputs: width, outputs: StepCase.classes))
        self.width = width
        self.depth = depth
        self.batch = batch
        self.optimizer = optimizer
        title = method.name
    }

    /// Makes a case of a network that is given.
    init(_ network: BenchPlan.NamedNetwork) {
        blueprint = network.blueprint
        width = network.blueprint.hiddenWidths.last ?? 0
        depth = network.blueprint.hiddenWidths.count
        batch = network.batch
        optimizer = network.optimizer
        title = network.name
    }

    /// The share of units that dropout drops.
    var dropoutRate: Double { blueprint.hyperparameters.dropoutRate }

    /// Small steps of rules that divide by the gradient's size: with larger ones a wide network saturates within a few, and
    /// gradients below the smallest normal number make the products several times slower.
    private var learningRate: Double { optimizer == .sgd ? 1e-3 : 1e-5 }

    /// The name of the method, with the optimiser's where it is another than plain gradient descent.
    var name: String { title + (optimizer == .sgd ? "" : " " + optimizer.rawValue) }

    /// Times the step.
    func measure(_ timer: inout PairedTimer, seconds: Double) -> StepMeasurement {
        let network = Network(blueprint, batchSize: batch, optimizer: optimizer.standard)
        network.initialize(key: RandomKey(seed: 1))
        let input = Matrix(rows: batch, columns: blueprint.shape.inputs)
        fillNormal(input, layer: 0)
        let classes = (0..<batch).map { Int32($0 % StepCase.classes) }
        let targets = BatchTargets.classes(classes[...])
        var step = 0
        let timing = timer.measure(operations: Double(batch) * blueprint.operationsATrainingRow, seconds: seconds) {
            _ = network.step(
                input, targets: targets, dropout: .random(key: RandomKey(seed: 1), step: step),
                learningRate: learningRate, l2Penalty: 0)
            step &+= 1
        }
        return StepMeasurement(
            method: name, width: width, depth: depth, batch: batch, milliseconds: timing.milliseconds,
            gflops: timing.gflops, shareOfPeak: timing.shareOfPeak)
    }
}

/// How fast a training step of a network is: forward, backward and update.
public struct StepMeasurement: Sendable, Hashable {
    /// The name of the method, and of an optimiser other than plain gradient descent.
    public var method: String
    /// The features and the units of every hidden layer; of a network that was given the units of the last one.
    public var width: Int
    /// The hidden layers; of residual networks the blocks.
    public var depth: Int
    /// The rows of the batch.
    public var batch: Int
    /// The time of one step.
    public var milliseconds: Double
    /// Billions of floating-point operations of the matrix products a second.
    public var gflops: Double
    /// The share of the peak of the core, from 0 to about 1.
    public var shareOfPeak: Double
}

import Kernels
import Networks

/// A network and a batch whose training step is to be timed.
struct StepCase {
    /// The outputs of every network.
    static let classes = 10

    let method: MethodDefinition
    let width: Int
    let depth: Int
    let batch: Int
    var optimizer = Optimizer.Name.sgd

    /// SNNs are trained with alpha dropout, the other methods without dropout.
    var dropoutRate: Double { method.dropout == .alpha ? 0.05 : 0 }

    /// Small steps of rules that divide by the gradient's size: with larger ones a wide network saturates within a few, and
    /// gradients below the smallest normal number make the products several times slower.
    private var learningRate: Double { optimizer == .sgd ? 1e-3 : 1e-5 }

    /// The name of the method, with the optimiser's where it is another than plain gradient descent.
    var name: String { method.name + (optimizer == .sgd ? "" : " " + optimizer.rawValue) }

    /// What is timed.
    var blueprint: Blueprint {
        Blueprint(
            method,
            Hyperparameters(hiddenUnits: width, layers: depth, learningRate: learningRate, dropoutRate: dropoutRate),
            shape: NetworkShape(inputs: width, outputs: StepCase.classes))
    }

    /// Times the step.
    func measure(_ timer: inout PairedTimer, seconds: Double) -> StepMeasurement {
        let network = Network(blueprint, batchSize: batch, optimizer: optimizer.standard)
        network.initialize(key: RandomKey(seed: 1))
        let input = Matrix(rows: batch, columns: width)
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
    /// The features and the units of every hidden layer.
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

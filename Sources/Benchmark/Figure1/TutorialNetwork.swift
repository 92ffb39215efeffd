import Datasets
import Networks

/// A multi-layer perceptron on MNIST from the tutorials of the paper's official repository, with the accuracy printed there.
public struct TutorialNetwork: Sendable {
    /// The name, as `--preset` takes it.
    public let name: String
    /// Where it comes from.
    public let source: String
    /// The method.
    public let method: MethodDefinition
    /// The widths of the hidden layers.
    public let widths: [Int]
    /// The learning rate, on the mean loss.
    public let learningRate: Double
    /// The rows of a step.
    public let batchSize: Int
    /// The epochs.
    public let epochs: Int
    /// The accuracies in the notebook, in words.
    public let published: String
    /// What here differs from the notebook.
    public let remark: String

    /// The networks, each with alpha dropout or dropout 0.05.
    public static let all = [
        TutorialNetwork(
            name: "pytorch-selu", source: "PyTorch notebook", method: .snn, widths: [512, 256], learningRate: 1e-3,
            batchSize: 128, epochs: 20, published: "92.04", remark: ""),
        TutorialNetwork(
            name: "pytorch-relu", source: "PyTorch notebook", method: .msra, widths: [512, 256], learningRate: 1e-3,
            batchSize: 128, epochs: 20, published: "90.76",
            remark: "weights N(0, 2/n); the notebook keeps PyTorch's smaller default"),
        TutorialNetwork(
            name: "tensorflow-selu", source: "TensorFlow 1 notebook", method: .snn, widths: [784, 784],
            learningRate: 0.05, batchSize: 100, epochs: 15, published: "95.90 to 98.24",
            remark: "the notebook tests on batches of 512"),
    ]

    /// The study that trains it, as it can be written down.
    ///
    /// - Parameters:
    ///   - task: MNIST.
    ///   - epochs: another number of epochs, or nil.
    ///   - rows: fewer training rows, or nil.
    ///   - seed: the seed.
    public func description(
        _ task: LearningTask, epochs: Int?, rows: Int?, seed: Int64
    ) throws -> StudyDescription {
        let axes = GridAxes(
            hiddenUnits: [], layers: [], learningRates: [learningRate], dropoutRates: [0.05], widths: [widths])
        return try StudyDescription(
            tasks: [StudyDescription.TaskChoice(task.name, trainingRows: rows)], methods: [method],
            grid: Grid(name: name, summary: "a network of the official tutorials") { _, _ in axes },
            protocols: StudyProtocols(changes: [
                "epochs=\(epochs ?? self.epochs)", "batch_size=\(batchSize)", "data=rescaled",
            ]), splits: .indices([0]), seed: seed)
    }

    /// The study that trains it.
    public func study(_ task: LearningTask, epochs: Int?, rows: Int?, seed: Int64) throws -> Study {
        try description(task, epochs: epochs, rows: rows, seed: seed).study(of: [task])
    }
}

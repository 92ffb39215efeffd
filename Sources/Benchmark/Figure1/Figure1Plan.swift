import Datasets
import Networks

/// What Figure 1 of the paper trains: SNNs and batch-normalised networks of some depths, as wide as the input.
///
/// After the authors' figure1/run.py: plain gradient descent on the loss summed over the batch, batches of 128, no dropout, each
/// feature standardised on the training rows. BatchNorm stands after the ReLU. Two things differ: the output layer begins with the
/// method's own normal weights instead of Glorot's uniform ones, and the training loss is the mean over the epoch's steps, each
/// before its update, instead of a pass at the epoch's start.
public struct Figure1Plan: Sendable, Hashable {
    /// The numbers of hidden layers.
    public var depths: [Int]
    /// How often the training rows are gone through.
    public var epochs: Int
    /// The number of training rows, the first ones; nil for as many as the authors took: 50,000 of MNIST, 40,000 of CIFAR-10.
    public var rows: Int?
    /// The learning rate, on the summed loss.
    public var learningRate: Double
    /// The rows of a step.
    public var batchSize: Int
    /// The seed.
    public var seed: Int64

    /// Makes a plan.
    public init(
        depths: [Int] = [8, 16, 32], epochs: Int, rows: Int?, learningRate: Double, batchSize: Int = 128,
        seed: Int64 = 1
    ) {
        self.depths = depths
        self.epochs = epochs
        self.rows = rows
        self.learningRate = learningRate
        self.batchSize = batchSize
        self.seed = seed
    }

    /// The authors' setting: weeks of a processor core.
    public static let paper = Figure1Plan(epochs: 2000, rows: nil, learningRate: 1e-5)

    /// A setting for a minute or two on a laptop: few rows, small batches and a larger learning rate, to make up for the few epochs.
    public static let quick = Figure1Plan(epochs: 12, rows: 256, learningRate: 1e-4, batchSize: 32)

    /// SELU without normalisation.
    public static let selfNormalizing = MethodDefinition.snn

    /// ReLU, then batch normalisation.
    public static let batchNormalized = MethodDefinition(
        name: "batchnorm_after_relu", normalization: .batch, normalizationPlace: .afterActivation)

    /// The study that trains it on some tasks, as it can be written down.
    ///
    /// - Throws: `StudyError` for seeds or tasks, `ProtocolError` for values that are not allowed.
    public func description(_ tasks: [LearningTask]) throws -> StudyDescription {
        let depths = depths
        let learningRate = learningRate
        return try StudyDescription(
            tasks: tasks.map {
                StudyDescription.TaskChoice($0.name, trainingRows: rows ?? Figure1Plan.publishedRows($0))
            },
            methods: [Figure1Plan.selfNormalizing, Figure1Plan.batchNormalized],
            grid: Grid(name: "figure1", summary: "the networks of the paper's Figure 1") { _, _ in
                GridAxes(hiddenUnits: [], layers: depths, learningRates: [learningRate])
            },
            protocols: StudyProtocols(changes: [
                "epochs=\(epochs)", "batch_size=\(batchSize)", "loss_reduction=sum", "data=corrected",
            ]), splits: .indices([0]), seed: seed)
    }

    /// The study that trains it on some tasks.
    ///
    /// - Throws: `DatasetError` where a task has too few rows, and the errors of the description.
    public func study(_ tasks: [LearningTask]) throws -> Study { try description(tasks).study(of: tasks) }

    /// The authors' training rows: five sixths of MNIST's 60,000, four fifths of CIFAR-10's 50,000.
    private static func publishedRows(_ task: LearningTask) -> Int {
        task.features.columns == 784 ? 50_000 : 40_000
    }
}

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

    /// The study that trains it on some tasks.
    ///
    /// - Throws: `DatasetError` where a task has too few rows, `ProtocolError` for values that are not allowed.
    public func study(_ tasks: [LearningTask]) throws -> Study {
        let depths = depths
        let learningRate = learningRate
        return Study(
            tasks: try tasks.map { try $0.limited(trainingRows: rows ?? Figure1Plan.publishedRows($0)) },
            methods: [Figure1Plan.selfNormalizing, Figure1Plan.batchNormalized],
            grid: Grid(name: "figure1", summary: "the networks of the paper's Figure 1") { _, _ in
                GridAxes(hiddenUnits: [], layers: depths, learningRates: [learningRate])
            },
            splitIndices: [0],
            protocols: try StudyProtocols(changes: [
                "epochs=\(epochs)", "batch_size=\(batchSize)", "loss_reduction=sum", "data=corrected",
            ]), seed: seed)
    }

    /// The authors' training rows: five sixths of MNIST's 60,000, four fifths of CIFAR-10's 50,000.
    private static func publishedRows(_ task: LearningTask) -> Int {
        task.features.columns == 784 ? 50_000 : 40_000
    }
}

extension LearningTask {
    /// The task with the first rows of its first split's parts.
    ///
    /// - Parameter count: the training rows, at most those there are; validation and test rows are cut to an eighth of it where
    ///   training rows were, so that measuring does not cost more than training.
    /// - Throws: `DatasetError` where a part is left without rows.
    func limited(trainingRows count: Int) throws(DatasetError) -> LearningTask {
        guard let split = splits.first, count < split.training.count else { return self }
        let others = max(1, count / 8)
        return try LearningTask(
            name: name, features: features, targets: targets,
            splits: [
                Split(
                    index: split.index, training: Array(split.training.prefix(max(1, count))),
                    validation: Array(split.validation.prefix(others)), test: Array(split.test.prefix(others)))
            ], scale: scale)
    }
}

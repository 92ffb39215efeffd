import Datasets
import Foundation
import Graphics
import Networks
import ResultStore

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
    /// The seed of the first repeat; each further one counts up.
    public var seed: Int64
    /// How often all networks are trained, each time with another seed.
    public var repeats: Int

    /// Makes a plan.
    public init(
        depths: [Int] = [8, 16, 32], epochs: Int, rows: Int?, learningRate: Double, batchSize: Int = 128,
        seed: Int64 = 1, repeats: Int = 1
    ) {
        self.repeats = repeats
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
                "epochs=\(epochs)", "batch_size=\(batchSize)", "loss_reduction=sum", "data=rescaled",
            ]), splits: .indices([0]), seed: seed, repeats: repeats)
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

/// The training loss of one network of Figure 1 over the epochs.
public struct LossCurve: Sendable {
    /// The task.
    public let task: String
    /// The method.
    public let method: String
    /// The number of hidden layers.
    public let depth: Int
    /// The seed.
    public let seed: Int64
    /// How its training ended; nil where it was never tried.
    public let outcome: Outcome?
    /// The training loss a row, epoch after epoch.
    public let losses: [Double]
    /// The rows of the test part and those of them that the last epoch classified rightly, where that is known.
    public let test: (correct: Int, total: Int)?

    /// Makes a curve.
    public init(
        task: String, method: String, depth: Int, seed: Int64 = 1, outcome: Outcome?, losses: [Double],
        test: (correct: Int, total: Int)?
    ) {
        self.task = task
        self.method = method
        self.depth = depth
        self.seed = seed
        self.outcome = outcome
        self.losses = losses
        self.test = test
    }

    /// The loss of the last epoch.
    public var last: Double { losses.last ?? .nan }

    /// How far the curve is from smooth: the root mean square of the second differences of the loss's decimal logarithm.
    ///
    /// A curve that falls by the same factor from epoch to epoch has 0, one that goes up and down by 10 % about 0.1.
    public var roughness: Double {
        let logarithms = losses.filter { $0 > 0 && $0.isFinite }.map { log10($0) }
        guard logarithms.count > 2 else { return .nan }
        // The first epochs bend however smooth the curve is.
        let settled = logarithms.dropFirst(min(logarithms.count - 3, logarithms.count / 4)).map { $0 }
        var squares = 0.0
        for index in 2..<settled.count {
            let difference: Double = settled[index] - 2 * settled[index - 1] + settled[index - 2]
            squares += difference * difference
        }
        return (squares / Double(settled.count - 2)).squareRoot()
    }

    /// Reads the curves of a study, by task, then method, then depth.
    ///
    /// - Throws: `ResultStoreError`, and `DatasetError` where the study has no units.
    public static func curves(of study: Study, in store: ResultStore) throws -> [LossCurve] {
        let units = try study.groups().flatMap(\.units)
        let stored = Dictionary(
            try store.learningCurves(UnitFilter(unitHashes: units.map(\.id))).map { ($0.unitHash, $0) },
            uniquingKeysWith: { first, _ in first })
        return units.map { unit in
            let curve = stored[unit.id]
            let last = curve?.epochs.last
            return LossCurve(
                task: unit.task.description, method: unit.methodName,
                depth: unit.request.hyperparameters["layers"]?.integerValue.map { Int($0) } ?? 0,
                seed: unit.record.seed,
                outcome: curve?.outcome, losses: curve?.epochs.map { $0.trainingLoss ?? .nan } ?? [],
                test: last?.testCorrect.flatMap { correct in curve.map { (correct, $0.testRows) } })
        }
    }
}

/// Whether measured curves show what the paper's Figure 1 shows, task by task.
public struct Figure1Verdict: Sendable {
    /// One claim and whether it is so here.
    public struct Claim: Sendable {
        /// The task.
        public let task: String
        /// What the paper's figure shows.
        public let text: String
        /// Whether the measured curves show it.
        public let isShown: Bool
    }

    /// The claims.
    public let claims: [Claim]

    /// Compares the curves of each task.
    public init(_ curves: [LossCurve]) {
        var seen: Set<String> = []
        claims = curves.map(\.task).filter { seen.insert($0).inserted }.flatMap { task in
            let own = curves.filter { $0.task == task }
            func losses(_ method: String) -> [Double] {
                own.filter { $0.method == method }.sorted { $0.depth < $1.depth }.map(\.last)
            }
            func roughness(_ method: String) -> [Double] { own.filter { $0.method == method }.map(\.roughness) }
            let snn = losses(Figure1Plan.selfNormalizing.name)
            let normalized = losses(Figure1Plan.batchNormalized.name)
            let largest = roughness(Figure1Plan.selfNormalizing.name).reduce(0, max)
            let smallest = roughness(Figure1Plan.batchNormalized.name).reduce(.infinity, min)
            return [
                Claim(
                    task: task, text: "SNN: the deeper, the lower the last loss",
                    isShown: snn.count > 1 && zip(snn, snn.dropFirst()).allSatisfy { $0 > $1 }),
                Claim(
                    task: task, text: "BatchNorm: the deeper, the higher the last loss",
                    isShown: normalized.count > 1 && zip(normalized, normalized.dropFirst()).allSatisfy { $0 < $1 }),
                Claim(
                    task: task, text: "SNN below BatchNorm at every depth",
                    isShown: !snn.isEmpty && snn.count == normalized.count
                        && zip(snn, normalized).allSatisfy { $0 < $1 }),
                Claim(
                    task: task, text: "the roughest SNN curve smoother than the smoothest BatchNorm curve",
                    isShown: largest < smallest),
            ]
        }
    }

    /// Whether every claim is shown.
    public var isPapers: Bool { !claims.isEmpty && claims.allSatisfy(\.isShown) }

    /// The verdicts of repeats, seed by seed.
    public static func bySeed(_ curves: [LossCurve]) -> [(seed: Int64, verdict: Figure1Verdict)] {
        Set(curves.map(\.seed)).sorted().map { seed in
            (seed, Figure1Verdict(curves.filter { $0.seed == seed }))
        }
    }
}

/// Figure 1 as a picture: training loss over epochs, a panel a task.
///
/// Of repeats the line is the median of each epoch, in a band from the smallest to the largest loss.
public enum Figure1Chart {
    /// Makes the picture.
    ///
    /// - Parameters:
    ///   - curves: the curves.
    ///   - subtitle: the setting, in one line.
    public static func chart(_ curves: [LossCurve], subtitle: String) -> Chart {
        var tasks: [String] = []
        for curve in curves where !tasks.contains(curve.task) { tasks.append(curve.task) }
        let depths = Array(Set(curves.map(\.depth))).sorted()
        let panels = tasks.map { task in
            LineChart.Panel(
                title: task,
                series: networks(curves.filter { $0.task == task }).compactMap { repeats in
                    guard let curve = repeats.first else { return nil }
                    let isNormalized = curve.method == Figure1Plan.batchNormalized.name
                    return LineChart.Series(
                        name: "\(isNormalized ? "BatchNorm" : "SNN") \(curve.depth) layers",
                        paint: .shade(isNormalized ? .orange : .blue, depths.firstIndex(of: curve.depth) ?? 0),
                        dashes: isNormalized ? "6 3" : nil,
                        points: spread(repeats) { $0[$0.count / 2] },
                        band: repeats.count < 2
                            ? []
                            : zip(spread(repeats) { $0[0] }, spread(repeats) { $0[$0.count - 1] }).map {
                                ($0.x, $0.y, $1.y)
                            })
                })
        }
        return LineChart(
            title: "Training loss of SNN and BatchNorm networks", subtitle: subtitle, horizontal: "epoch",
            vertical: "training loss (nats per row)", panels: panels
        ).chart
    }

    /// The curves of each network together, in the order of the first ones.
    private static func networks(_ curves: [LossCurve]) -> [[LossCurve]] {
        var networks: [[LossCurve]] = []
        for curve in curves {
            let index = networks.firstIndex { $0[0].method == curve.method && $0[0].depth == curve.depth }
            if let index { networks[index].append(curve) } else { networks.append([curve]) }
        }
        return networks
    }

    /// One number an epoch of the losses of all repeats that came so far, ascending.
    private static func spread(_ repeats: [LossCurve], _ choose: ([Double]) -> Double) -> [(x: Double, y: Double)] {
        (0..<(repeats.map(\.losses.count).max() ?? 0)).compactMap { epoch in
            let losses = repeats.compactMap { $0.losses.count > epoch ? $0.losses[epoch] : nil }
                .filter(\.isFinite).sorted()
            return losses.isEmpty ? nil : (Double(epoch + 1), choose(losses))
        }
    }
}

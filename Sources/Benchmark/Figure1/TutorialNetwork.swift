import Datasets
import Formats
import Graphics
import Kernels
import Networks

/// A network of the tutorials in the paper's official repository, with the accuracy that its notebook shows.
public struct TutorialNetwork: Sendable {
    /// The name: framework, kind, task and activation.
    public let name: String
    /// Where it comes from.
    public let source: String
    /// The task's name.
    public let task: String
    /// The method, its convolutions included; one with convolutions has the name of the network.
    public internal(set) var method: MethodDefinition
    /// The widths of the hidden layers after the convolutions.
    public let widths: [Int]
    /// The dropout rate of those layers.
    public let dropoutRate: Double
    /// What takes the steps.
    public let optimizer: Optimizer.Name
    /// The learning rate, on the mean loss.
    public let learningRate: Double
    /// The rows of a step.
    public let batchSize: Int
    /// How long it is trained.
    public let length: Length
    /// The accuracies in the notebook, in words; empty where it shows none.
    public let published: String
    /// What is known approximately, or differs here.
    public let remark: String

    /// How long a network is trained.
    public enum Length: Sendable, Hashable {
        /// So many times through all training rows.
        case epochs(Int)
        /// So many steps; as many epochs as come nearest.
        case steps(Int)
        /// So many steps, on as many rows as they take, once each.
        case firstSteps(Int)
    }

    /// The network of a name.
    ///
    /// - Throws: `StudyError` with the near names.
    public static func named(_ name: String) throws(StudyError) -> TutorialNetwork {
        if let network = all.first(where: { $0.name == name }) { return network }
        let near = EditDistance.nearest(to: name, among: all.map(\.name))
        let advice =
            near.isEmpty ? "snnbench tutorials lists them" : "did you mean \(near.joined(separator: " or "))?"
        throw StudyError(path: "", problem: "there is no tutorial \(TerminalText.quoted(name)); \(advice)")
    }

    /// The sizes of the task's images.
    public var image: ImageShape? { ImageShape(features: task == "mnist" ? 784 : 3072) }

    /// The network before it is made.
    ///
    /// - Throws: `ConvolutionError` where its convolutions do not fit.
    public func blueprint() throws(ConvolutionError) -> Blueprint {
        let shape = NetworkShape(inputs: image?.features ?? 0, outputs: 10, image: image)
        _ = try method.images(shape)
        return Blueprint(
            method,
            Hyperparameters(
                hiddenUnits: widths.first, layers: widths.count, learningRate: learningRate, dropoutRate: dropoutRate,
                form: nil, widths: widths), shape: shape)
    }

    /// The layers between input and output, as `conv 32 5x5, pool 2, 1024`.
    public var layers: String {
        let steps = method.convolution.map { step in
            switch step {
            case .convolution(let outputs, let kernel, let padding):
                "conv \(outputs) \(kernel)x\(kernel)" + (padding > 0 ? " padded \(padding)" : "")
            case .pooling(let size, let stride): "pool \(size)" + (stride == size ? "" : "/\(stride)")
            }
        }
        return (steps + [widths.map(String.init).joined(separator: "-")]).joined(separator: ", ")
    }

    /// The study that trains it, as it can be written down.
    ///
    /// - Parameters:
    ///   - task: its task.
    ///   - epochs: another number of epochs, or nil.
    ///   - rows: fewer training rows, or nil.
    ///   - seed: the seed.
    public func description(
        _ task: LearningTask, epochs: Int?, rows: Int?, seed: Int64
    ) throws -> StudyDescription {
        let axes = GridAxes(
            hiddenUnits: [], layers: [], learningRates: [learningRate], dropoutRates: [dropoutRate], widths: [widths])
        var (rows, lasting) = (rows, 1)
        switch length {
        case .epochs(let count): lasting = count
        case .firstSteps(let steps): rows = rows ?? steps * batchSize
        case .steps(let steps):
            let all = task.splits.first?.training.count ?? 1
            let batches = EpochBatches(rows: min(rows ?? all, all), batchSize: batchSize, lastBatch: .kept).count
            lasting = max(1, Int((Double(steps) / Double(max(1, batches))).rounded()))
        }
        return try StudyDescription(
            tasks: [StudyDescription.TaskChoice(task.name, trainingRows: rows)], methods: [method],
            grid: Grid(name: name, summary: "a network of the official tutorials") { _, _ in axes },
            protocols: StudyProtocols(
                changes: ["epochs=\(epochs ?? lasting)", "batch_size=\(batchSize)", "data=rescaled"]
                    + (optimizer == .sgd ? [] : ["optimizer=\(optimizer.rawValue)"])),
            splits: .indices([0]), seed: seed)
    }

    /// The study that trains it.
    public func study(_ task: LearningTask, epochs: Int?, rows: Int?, seed: Int64) throws -> Study {
        try description(task, epochs: epochs, rows: rows, seed: seed).study(of: [task])
    }

    /// The learning curves of some networks, a panel for each kind of network and task.
    public static func chart(_ curves: [(network: TutorialNetwork, curve: LossCurve)], subtitle: String) -> Chart {
        var titles: [String] = []
        func title(_ network: TutorialNetwork) -> String {
            network.name.split(separator: "-").dropLast().joined(separator: " ")
        }
        for (network, _) in curves where !titles.contains(title(network)) { titles.append(title(network)) }
        let paints: [(name: String, paint: Paint, dashes: String?)] = [
            ("SELU", .shade(.blue, 1), nil), ("ReLU", .shade(.orange, 1), "6 3"), ("ELU", .series(2), "2 3"),
        ]
        return LineChart(
            title: "Training loss of the official tutorials' networks", subtitle: subtitle, horizontal: "epoch",
            vertical: "training loss (nats per row)",
            panels: titles.map { panel in
                LineChart.Panel(
                    title: panel,
                    series: curves.filter { title($0.network) == panel }.map { network, curve in
                        let look = paints.first { network.name.hasSuffix("-" + $0.name.lowercased()) } ?? paints[0]
                        return LineChart.Series(
                            name: look.name, paint: look.paint, dashes: look.dashes,
                            points: curve.losses.enumerated().map { (Double($0 + 1), $1) })
                    })
            }
        ).chart
    }
}

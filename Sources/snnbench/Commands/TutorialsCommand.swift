import ArgumentParser
import Benchmark
import Datasets
import Formats
import ResultStore
import Tables

/// `snnbench tutorials`.
struct TutorialsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tutorials",
        abstract: "Trains the networks of the official tutorials on MNIST and CIFAR-10, beside their notebooks.",
        discussion: """
            Without a name it lists them. Architectures, learning rates, batch sizes, epochs and dropout rates are those \
            of the notebooks; what is only known approximately stands in the last column. Test accuracy after the last \
            epoch stands beside the notebook's. Features are standardised on the training rows; 5,000 of the training \
            images are kept for validation, which the notebooks don't.

            Curves go into the results file; what is there already is not trained again.
            """,
        examples: ["snnbench tutorials", "snnbench tutorials tensorflow-mlp-mnist-selu --epochs 2"])

    @Argument(
        help: ArgumentHelp("The networks to train, or all (default: none, they are listed).", valueName: "name"),
        completion: .tutorials)
    var names: [String] = []

    @Option(help: ArgumentHelp("Another number of epochs.", valueName: "count"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Fewer training rows, the first ones.", valueName: "count"))
    var rows: Int?

    @Option(help: "The seed, which tells repeats apart.")
    var seed: Int64 = 1

    @Option(
        help: ArgumentHelp("Write the learning curves to this file.", valueName: "file"),
        completion: .file(extensions: ["svg"]))
    var svg: String?

    @Option(help: "The units that are trained at the same time (default: one a processor).")
    var threads: Int?

    @OptionGroup var database: DatabaseOption
    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for (name, value, limit) in [
            ("epochs", epochs, 100_000), ("rows", rows, 10_000_000), ("threads", threads, 4096),
        ] {
            if let value, !(1...limit).contains(value) {
                throw ValidationError("--\(name) is from 1 to \(limit), not \(value)")
            }
        }
    }

    func run() throws {
        guard !names.isEmpty else { return try list() }
        let networks = try names == ["all"] ? TutorialNetwork.all : names.map { try TutorialNetwork.named($0) }
        let library = try data.library()
        var tasks: [String: LearningTask] = [:]
        for name in networks.map(\.task) where tasks[name] == nil {
            tasks[name] = try library.load(try library.catalog.task(named: name))
        }
        let store = try database.openForWriting()
        var table = Table(
            columns: [
                "network", "method", "layers", "optimizer", "learning_rate", "batch", "dropout_rate", "epochs",
                "training_rows", "last_loss", "correct", "test_rows", "accuracy", "notebook", "remark",
            ])
        var curves: [(network: TutorialNetwork, curve: LossCurve)] = []
        for network in networks {
            guard let task = tasks[network.task] else { continue }
            let study = try network.study(task, epochs: epochs, rows: rows, seed: seed)
            try StudyTraining(
                quiet: output.quiet, options: .onThreads(threads), database: database.database
            ).run(study, store)
            let trainingRows = study.tasks.first?.splits.first?.training.count ?? 0
            for curve in try LossCurve.curves(of: study, in: store) {
                curves.append((network, curve))
                let accuracy = curve.test.map { 100 * Double($0.correct) / Double(max(1, $0.total)) }
                table.rows.append(
                    Self.settings(network) + [
                        .integer(curve.losses.count), .integer(trainingRows), .decimal(curve.last, places: 4),
                        curve.test.map { .integer($0.correct) } ?? .none,
                        curve.test.map { .integer($0.total) } ?? .none,
                        accuracy.map { .decimal($0, places: 2) } ?? .none, .text(network.published),
                        .text(network.remark),
                    ])
            }
        }
        try store.close()
        if let svg {
            try OutputOptions.draw(TutorialNetwork.chart(curves, subtitle: "one run each, seed \(seed)"), to: svg)
        }
        try output.print(
            table,
            notes: [
                "Accuracy: per cent of the test rows after the last epoch, one run; notebook: what the official "
                    + "repository's notebook shows."
            ] + Self.warnings(Array(tasks.values)))
    }

    /// The name of a network and what is fixed for it.
    private static func settings(_ network: TutorialNetwork) -> [Cell] {
        [
            .text(network.name), .text(network.method.name), .text(network.layers), .text(network.optimizer.rawValue),
            .number(network.learningRate), .integer(network.batchSize), .number(network.dropoutRate),
        ]
    }

    /// What is to be known of data that are not all there.
    private static func warnings(_ tasks: [LearningTask]) -> [String] {
        tasks.filter { $0.name.shortName == "cifar-10" && $0.features.rows < 60_000 }.map {
            "CIFAR-10 here has \($0.features.rows) of 60,000 images: its accuracies cannot be compared with the notebooks'."
        }
    }

    private func list() throws {
        var table = Table(
            columns: [
                "network", "source", "task", "layers", "optimizer", "learning_rate", "batch", "dropout_rate", "length",
                "notebook", "remark",
            ])
        for network in TutorialNetwork.all {
            let settings = Self.settings(network)
            table.rows.append(
                [settings[0], .text(network.source), .text(network.task)] + settings[2...] + [
                    .text(network.length.description), .text(network.published), .text(network.remark),
                ])
        }
        try output.print(table, notes: ["Notebook: per cent of test images. snnbench tutorials NAME trains one."])
    }
}

extension TutorialNetwork.Length: CustomStringConvertible {
    /// The number with its unit.
    public var description: String {
        switch self {
        case .epochs(let count): "\(count) epochs"
        case .steps(let count): "\(count) steps"
        case .firstSteps(let count): "\(count) steps on as many rows"
        }
    }
}

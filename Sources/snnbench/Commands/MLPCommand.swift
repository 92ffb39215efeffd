import ArgumentParser
import Benchmark
import Datasets
import ResultStore
import Tables

/// `snnbench mlp-mnist`.
struct MLPCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mlp-mnist",
        abstract: "Trains the official tutorials' multi-layer perceptrons on MNIST.",
        discussion: """
            784-512-256-10 of the PyTorch notebook with SELU and with ReLU, and 784-784-784-10 of the TensorFlow \
            notebook, with their learning rates, batch sizes, epochs and dropout rate 0.05. Test accuracy after the \
            last epoch stands beside the notebook's. Features are standardised on the training rows; 5,000 of the \
            60,000 training images are kept for validation, which the notebooks don't.
            """)

    @Option(
        help: ArgumentHelp(
            "pytorch-selu, pytorch-relu or tensorflow-selu (repeatable; default: all).", valueName: "name"))
    var preset: [String] = []

    @Option(help: ArgumentHelp("Another number of epochs.", valueName: "count"))
    var epochs: Int?

    @Option(help: ArgumentHelp("Fewer training rows, the first ones.", valueName: "count"))
    var rows: Int?

    @Option(help: "The seed, which tells repeats apart.")
    var seed: Int64 = 1

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
        let names = TutorialNetwork.all.map(\.name)
        for name in preset where !names.contains(name) {
            throw Failure(
                kind: .usage,
                description: "there is no preset \"\(name)\"; there are \(names.joined(separator: ", "))")
        }
        let library = try data.library()
        let task = try library.load(try library.catalog.task(named: "mnist"))
        let networks = TutorialNetwork.all.filter { preset.isEmpty || preset.contains($0.name) }
        let store = try database.openForWriting()
        var table = Table(
            columns: [
                "network", "method", "hidden_layers", "learning_rate", "batch", "epochs", "last_loss", "correct",
                "test_rows", "accuracy", "notebook", "remark",
            ])
        for network in networks {
            let study = try network.study(task, epochs: epochs, rows: rows, seed: seed)
            try StudyTraining(
                quiet: output.quiet, options: .onThreads(threads), database: database.database
            ).run(study, store)
            for curve in try LossCurve.curves(of: study, in: store) {
                let accuracy = curve.test.map { 100 * Double($0.correct) / Double(max(1, $0.total)) }
                table.rows.append([
                    .text(network.name), .text(curve.method),
                    .text(network.widths.map(String.init).joined(separator: "-")),
                    .decimal(network.learningRate, places: 3), .integer(network.batchSize),
                    .integer(curve.losses.count), .decimal(curve.last, places: 4),
                    curve.test.map { .integer($0.correct) } ?? .none,
                    curve.test.map { .integer($0.total) } ?? .none,
                    accuracy.map { .decimal($0, places: 2) } ?? .none, .text(network.published),
                    .text(network.remark),
                ])
            }
        }
        try store.close()
        try output.print(
            table,
            notes: [
                "Accuracy: per cent of the test rows after the last epoch, one run; notebook: what the official "
                    + "repository's notebook shows."
            ])
    }
}

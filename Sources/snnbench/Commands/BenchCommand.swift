import ArgumentParser
import Benchmark
import Networks
import Performance
import Tables

extension Optimizer.Name: ExpressibleByArgument {}

/// `snnbench bench`.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measures training steps and matrix products as a share of the core's peak.",
        discussion: """
            The peak is what a loop of fused multiply-adds in registers reaches on the same core; it is measured \
            right before and after each sample, since neighbours slow down both. Times and shares are medians. \
            Networks have as many features as units and 10 classes; snn takes alpha dropout 0.05, the others no \
            dropout. One thread.
            """,
        examples: ["snnbench bench --quick", "snnbench bench --tutorial tensorflow-cnn-mnist-selu"])

    @Flag(help: "Fewer cases, a few seconds: snn, widths 64, 256 and 1024, depth 8, batch 128.")
    var quick = false

    @Option(
        help: ArgumentHelp("A method (repeatable; default: snn and batchnorm), or all.", valueName: "name"),
        completion: .methods)
    var method: [String] = []

    @Option(
        help: ArgumentHelp("A method of your own, described in a JSON5 file (repeatable).", valueName: "file"),
        completion: .settingsFile)
    var methodFile: [String] = []

    @Option(help: ArgumentHelp("A width (repeatable; default: 64, 256, 512, 1024).", valueName: "units"))
    var width: [Int] = []

    @Option(help: ArgumentHelp("A number of hidden layers (repeatable; default: 2, 8, 32).", valueName: "layers"))
    var depth: [Int] = []

    @Option(help: ArgumentHelp("A batch size (repeatable; default: 32, 128).", valueName: "rows"))
    var batch: [Int] = []

    @Option(help: ArgumentHelp("What takes the steps (repeatable; default: sgd).", valueName: "name"))
    var optimizer: [Optimizer.Name] = []

    @Option(help: ArgumentHelp("How long a case is measured (default: 0.8; with --quick 0.3).", valueName: "seconds"))
    var seconds: Double?

    @Option(
        help: ArgumentHelp(
            "Steps of a network of the official tutorials and nothing else, as pytorch-cnn-mnist-selu (repeatable).",
            valueName: "name"), completion: .tutorials)
    var tutorial: [String] = []

    @Flag(help: "Training steps only, no single products.")
    var stepsOnly = false

    @OptionGroup var output: OutputOptions

    func validate() throws {
        for (name, values, limit) in [("width", width, 16384), ("depth", depth, 1024), ("batch", batch, 65536)] {
            for value in values where !(1...limit).contains(value) {
                throw ValidationError("--\(name) is from 1 to \(limit), not \(value)")
            }
        }
        if let seconds, !(seconds > 0 && seconds <= 3600) {
            throw ValidationError("--seconds is above 0 and at most 3600, not \(seconds)")
        }
    }

    func run() throws {
        let plan = try plan()
        let line = ProgressLine(isQuiet: output.quiet)
        let report = plan.run { done, total, name in line.show("\(done)/\(total): \(name)") }
        line.end()
        if output.format == .json {
            try output.write(report.json)
        } else {
            try output.print(
                BenchCommand.table(report),
                notes: [
                    "Peak of this core: \(Cell.decimal(report.peakGflops, places: 1).display) GFLOP/s with "
                        + "\(report.instructionSet), one thread; a fused multiply-add counts as two operations.",
                    "Operations of a step: those of its matrix products alone.",
                ])
        }
    }

    /// What the options ask for.
    private func plan() throws -> BenchPlan {
        var plan = quick ? BenchPlan.quick : .standard
        let own = try MethodOptions.files(methodFile).map(\.definition)
        plan.methods = try method.isEmpty ? plan.methods + own : methods(MethodDefinition.builtIn + own)
        if !width.isEmpty { plan.widths = width }
        if !depth.isEmpty { plan.depths = depth }
        if !batch.isEmpty { plan.batches = batch }
        if !optimizer.isEmpty { plan.optimizers = optimizer }
        if let seconds { plan.secondsACase = seconds }
        if stepsOnly { plan.includesProducts = false }
        if !tutorial.isEmpty {
            plan.methods = []
            plan.includesProducts = false
            plan.networks = try tutorial.map { name in
                let network = try TutorialNetwork.named(name)
                return BenchPlan.NamedNetwork(
                    name: name, blueprint: try network.blueprint(), batch: network.batchSize,
                    optimizer: network.optimizer)
            }
        }
        let gibibytes = plan.largestByteCount / 0x1p30
        guard gibibytes < 16 else {
            throw Failure(
                kind: .usage,
                description: "the largest network would take about \(Int(gibibytes)) GiB; "
                    + "choose a smaller width or depth")
        }
        return plan
    }

    private func methods(_ known: [MethodDefinition]) throws -> [MethodDefinition] {
        if method == ["all"] { return known }
        return try method.map { name in
            guard let definition = known.first(where: { $0.name == name }) else {
                throw Failure.unknown("method", name, among: known.map(\.name))
            }
            return definition
        }
    }

    /// One row a measurement.
    static func table(_ report: BenchReport) -> Table {
        var table = Table(
            columns: ["measured", "method", "width", "depth", "batch", "milliseconds", "gflops", "share_of_peak"])
        for product in report.products {
            table.rows.append(
                [
                    .text(name(product.shape)), .none, .integer(product.width), .none, .integer(product.batch),
                ] + figures(product.milliseconds, product.gflops, product.shareOfPeak))
        }
        for step in report.steps {
            table.rows.append(
                [
                    .text("training step"), .text(step.method), .integer(step.width), .integer(step.depth),
                    .integer(step.batch),
                ] + figures(step.milliseconds, step.gflops, step.shareOfPeak))
        }
        return table
    }

    private static func name(_ shape: ProductMeasurement.Shape) -> String {
        switch shape {
        case .forward: "forward product"
        case .inputGradient: "input gradient"
        case .weightGradient: "weight gradient and update"
        }
    }

    private static func figures(_ milliseconds: Double, _ gflops: Double, _ share: Double) -> [Cell] {
        [.decimal(milliseconds, places: 3), .decimal(gflops, places: 1), .decimal(share, places: 3)]
    }
}

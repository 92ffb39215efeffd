import ArgumentParser
import Benchmark
import Datasets
import Evaluation
import Formats
import Networks
import Tables

/// `snnbench activations`.
struct ActivationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activations",
        abstract: "Prints mean and variance of each layer's activations, before and after training.",
        discussion: """
            Over all training rows and units of the layer, after normalisation, activation and dropout. Layer 0 are \
            the inputs; of residual networks a layer is a block. With --feature-maps each map of a convolution, counted \
            from 0, has a row of its own, over all rows and positions. Nothing is stored.
            """,
        examples: ["snnbench activations --task sample/iris --method snn --layers 8"])

    @Option(help: ArgumentHelp("A task, as suite/name or by its name.", valueName: "name"), completion: .tasks)
    var task: String

    @OptionGroup var methodOptions: MethodOptions

    @Option(help: ArgumentHelp("The number of hidden layers, or of residual blocks.", valueName: "layers"))
    var layers = 8

    @Option(
        help: ArgumentHelp("The units of a layer (default: 256; highway: as many as features).", valueName: "units"))
    var units: Int?

    @Option(help: ArgumentHelp("The learning rate.", valueName: "rate"))
    var learningRate = 0.01

    @Option(help: ArgumentHelp("The dropout rate.", valueName: "rate"))
    var dropoutRate = 0.0

    @Option(help: ArgumentHelp("The L2 penalty.", valueName: "penalty"))
    var l2Penalty = 0.0

    @Option(
        help: ArgumentHelp("rectangular, conic (plain networks) or diavolo (residual networks).", valueName: "form"))
    var form: Hyperparameters.Form = .rectangular

    @Option(help: ArgumentHelp("The bottleneck of residual blocks.", valueName: "share"))
    var bottleneck = 0.5

    @Option(help: ArgumentHelp("The epochs of training.", valueName: "epochs"))
    var epochs = 20

    @Option(help: ArgumentHelp("The rows of a step.", valueName: "rows"))
    var batchSize = 128

    @Option(help: ArgumentHelp("The split.", valueName: "index"))
    var split = 0

    @Option(help: "The seed.")
    var seed: Int64 = 1

    @Option(
        help: ArgumentHelp(
            "How rows pass the network: inference (no dropout, running statistics of batch normalisation) or training "
                + "(with dropout, statistics of the batch).", valueName: "mode"))
    var mode: ActivationProfile.Mode = .inference

    @Flag(help: "A row for each feature map of a convolution too.")
    var featureMaps = false

    @Option(
        help: ArgumentHelp("Write a picture to this file.", valueName: "file"), completion: .file(extensions: ["svg"]))
    var svg: String?

    @OptionGroup var data: DataOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        for (name, value, limit) in [
            ("layers", layers, 1024), ("units", units ?? 1, 16384), ("epochs", epochs, 100_000),
            ("batch-size", batchSize, 1_000_000),
        ] where !(1...limit).contains(value) {
            throw ValidationError("--\(name) is from 1 to \(limit), not \(value)")
        }
        if !(learningRate > 0 && learningRate.isFinite) { throw ValidationError("--learning-rate is above 0") }
        if !(dropoutRate >= 0 && dropoutRate < 1) { throw ValidationError("--dropout-rate is from 0 and below 1") }
        if !(l2Penalty >= 0 && l2Penalty.isFinite) { throw ValidationError("--l2-penalty is from 0") }
        if !(bottleneck > 0 && bottleneck <= 1) { throw ValidationError("--bottleneck is above 0 and at most 1") }
    }

    func run() throws {
        let library = try data.library()
        let loaded = try library.load(library.catalog.task(named: task))
        guard let rows = loaded.splits.first(where: { $0.index == split }) else {
            throw Failure(
                kind: .usage,
                description: "\(loaded.name) has no split \(split); it has 0 to \(loaded.splits.count - 1)")
        }
        var table = Table(
            columns: ["method", "layer"] + (featureMaps ? ["feature_map"] : []) + [
                "mean_at_start", "variance_at_start", "mean_at_end", "variance_at_end",
            ])
        var notes = [
            "\(loaded.name), split \(split): \(rows.training.count) training rows in \(mode.rawValue) mode; "
                + "\(epochs) epochs at learning rate \(learningRate), batch \(batchSize), seed \(seed)."
        ]
        let setting = notes
        var profiles: [ActivationChart.Profile] = []
        let stop = StopFlag()
        for method in try methodOptions.methods() {
            let profile = try SignalHandling.listening(stop) { try measure(method, loaded, rows, stop) }
            switch profile.ending {
            case .finished: break
            case .diverged(let epoch, _):
                notes.append("\(method.name) diverged in epoch \(epoch); its end is where it diverged.")
            case .stopped:
                Message.note("interrupted")
                throw FailureKind.tryAgain.exitCode
            }
            profiles.append(
                ActivationChart.Profile(name: method.name, initial: profile.initial, final: profile.final))
            for (layer, (initial, final)) in zip(profile.initial, profile.final).enumerated() {
                table.rows.append(
                    [.text(method.name), .integer(layer)] + (featureMaps ? [.none] : []) + Self.cells(initial, final))
                guard featureMaps else { continue }
                for (map, moments) in zip(profile.initialMaps[layer], profile.finalMaps[layer]).enumerated() {
                    table.rows.append(
                        [.text(method.name), .integer(layer), .integer(map)] + Self.cells(moments.0, moments.1))
                }
            }
        }
        if let svg {
            try OutputOptions.draw(ActivationChart(profiles, subtitle: setting.joined()).chart, to: svg)
        }
        try output.print(table, notes: notes)
    }

    private static func cells(_ initial: ActivationProfile.Moments, _ final: ActivationProfile.Moments) -> [Cell] {
        [initial.mean, initial.variance, final.mean, final.variance].map { .decimal($0, places: 4) }
    }

    private func measure(
        _ method: MethodDefinition, _ task: LearningTask, _ split: Split, _ stop: StopFlag
    ) throws -> ActivationProfile {
        let allowed: [Hyperparameters.Form] =
            switch method.connection {
            case .plain: [.rectangular, .conic]
            case .highway: [.rectangular]
            case .residual: [.rectangular, .diavolo]
            }
        guard allowed.contains(form) else {
            throw Failure(
                kind: .usage,
                description: "\(method.name) is not \(form.rawValue); it is "
                    + allowed.map(\.rawValue).joined(separator: " or "))
        }
        let isHighway = method.connection == .highway
        let hyperparameters = Hyperparameters(
            hiddenUnits: isHighway ? units : units ?? 256, layers: layers, learningRate: learningRate,
            dropoutRate: dropoutRate, form: isHighway ? nil : form,
            bottleneck: method.connection == .residual ? bottleneck : nil, l2Penalty: l2Penalty)
        var trainingProtocol = TrainingProtocol(Experiment(task.name))
        trainingProtocol.epochs = epochs
        trainingProtocol.batchSize = batchSize
        let unit = Unit(
            task: task, split: split, method: method, hyperparameters: hyperparameters,
            trainingProtocol: trainingProtocol, seed: seed)
        return try ActivationProfile(unit: unit, task: task, split: split, mode: mode, stop: stop)
    }
}

extension Hyperparameters.Form: ExpressibleByArgument {}
extension ActivationProfile.Mode: ExpressibleByArgument {}

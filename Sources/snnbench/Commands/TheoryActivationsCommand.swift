import ArgumentParser
import Benchmark
import SelfNormalization
import Tables

/// `snnbench theory activations`.
struct TheoryActivationsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activations",
        abstract: "Measures mean and variance in each layer of a random SELU network beside g's prediction.",
        discussion: """
            Weights are normal with standard deviation gain / sqrt(width), biases 0, inputs normal and independent. The prediction of a \
            layer takes the mean and variance measured in the layer before, the omega and tau of each of its units, \
            and averages over the units; iterated: g from the input on with omega 0 and tau gain^2 \
            for all.
            """,
        examples: ["snnbench theory activations --depth 32 --svg layers.svg"])

    @Option(help: ArgumentHelp("The number of layers.", valueName: "layers"))
    var depth = 32

    @Option(help: ArgumentHelp("The units of each layer.", valueName: "units"))
    var width = 256

    @Option(help: ArgumentHelp("The number of inputs.", valueName: "count"))
    var rows = 1024

    @Option(help: "The mean of the inputs.")
    var mean = 0.0

    @Option(help: "The variance of the inputs.")
    var variance = 1.0

    @Option(help: ArgumentHelp("The rate of alpha dropout after each layer.", valueName: "rate"))
    var dropout = 0.0

    @Option(
        help: ArgumentHelp(
            "The standard deviation of a weight times the root of the width; PyTorch's calculate_gain(\"selu\") is 0.75.",
            valueName: "factor"))
    var gain = 1.0

    @Option(
        help: ArgumentHelp("Write a picture to this file.", valueName: "file"), completion: .file(extensions: ["svg"]))
    var svg: String?

    @Option(help: "The seed of weights, inputs and dropout.")
    var seed: UInt64 = 1

    @OptionGroup var output: OutputOptions

    func validate() throws {
        for (name, value, limit) in [("depth", depth, 4096), ("width", width, 8192), ("rows", rows, 65_536)] {
            guard (1...limit).contains(value) else {
                throw ValidationError("--\(name) is from 1 to \(limit), not \(value)")
            }
        }
        guard mean.isFinite, variance.isFinite, variance >= 0, abs(mean) < 1e6, variance < 1e12 else {
            throw ValidationError("--mean is a finite number and --variance at least 0")
        }
        guard dropout >= 0, dropout < 1 else { throw ValidationError("--dropout is at least 0 and below 1") }
        guard gain > 0, gain <= 1000 else { throw ValidationError("--gain is above 0 and at most 1000") }
    }

    func run() throws {
        let measured = ActivationStatistics(
            depth: depth, width: width, rows: rows, inputMean: mean, inputVariance: variance, dropoutRate: dropout,
            gain: gain, seed: seed
        ).layers
        let map = MomentMap<Double>(.standard)
        let restoring = try AlphaDropout(rate: dropout)
        var table = Table(
            columns: [
                "layer", "mean", "predicted_mean", "iterated_mean", "variance", "predicted_variance",
                "iterated_variance",
            ])
        var iterated = MeanAndVariance(mean: mean, variance: variance)
        for (index, layer) in measured.enumerated() {
            var predicted = iterated
            if index > 0 {
                iterated = restoring.next(map.next(iterated, tau: gain * gain))
                predicted = TheoryActivationsCommand.prediction(
                    map, restoring,
                    MeanAndVariance(mean: measured[index - 1].mean, variance: measured[index - 1].variance), layer)
            }
            table.rows.append(
                [.integer(index)]
                    + [
                        layer.mean, predicted.mean, iterated.mean, layer.variance, predicted.variance,
                        iterated.variance,
                    ]
                    .map { .decimal($0, places: 4) })
        }
        let setting =
            "\(counted(rows, "input")), \(counted(width, "unit")) a layer, alpha dropout rate \(dropout), "
            + (gain == 1 ? "" : "gain \(gain), ") + "seed \(seed)"
        if let svg {
            let moments = measured.map { ActivationProfile.Moments(mean: $0.mean, variance: $0.variance) }
            let profile = ActivationChart.Profile(name: "SELU", initial: moments)
            try OutputOptions.draw(ActivationChart([profile], subtitle: setting).chart, to: svg)
        }
        try output.print(
            table,
            notes: [
                "\(setting); "
                    + "layer 0 is the input. Means and variances are over all rows and units of a layer."
            ])
    }

    /// The mixture of g over the units of a layer, each with its own sums of weights.
    private static func prediction(
        _ map: MomentMap<Double>, _ dropout: AlphaDropout, _ below: MeanAndVariance, _ layer: ActivationStatistics.Layer
    ) -> MeanAndVariance {
        let units = zip(layer.omega, layer.tau).map { map.next(below, omega: $0, tau: $1) }
        let count = Double(max(1, units.count))
        let mean = units.reduce(0) { $0 + $1.mean } / count
        let variance = units.reduce(0) { $0 + $1.variance + ($1.mean - mean) * ($1.mean - mean) } / count
        return dropout.next(MeanAndVariance(mean: mean, variance: variance))
    }
}

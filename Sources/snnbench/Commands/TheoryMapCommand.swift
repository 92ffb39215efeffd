import ArgumentParser
import SelfNormalization
import Tables

/// `snnbench theory map`.
struct TheoryMapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Follows mean and variance from layer to layer, or draws their flow.",
        discussion: """
            g maps mean and variance of one layer's activations to those of the next, given the sum omega and the sum \
            of squares tau of a unit's weights. --format svg draws where g moves points about the fixed point, as \
            Figure 2 of the paper, with the path from each start.
            """,
        examples: ["snnbench theory map --layers 5 --start 0.3,1.5", "snnbench theory map --format svg --out flow.svg"])

    /// The forms of the result.
    enum Form: String, ExpressibleByArgument, CaseIterable {
        case table, csv, json, markdown, latex, svg
    }

    @Option(help: "The sum of the weights.")
    var omega = 0.0

    @Option(help: "The sum of the squared weights.")
    var tau = 1.0

    @Option(
        help: ArgumentHelp(
            "Mean and variance to start from, as 0.3,1.5 (repeatable; default: 0.3,1.5).", valueName: "mean,variance"))
    var start: [String] = []

    @Option(help: ArgumentHelp("The number of layers.", valueName: "count"))
    var layers = 20

    @Option(help: "Another alpha than that for the fixed point (0, 1).")
    var alpha: Double?

    @Option(help: "Another lambda than that for the fixed point (0, 1).")
    var lambda: Double?

    @Option(
        help: ArgumentHelp(
            "table, csv, json, markdown, latex, or svg for a picture (default: what the ending of --out says, else table).",
            valueName: "form"))
    var format: Form?

    @Option(
        name: .customLong("out"), help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"),
        completion: .file())
    var file: String?

    @Flag(help: "No progress and no messages.")
    var quiet = false

    func validate() throws {
        for (name, value) in [("omega", omega), ("tau", tau), ("alpha", alpha ?? 1), ("lambda", lambda ?? 1)] {
            guard value.isFinite else { throw ValidationError("--\(name) is a finite number, not \(value)") }
        }
        guard tau > 0 else { throw ValidationError("--tau is above 0, not \(tau)") }
        guard (alpha ?? 1) > 0, (lambda ?? 1) > 0 else { throw ValidationError("--alpha and --lambda are above 0") }
        guard (0...100_000).contains(layers) else {
            throw ValidationError("--layers is from 0 to 100000, not \(layers)")
        }
        _ = try starts()
    }

    func run() throws {
        let standard = SELUParameters.standard
        let map = MomentMap<Double>(
            SELUParameters(alpha: alpha ?? standard.alpha, lambda: lambda ?? standard.lambda))
        let starts = try starts()
        let paths = starts.map { map.iterates(from: $0, omega: omega, tau: tau, count: layers) }
        let fixed = starts.first.flatMap { try? map.fixedPoint(omega: omega, tau: tau, from: $0) }
        var output = OutputOptions()
        output.output = file
        output.quiet = quiet
        let format = format ?? file.flatMap { Form(endingOf: $0) } ?? .table
        output.format = TableFormat(rawValue: format.rawValue) ?? .table
        output.raw = true
        if format == .svg {
            try output.write(
                FlowDiagram(map: map, omega: omega, tau: tau, fixedPoint: fixed?.point, paths: paths).chart.adaptive)
            return
        }
        try output.print(table(paths), notes: notes(map, fixed))
    }

    private func table(_ paths: [[MeanAndVariance]]) -> Table {
        var table = Table(columns: ["start", "layer", "mean", "variance"])
        for (index, path) in paths.enumerated() {
            for (layer, point) in path.enumerated() {
                table.rows.append([
                    .integer(index + 1), .integer(layer), .decimal(point.mean, places: 8),
                    .decimal(point.variance, places: 8),
                ])
            }
        }
        return table
    }

    private func notes(_ map: MomentMap<Double>, _ fixed: (point: MeanAndVariance, iterations: Int)?) -> [String] {
        let weights = "omega \(omega), tau \(tau), alpha \(map.alpha), lambda \(map.lambda)"
        guard let fixed else { return ["No fixed point is reached from the first start for \(weights)."] }
        let point = MapPoint(mean: fixed.point.mean, omega: omega, variance: fixed.point.variance, tau: tau)
        let norm = map.jacobian(point).largestSingularValue
        return [
            "Fixed point for \(weights): mean \(number(fixed.point.mean)), variance \(number(fixed.point.variance)); "
                + "spectral norm of the Jacobian there \(number(norm))."
        ]
    }

    private func number(_ value: Double) -> String { Cell.decimal(value, places: 8).display }

    private func starts() throws -> [MeanAndVariance] {
        try (start.isEmpty ? ["0.3,1.5"] : start).map { text in
            let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
            guard parts.count == 2, let mean = parts[0], let variance = parts[1], mean.isFinite, variance.isFinite,
                variance >= 0
            else { throw ValidationError("--start is a mean and a variance, as 0.3,1.5, not \(text)") }
            return MeanAndVariance(mean: mean, variance: variance)
        }
    }
}

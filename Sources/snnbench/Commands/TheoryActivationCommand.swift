import ArgumentParser
import Benchmark
import Formats
import Formulas
import SelfNormalization
import Tables

/// `snnbench theory activation`.
struct TheoryActivationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activation",
        abstract: "Says what theory knows of an activation: mapping, fixed points, gain, moments through depth.",
        discussion: """
            The activation is a formula in x, such as "x * tanh(softplus(x))", the name of a built-in one, or a method's file \
            (.json5), whose activation is meant. A formula has \
            + - * / ^, comparisons, c ? a : b, min, max, exp, expm1, log, log1p, sqrt, abs, sign, tanh, sigmoid, softplus, \
            erf, sin, cos, atan, relu, and constants given by --constant. Expectations are over normal net inputs, by \
            quadrature.
            """,
        examples: [
            "snnbench theory activation gelu", "snnbench theory activation \"x * sigmoid(a * x)\" --constant a=1.702",
        ])

    @Argument(
        help: ArgumentHelp(
            "A formula in x, the name of a built-in activation, or a method's JSON5 file.", valueName: "formula"))
    var activation: String

    @Option(
        name: .customLong("constant"),
        help: ArgumentHelp("The value of a name in the formula, as a=1.5 (repeatable).", valueName: "name=value"))
    var constants: [String] = []

    @Option(help: "The sum of a unit's weights.")
    var omega = 0.0

    @Option(help: "The sum of its squared weights.")
    var tau = 1.0

    @Option(help: ArgumentHelp("The number of layers that second moments are followed through.", valueName: "layers"))
    var depth = 32

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard omega.isFinite, tau.isFinite, tau > 0 else {
            throw ValidationError("--omega is a finite number and --tau above 0, not \(omega) and \(tau)")
        }
        guard (1...4096).contains(depth) else { throw ValidationError("--depth is from 1 to 4096, not \(depth)") }
    }

    func run() throws {
        let formula = try formula()
        let map = ActivationMap(formula)
        let theory = ActivationTheory(map)
        let image = map.next(MeanAndVariance(mean: 0, variance: 1), omega: omega, tau: tau)
        var table = Table(columns: ["quantity", "value", "detail"])
        func add(_ quantity: String, _ value: Double?, _ detail: String) {
            table.rows.append([.text(quantity), .decimal(value, places: 8), .text(detail)])
        }
        add("mean of the next layer", image.mean, "from mean 0, variance 1")
        add("variance of the next layer", image.variance, "from mean 0, variance 1")
        let points = theory.fixedPoints(omega: omega, tau: tau)
        for point in points {
            let kind = point.isAttracting ? "attracting" : "not attracting"
            add("fixed point: mean", point.point.mean, kind)
            add("fixed point: variance", point.point.variance, kind)
            add("fixed point: norm of the Jacobian", point.spectralNorm, kind)
        }
        if let moments = theory.selfNormalizing {
            add("self-normalising scale", moments.scale, "scale f(x) + shift has the fixed point (0, 1)")
            add("self-normalising shift", moments.shift, "for omega 0 and tau 1")
        }
        let gain = theory.gain
        add("gain", gain, gain == nil ? "none keeps a second moment of 1" : "weights of variance gain^2 / fan-in")
        for layer in theory.layers(depth: depth, gain: gain ?? 1)
        where layer.index == depth || layer.index.nonzeroBitCount == 1 {
            add("second moment, layer \(layer.index)", layer.forward, "forward, from 1 at the input")
            add("gradient's second moment, \(layer.index) layers", layer.backward, "backward, from 1 at the last layer")
        }
        var notes = [
            "f(x) = \(formula.text)"
                + formula.constants.sorted { $0.key < $1.key }.map { ", \($0.key) = \($0.value)" }.joined()
                + "; omega \(omega), tau \(tau)."
        ]
        if points.isEmpty { notes.append("No isolated fixed point of mean and variance was found.") }
        try output.print(table, notes: notes)
    }

    private func formula() throws -> Formula {
        if let entry = Formula.builtIn.first(where: { $0.name == activation }) {
            guard constants.isEmpty else {
                throw ValidationError("--constant belongs to a formula; \(activation) is built in")
            }
            return try Formula(entry.text, constants: entry.constants)
        }
        if activation.hasSuffix(".json5") || activation.hasSuffix(".json") {
            guard constants.isEmpty else {
                throw ValidationError("--constant belongs to a formula; \(activation) has its own constants")
            }
            guard let formula = try MethodFile(path: activation).definition.activation.asFormula else {
                throw Failure(kind: .badData, description: "\(activation) has an activation without a formula")
            }
            return formula
        }
        var values: [String: Double] = [:]
        for text in constants {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let value = Double(parts[1]), value.isFinite else {
                throw ValidationError("--constant is a name and a finite number, as a=1.5, not \(text)")
            }
            values[String(parts[0])] = value
        }
        do {
            return try Formula(activation, constants: values)
        } catch {
            let names = Formula.builtIn.map(\.name).joined(separator: ", ")
            throw ValidationError("\(error); built-in activations are \(names)")
        }
    }
}

import Formats
import Formulas
import Kernels
import Networks

/// The weights of each method after fifty steps of a small network, as one hash a method.
///
/// Shared by the test that compares them with a file and by the program that prints them, which is built for other
/// instruction sets. If the hashes change on purpose, the numerics version must be raised: the file's first line repeats
/// it, and no other hashes are written under the same version.
public enum GoldenWeights {
    /// The seven methods, one whose activation is a formula with every function in it, and one with convolutions.
    public static var methods: [MethodDefinition] { MethodDefinition.builtIn + formulas + [convolutions] }

    /// A method with convolutions, some of them of whole panels and some not, and windows that overlap.
    private static var convolutions: MethodDefinition {
        var method = MethodDefinition.snn
        method.name = "convolutions"
        method.convolution = [
            .convolution(outputs: 21, kernel: 3, padding: 1), .pooling(size: 3, stride: 2),
            .convolution(outputs: 70, kernel: 3, padding: 1), .convolution(outputs: 16, kernel: 2, padding: 0),
        ]
        return method
    }

    /// The methods of formulas.
    private static var formulas: [MethodDefinition] {
        let text =
            "x > 0 ? x * tanh(softplus(x)) : expm1(x) * sigmoid(x) + 0.1 * sin(3 * x) * erf(x) + log1p(x^2) * atan(x) / 9"
            + " + cos(x) ^ 2 * exp(-x^2) / 9 + log(1.5 + abs(x)) ^ 1.5 * sqrt(relu(-x)) / 99"
        return (try? Formula(text)).map {
            [MethodDefinition(name: "formula", activation: Activation($0), dropout: .alpha)]
        } ?? []
    }

    /// The first line of the file.
    public static func versionLine(_ version: Int = numericsVersion) -> String { "numerics version \(version)" }

    /// The file as it is to be: the version of the arithmetic, then a line a method.
    public static var text: String {
        ([versionLine()] + methods.map(line)).map { $0 + "\n" }.joined()
    }

    /// Whether a file may be written over: not where it has other weights of the same or a later version.
    ///
    /// - Parameters:
    ///   - stored: the file as it is; empty where there is none.
    ///   - text: what is to be written.
    ///   - version: the version of the arithmetic.
    public static func mayReplace(_ stored: String, by text: String, version: Int = numericsVersion) -> Bool {
        // A method more changes none of the others.
        guard !stored.isEmpty, !text.hasPrefix(stored) else { return true }
        guard let first = stored.split(separator: "\n").first, first.hasPrefix("numerics version "),
            let known = Int(first.dropFirst("numerics version ".count))
        else { return false }
        return version > known
    }

    /// FNV-1a over the parameters' bit patterns, lowest byte first.
    private static func hash(_ parameters: [Parameter]) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for value in parameters.flatMap(\.values) {
            for byte in 0..<4 {
                hash ^= UInt64(value.bitPattern >> UInt32(8 * byte) & 0xFF)
                hash = hash &* 0x100_0000_01B3
            }
        }
        return hash
    }

    /// One line of the file: the name of a method and its hash.
    public static func line(_ method: MethodDefinition) -> String {
        let key = RandomKey(seed: 2026)
        let image = method.convolution.isEmpty ? nil : ImageShape(height: 9, width: 8, channels: 3)
        let inputs = image?.features ?? 20
        let network = Network(
            method: method,
            hyperparameters: Hyperparameters(
                hiddenUnits: 40, layers: 3, learningRate: 0.05, dropoutRate: 0.1, bottleneck: 0.5, l2Penalty: 1e-4),
            shape: NetworkShape(inputs: inputs, outputs: 5, image: image), batchSize: 33)
        network.initialize(key: key)
        let x = Matrix(rows: 33, columns: inputs)
        for step in 0..<50 {
            x.fillNormal(RandomStream(key: key, purpose: .other, step: step), standardDeviation: 1)
            let classes = (0..<33).map { row in
                Int32(RandomStream(key: key, purpose: .other, layer: 1, step: step).words(at: UInt64(row))[0] % 5)
            }
            let loss = network.step(
                x, targets: .classes(classes[...]), dropout: .random(key: key, step: step), learningRate: 0.05,
                l2Penalty: 1e-4)
            guard loss.sum.isFinite else { return "\(method.name) diverged" }
        }
        let digits = String(hash(network.parameters), radix: 16)
        return method.name + " " + String(repeating: "0", count: 16 - digits.count) + digits
    }
}

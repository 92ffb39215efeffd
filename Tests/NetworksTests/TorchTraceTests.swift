import Foundation
import Kernels
import Networks
import Safetensors
import Testing

@testable import Traces

/// Our networks against traces of PyTorch in double precision: every method, ten steps.
///
/// The traces are read and repeated by the code of `snnbench check`.
@Suite struct TorchTraceTests {
    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".safetensors") }.sorted()
    }()

    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static func file(_ name: String) throws -> Safetensors {
        try Safetensors(path: folder.appending(path: name).path)
    }

    @Test func thereAreTraces() {
        #expect(Self.names.count == 17)
    }

    /// Far below the bounds of the command, which allow for chaotic trainings.
    @Test(arguments: names)
    func repeats(_ name: String) throws {
        let deviation = try TrainingTrace(Self.file(name)).deviation()
        #expect(deviation.failures.isEmpty, "\(deviation)")
        for (quantity, error) in deviation.errors {
            #expect(error <= min(quantity.bound, 5e-5), "\(quantity): \(error)")
            #expect(error > 0, "\(quantity) was not compared")
        }
        #expect(deviation.errors.count == TraceDeviation.Quantity.allCases.count)
    }

    /// The plain evaluation in double precision, which shares no code with the kernels, repeats the traces to the last
    /// digits of what they keep.
    @Test(arguments: names)
    func repeatsInDouble(_ name: String) throws {
        let errors = try #require(try TrainingTrace(Self.file(name)).plainErrors())
        #expect(errors.count == TraceDeviation.Quantity.allCases.count)
        for (quantity, error) in errors { #expect(error < 2e-7, "\(quantity): \(error)") }
    }

    /// What is not the same number is found, whichever it is.
    @Test(arguments: [
        ("expected.logits", TraceDeviation.Quantity.logits, 3e-5), ("expected.grad.layers.1.weight", .gradients, 2e-4),
        ("expected.loss", .losses, 2e-3), ("expected.param.layers.0.bn.running_var", .parameters, 2e-2),
        ("expected.eval_logits", .inferenceLogits, 2e-2), ("expected.param.output.bias", .parameters, 2e-2),
    ])
    func findsErrors(_ name: String, _ quantity: TraceDeviation.Quantity, _ error: Double) throws {
        var file = try Self.file("batchnorm.safetensors")
        let tensor = try file.tensor(name)
        let prefix = String(name.prefix { $0 != "." }) + "." + (name.split(separator: ".").dropFirst().first ?? "")
        let largest = file.tensors.filter { $0.key.hasPrefix(prefix) }.values.flatMap(\.doubles).map(abs).max() ?? 0
        var values = tensor.doubles
        values[values.count - 1] += error * (quantity == .losses ? values[values.count - 1] : largest)
        file.tensors[name] = Tensor(shape: tensor.shape, values: .float64(values))
        let deviation = try TrainingTrace(file).deviation()
        #expect(deviation.failures == [quantity], "\(deviation)")
        #expect(deviation.verdict == .outOfBounds([quantity]))
        let found = try #require(deviation.errors[quantity])
        #expect(abs(found / error - 1) < 0.05)
    }

    /// A trace in which one ReLU of the first layer is within rounding of 0 in one row: what it gives in double precision.
    private static func doubtful(unit: Int) throws -> Safetensors {
        var file = try file("msra-plain.safetensors")
        let x = try file.tensor("x")
        let weight = try file.tensor("init.layers.0.weight").doubles
        let bias = try file.tensor("init.layers.0.bias")
        var values = bias.doubles
        let columns = x.shape[1]
        values[unit] = -(0..<columns).reduce(0) { $0 + x.doubles[$1] * weight[unit * columns + $1] }
        file.tensors["init.layers.0.bias"] = Tensor(shape: bias.shape, values: .float64(values))
        let numbers = try #require(PlainTraining(TrainingTrace(file))).numbers()
        func put(_ name: String, _ values: [Double]) throws {
            let shape = try file.tensor("expected." + name).shape
            file.tensors["expected." + name] = Tensor(shape: shape, values: .float64(values))
        }
        try put("logits", numbers.logits)
        try put("loss", numbers.losses)
        try put("eval_logits", numbers.inferenceLogits)
        for (name, values) in numbers.gradients { try put("grad." + name, values) }
        for (name, values) in numbers.parameters { try put("param." + name, values) }
        return file
    }

    @Test func aTraceWithAReLUAtZeroIsSensitive() throws {
        var flipped = 0
        for unit in 0..<6 {
            var file = try Self.doubtful(unit: unit)
            let deviation = try TrainingTrace(file).deviation()
            guard !deviation.failures.isEmpty else { continue }
            flipped += 1
            #expect(deviation.verdict == .sensitive(deviation.failures), "\(deviation)")
            // That does not excuse what rounding cannot do.
            let losses = try file.tensor("expected.loss")
            file.tensors["expected.loss"] = Tensor(
                shape: losses.shape, values: .float64(losses.doubles.map { 1.1 * $0 }))
            #expect(try TrainingTrace(file).deviation().verdict == .outOfBounds([.losses]))
        }
        #expect(flipped > 0)
    }

    @Test(arguments: [
        ("method", "gan", "one of snn, msra"), ("method", "cnn", "no \"image\""), ("method", nil, "no \"method\""),
        ("inputs", "0", "from 1"),
        ("inputs", "7", "has shape"), ("layers", "99", "as many whole numbers"), ("layers", "-3", "from 1"),
        ("units", "1e9", "whole number"), ("batch", "99999", "has shape"), ("steps", "11", "expected.loss"),
        ("steps", "99999999999999999999", "whole number"), ("lr", "fast", "a number from 0"), ("lr", "nan", "a number"),
        ("l2", "-1", "a number from 0"), ("loss", "hinge", "softmax, sigmoid"), ("dropout_kind", "alpha", "mask.0"),
        ("dropout_kind", "beta", "none, standard, alpha"), ("activation", "swish", "identity, relu"),
        ("widths", "4,x", "whole numbers from 1"), ("bn_eps", "0.001", "the only one"), ("bn_momentum", "0.9", "0.1"),
    ])
    func wrongMetadata(_ key: String, _ value: String?, _ hint: String) throws {
        var file = try Self.file("batchnorm.safetensors")
        file.metadata[key] = value
        do {
            _ = try TrainingTrace(file)
            Issue.record("was read")
        } catch {
            #expect(error.description.contains(hint), "\(error)")
        }
    }

    @Test func wrongTensors() throws {
        let file = try Self.file("snn-alpha-dropout.safetensors")
        for name in file.tensors.keys {
            var changed = file
            changed.tensors[name] = nil
            #expect(throws: TraceError.missingTensor(name: name)) { try TrainingTrace(changed) }
            changed.tensors[name] = Tensor([Float](repeating: 0.5, count: 1))
            #expect(throws: TraceError.self) { try TrainingTrace(changed) }
            let tensor = try file.tensor(name)
            let values = tensor.floats.dropLast() + [Float.nan]
            changed.tensors[name] = Tensor(shape: tensor.shape, values: .float32(Array(values)))
            #expect(throws: TraceError.self) { try TrainingTrace(changed) }
        }
        for (name, value) in [("mask.0", 0.5), ("y", -1), ("y", 1000), ("y", 0.5)] {
            var changed = file
            let tensor = try file.tensor(name)
            let values = [value] + tensor.doubles.dropFirst()
            changed.tensors[name] = Tensor(shape: tensor.shape, values: .float64(values))
            #expect(throws: TraceError.self, "\(name) \(value)") { try TrainingTrace(changed) }
        }
    }
}

import Foundation
import Kernels
import Networks
import Safetensors
import Testing
import Traces

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
        let found = try #require(deviation.errors[quantity])
        #expect(abs(found / error - 1) < 0.05)
    }

    @Test(arguments: [
        ("method", "cnn", "one of snn, msra"), ("method", nil, "no \"method\""), ("inputs", "0", "from 1"),
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

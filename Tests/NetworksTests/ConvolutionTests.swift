import Formats
import Foundation
import Kernels
import Networks
import Safetensors
import Testing

@testable import Traces

/// Networks with convolutions against traces of PyTorch in double precision.
@Suite struct ConvolutionTests {
    static let folder = TorchTraceTests.folder.appending(path: "convolution")

    static let names = ["cifar-relu", "cifar-small", "mnist-same", "mnist-small", "no-dense", "one-by-one"]

    private static func file(_ name: String) throws -> Safetensors {
        try Safetensors(path: folder.appending(path: name + ".safetensors").path)
    }

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

    /// The plain evaluation in double precision, which shares no code with the kernels.
    @Test(arguments: ["no-dense", "one-by-one"])
    func repeatsInDouble(_ name: String) throws {
        let errors = try #require(try TrainingTrace(Self.file(name)).plainErrors())
        for (quantity, error) in errors { #expect(error < 2e-7, "\(quantity): \(error)") }
    }

    @Test(arguments: [
        ("image", nil, "no \"image\""), ("image", "2,9", "channels, height and width"), ("image", "2,9,0", "from 1"),
        ("image", "2,3,9", "nothing is left"), ("image", "2,9,10", "has shape"), ("blocks", "conv 16 3", "conv C K P"),
        ("blocks", "dense 4;pool 2 2", "dense layers last"), ("blocks", "conv 16 3 0;pool 9 1", "nothing is left"),
        ("blocks", "", "conv C K P"),
        ("blocks", "conv 0 3 0", "conv C"),
    ])
    func wrongMetadata(_ key: String, _ value: String?, _ hint: String) throws {
        var file = try Self.file("no-dense")
        file.metadata[key] = value
        do {
            _ = try TrainingTrace(file)
            Issue.record("was read")
        } catch {
            #expect(error.description.contains(hint), "\(error)")
        }
    }

    /// A method with two convolutions, overlapping windows and a dense layer.
    static let method: MethodDefinition = {
        var method = MethodDefinition.snn
        method.name = "images"
        method.convolution = [
            .convolution(outputs: 5, kernel: 3, padding: 1), .pooling(size: 3, stride: 2),
            .convolution(outputs: 18, kernel: 2, padding: 0),
        ]
        return method
    }()

    static func shape(_ text: String = "9x8x2") -> NetworkShape {
        let image = ImageShape(text)
        return NetworkShape(inputs: image?.features ?? 1, outputs: 3, image: image)
    }

    /// The variance of initial weights is that of their fan-in: channels times places of the kernel.
    @Test func initialWeights() {
        let network = Network(
            method: Self.method,
            hyperparameters: Hyperparameters(hiddenUnits: 7, layers: 1, learningRate: 0.1), shape: Self.shape(),
            batchSize: 2)
        network.initialize(key: RandomKey(seed: 5))
        #expect(
            network.parameters.map(\.name) == [
                "conv.0.weight", "conv.0.bias", "conv.1.weight", "conv.1.bias", "dense.0.weight", "dense.0.bias",
                "output.weight", "output.bias",
            ])
        #expect(network.parameters.map(\.shape).prefix(3) == [[5, 2, 3, 3], [5], [18, 5, 2, 2]])
        let weights = network.parameters[2].values.map(Double.init)
        let variance = weights.reduce(0) { $0 + $1 * $1 } / Double(weights.count)
        #expect(abs(variance * 20 - 1) < 0.25)
        #expect(network.blueprint.hiddenWidths == [5, 18, 7] && network.blueprint.droppedWidths == [7])
    }

    /// Parameters come back as they were set, whatever the order within.
    @Test func parametersAreReadAsTheyWereSet() throws {
        let network = Network(
            method: Self.method,
            hyperparameters: Hyperparameters(hiddenUnits: 7, layers: 1, learningRate: 0.1), shape: Self.shape("9x8x20"),
            batchSize: 2)
        var values: [String: [Float]] = [:]
        for parameter in network.parameters {
            values[parameter.name] = (0..<parameter.shape.reduce(1, *)).map { Float($0) }
        }
        try network.setParameters(values)
        for parameter in network.parameters {
            #expect(parameter.values == values[parameter.name])
            var rows: [Float] = []
            parameter.forEachRow { rows += $0 }
            #expect(rows == parameter.values)
        }
    }

    /// An image's outputs do not depend on the images beside it.
    @Test func imagesAreApart() {
        let network = Network(
            method: Self.method,
            hyperparameters: Hyperparameters(hiddenUnits: 7, layers: 1, learningRate: 0.1), shape: Self.shape(),
            batchSize: 5)
        network.initialize(key: RandomKey(seed: 5))
        let batch = Matrix(rows: 5, columns: 144)
        batch.fillNormal(RandomStream(key: RandomKey(seed: 6), purpose: .other), standardDeviation: 1)
        let table = batch.rowMajor
        let all = network.infer(batch).rowMajor
        batch.gather(from: table, rowsAt: [3])
        #expect(network.infer(batch).rowMajor == Array(all[9..<12]))
    }

    @Test(arguments: [
        ("9x8x2", 0, "nothing is left of an image of 4x3x5"), ("9x8x2", 1, "needs"), ("9x8x2", 2, "connection plain"),
        ("9x8x2", 3, "144 numbers, but there are 143"),
    ])
    func whatDoesNotFit(_ image: String, _ which: Int, _ hint: String) {
        var method = Self.method
        var shape = Self.shape(image)
        if which == 0 { method.convolution.insert(.pooling(size: 4, stride: 1), at: 2) }
        if which == 1 { shape.image = nil }
        if which == 2 { method.normalization = .batch }
        if which == 3 { shape.inputs = 143 }
        do throws(ConvolutionError) {
            _ = try method.images(shape)
            Issue.record("fits")
        } catch {
            #expect(error.description.contains(which == 1 ? "need a task of images" : hint), "\(error)")
        }
    }
}

import Kernels
import Testing

@testable import Networks

/// The outputs of hidden layers are those that the network itself computes with.
@Suite struct HiddenOutputTests {
    private static let shape = NetworkShape(inputs: 6, outputs: 3)

    private static func hyperparameters(_ layers: Int) -> Hyperparameters {
        Hyperparameters(hiddenUnits: 9, layers: layers, learningRate: 0.1, dropoutRate: 0.25, bottleneck: 0.5)
    }

    @Test(arguments: MethodDefinition.builtIn)
    func oneALayer(_ method: MethodDefinition) throws {
        let key = RandomKey(seed: 4)
        for layers in [1, 2, 5] {
            let network = Network(
                method: method, hyperparameters: Self.hyperparameters(layers), shape: Self.shape, batchSize: 8)
            network.initialize(key: key)
            let x = Matrix(rows: 8, columns: 6)
            x.fillNormal(RandomStream(key: key, purpose: .other), standardDeviation: 1)
            for dropout in [nil, DropoutSource.random(key: key, step: 3)] {
                let outputs = network.hiddenOutputs(x, dropout: dropout)
                #expect(outputs.map(\.layer) == Array(1...layers))
                #expect(outputs.allSatisfy { $0.values.columns == 9 && $0.values.rows == 8 })
                // The last output and the output layer's parameters give the logits.
                let last = try #require(outputs.last).values.rowMajor
                let logits = dropout.map { network.forward(x, dropout: $0) } ?? network.infer(x)
                let weights = try #require(network.parameters.first { $0.name == "output.weight" }).values
                for row in 0..<8 {
                    for output in 0..<3 {
                        let sum = (0..<9).reduce(0.0) {
                            $0 + Double(last[row * 9 + $1]) * Double(weights[output * 9 + $1])
                        }
                        #expect(abs(Double(logits[row, output]) - sum) < 1e-5 * (1 + abs(sum)))
                    }
                }
            }
        }
    }

    /// Twenty SELU layers of 100 units on a thousand Gaussian rows of 30 features keep mean 0 and variance 1 in every
    /// layer; with weights of PyTorch's gain for SELU, 3/4, the deviation falls to a fifth.
    @Test func twentyLayersKeepTheirMoments() throws {
        let network = Network(
            method: .snn, hyperparameters: Hyperparameters(hiddenUnits: 100, layers: 20, learningRate: 0.1),
            shape: NetworkShape(inputs: 30, outputs: 2), batchSize: 1000)
        network.initialize(key: RandomKey(seed: 7))
        let x = Matrix(rows: 1000, columns: 30)
        x.fillNormal(RandomStream(key: RandomKey(seed: 8), purpose: .other), standardDeviation: 1)
        func moments() -> [(mean: Double, deviation: Double)] {
            network.hiddenOutputs(x, dropout: nil).map { output in
                let values = output.values.rowMajor.map(Double.init)
                let mean = values.reduce(0, +) / Double(values.count)
                let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
                return (mean, (squares / Double(values.count)).squareRoot())
            }
        }
        let layers = moments()
        #expect(layers.count == 20)
        for (index, layer) in layers.enumerated() {
            #expect(abs(layer.mean) < 0.15 && abs(layer.deviation - 1) < 0.15, "layer \(index + 1): \(layer)")
        }
        try network.setParameters(
            Dictionary(
                uniqueKeysWithValues: network.parameters.filter { $0.name.hasSuffix(".weight") }.map {
                    ($0.name, $0.values.map { 0.75 * $0 })
                }))
        let last = try #require(moments().last)
        #expect(abs(last.deviation - 0.2) < 0.06, "\(last)")
    }

    /// With LeCun weights SELU keeps mean 0 and variance 1; ReLU with the same weights loses half a layer.
    @Test func selfNormalization() throws {
        func moments(_ method: MethodDefinition) throws -> (mean: Double, variance: Double) {
            let network = Network(
                method: method,
                hyperparameters: Hyperparameters(hiddenUnits: 256, layers: 16, learningRate: 0.1),
                shape: NetworkShape(inputs: 256, outputs: 2), batchSize: 64)
            network.initialize(key: RandomKey(seed: 9))
            let x = Matrix(rows: 64, columns: 256)
            x.fillNormal(RandomStream(key: RandomKey(seed: 9), purpose: .other), standardDeviation: 1)
            let values = try #require(network.hiddenOutputs(x, dropout: nil).last).values.rowMajor.map(Double.init)
            let mean = values.reduce(0, +) / Double(values.count)
            return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count))
        }
        let snn = try moments(.snn)
        #expect(abs(snn.mean) < 0.15 && abs(snn.variance - 1) < 0.3, "\(snn)")
        let relu = try moments(MethodDefinition(name: "relu-lecun", initialization: .lecun))
        #expect(relu.variance < 0.01)
    }
}

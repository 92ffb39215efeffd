import CAllocationCounter
import GoldenWeights
import Kernels
import Testing

@testable import Networks

/// What a network takes and what a step takes beside it.
@Suite struct StepMemoryTests {
    /// A network with as many features as units and ten outputs.
    private static func network(_ method: MethodDefinition, width: Int, depth: Int, batch: Int) -> Network {
        let network = Network(
            method: method,
            hyperparameters: Hyperparameters(
                hiddenUnits: width, layers: depth, learningRate: 0.01, dropoutRate: method.dropout == .none ? 0 : 0.1,
                bottleneck: 0.5),
            shape: NetworkShape(inputs: width, outputs: 10), batchSize: batch)
        network.initialize(key: RandomKey(seed: 1))
        return network
    }

    /// All matrices take at most 1.3 times the parameters, one gradient of them and the activations of a batch.
    @Test(arguments: [
        (64, 2, 128), (64, 8, 128), (64, 2, 32), (64, 32, 32), (256, 2, 128), (256, 8, 32), (512, 4, 128),
        (1024, 2, 128),
    ])
    func bytesOfANetwork(_ width: Int, _ depth: Int, _ batch: Int) {
        let network = Self.network(.snn, width: width, depth: depth, batch: batch)
        let activations = batch * (width * depth + 10)
        let expected = 4 * (2 * network.parameterCount + activations)
        #expect(network.byteCount >= 4 * (network.parameterCount + activations), "parameters and activations are there")
        #expect(
            Double(network.byteCount) <= 1.3 * Double(expected),
            "\(network.byteCount) bytes are \(Double(network.byteCount) / Double(expected)) times \(expected)")
    }

    /// Nothing is allocated in a step after the first, whatever the method.
    @Test(
        .enabled(if: snnbench_counts_allocations(), "allocations are counted with glibc only"),
        arguments: GoldenWeights.methods)
    func aStepAllocatesNothing(_ method: MethodDefinition) {
        let network = Self.network(method, width: 40, depth: 3, batch: 33)
        let input = Matrix(rows: 33, columns: 40)
        input.fillNormal(RandomStream(key: RandomKey(seed: 2), purpose: .other), standardDeviation: 1)
        let classes = (0..<33).map { Int32($0 % 10) }
        let targets = BatchTargets.classes(classes[...])
        func step(_ number: Int) {
            _ = network.step(
                input, targets: targets, dropout: .random(key: RandomKey(seed: 3), step: number), learningRate: 0.01,
                l2Penalty: 1e-4)
        }
        step(0)
        let before = snnbench_allocations()
        for number in 1...5 { step(number) }
        let taken = snnbench_allocations() - before
        #expect(taken == 0, "allocations in five steps")
        // The counter counts: an array of a size that is not known before takes at least one.
        let array = [Float](repeating: 0, count: classes.count * 100)
        let counted = snnbench_allocations() - before
        #expect(counted > 0 && array.count == 3300)
    }
}

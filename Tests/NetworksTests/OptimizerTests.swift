import CAllocationCounter
import Foundation
import Kernels
import Safetensors
import Testing
import Traces

@testable import Networks

/// Optimisers and schedules: against PyTorch, and what they take.
@Suite struct OptimizerTests {
    static let folder = TorchTraceTests.folder.appending(path: "optimizers")

    static let names: [String] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".safetensors") }.sorted()
    }()

    static let optimizers: [Optimizer] = [
        .sgd, .adamw, Optimizer(.sgd(momentum: 0.9)),
        Optimizer(.sgd(momentum: 0.9, isNesterov: true), weightDecay: 1e-3),
        Optimizer(.sgd(), weightDecay: 1e-3), Optimizer(.adam(), weightDecay: 1e-3), Optimizer(.rmsprop()),
    ]

    @Test func thereAreTraces() {
        #expect(Self.names.count == 16)
    }

    /// All rules, schedules and clipping, for all methods, within the bounds of `check`.
    @Test(arguments: names)
    func repeats(_ name: String) throws {
        let trace = try TrainingTrace(Safetensors(path: Self.folder.appending(path: name).path))
        let deviation = try trace.deviation()
        #expect(deviation.failures.isEmpty, "\(deviation)")
        #expect(trace.optimizer != .sgd || trace.method.activation.formula != nil)
    }

    @Test(arguments: [
        ("optimizer", "lion", "sgd, adam, adamw, rmsprop"), ("beta1", "1", "below 1"), ("epsilon", "0", "above 0"),
        ("weight_decay", "-1", "from 0"), ("clip_norm", "x", "from 0"), ("schedule", "poly", "linear_warmup"),
        ("warmup_steps", "0", "from 1"), ("activation", "formula", "a formula is empty"),
    ])
    func wrongMetadata(_ key: String, _ value: String, _ hint: String) throws {
        var file = try Safetensors(path: Self.folder.appending(path: "adamw-resnet-warmup.safetensors").path)
        file.metadata[key] = value
        do {
            _ = try TrainingTrace(file)
            Issue.record("was read")
        } catch {
            #expect(error.description.contains(hint), "\(error)")
        }
    }

    @Test func schedules() {
        func factors(_ schedule: Schedule) -> [Double] { (0..<6).map { schedule.factor(step: $0, of: 6) } }
        #expect(factors(.constant) == [1, 1, 1, 1, 1, 1])
        #expect(factors(.linearWarmup(steps: 4)) == [0.25, 0.5, 0.75, 1, 1, 1])
        for (ours, theirs) in zip(factors(.step(factor: 0.5, every: 2)), [1, 1, 0.5, 0.5, 0.25, 0.25]) {
            #expect(abs(ours - theirs) < 1e-14)
        }
        for (index, factor) in factors(.cosine).enumerated() {
            #expect(abs(factor - (1 + cos(Double.pi * Double(index) / 6)) / 2) < 1e-15)
        }
    }

    /// A bias before batch normalisation has no gradient but rounding errors, which Adam would make whole steps of.
    @Test(arguments: [MethodDefinition.batchnorm, .resnet])
    func rulesMakeNoStepsOfRoundingErrors(_ method: MethodDefinition) {
        let (network, step) = Self.network(method, .adamw)
        func biases() -> [String: [Float]] {
            Dictionary(
                uniqueKeysWithValues: network.parameters.filter {
                    $0.name.contains("layers") && $0.name.hasSuffix(".bias")
                }
                .map { ($0.name, $0.values) })
        }
        let before = biases()
        for number in 0..<5 { _ = step(number, 1) }
        #expect(biases() == before && !before.isEmpty)
    }

    private static func network(
        _ method: MethodDefinition, _ optimizer: Optimizer
    ) -> (Network, step: (_ number: Int, _ lossScale: Double) -> Double) {
        let blueprint = Blueprint(
            method,
            Hyperparameters(hiddenUnits: 24, layers: 2, learningRate: 0.01, dropoutRate: 0.1, bottleneck: 0.5),
            shape: NetworkShape(inputs: 19, outputs: 4))
        let network = Network(blueprint, batchSize: 20, optimizer: optimizer)
        network.initialize(key: RandomKey(seed: 31))
        let input = Matrix(rows: 20, columns: 19)
        input.fillNormal(RandomStream(key: RandomKey(seed: 32), purpose: .other), standardDeviation: 1)
        let classes = (0..<20).map { Int32($0 % 4) }
        return (
            network,
            { number, lossScale in
                network.step(
                    input, targets: .classes(classes[...]), dropout: .random(key: RandomKey(seed: 33), step: number),
                    learningRate: 0.01, l2Penalty: 1e-3, lossScale: lossScale
                ).sum
            }
        )
    }

    private static func trained(_ method: MethodDefinition, _ optimizer: Optimizer, lossScale: Double = 1) -> [[Float]]
    {
        let (network, step) = network(method, optimizer)
        for number in 0..<5 { _ = step(number, lossScale) }
        return network.parameters.map(\.values)
    }

    /// Gradients that are kept, and not scaled since the limit is far, give the bits of those that are not kept.
    @Test(arguments: MethodDefinition.builtIn)
    func aFarLimitChangesNothing(_ method: MethodDefinition) {
        for optimizer in Self.optimizers {
            var limited = optimizer
            limited.clipNorm = 1e9
            #expect(Self.trained(method, optimizer) == Self.trained(method, limited), "\(optimizer)")
            limited.clipNorm = 1e-3
            #expect(Self.trained(method, optimizer) != Self.trained(method, limited), "\(optimizer)")
        }
    }

    /// The rules differ from each other.
    @Test func rulesDiffer() {
        let results = Self.optimizers.map { Self.trained(.snn, $0) }
        #expect(Set(results).count == results.count)
    }

    /// Adam does not mind a scaled loss, but for its epsilon and the penalty; a clipped step does not at all.
    @Test func aScaledLoss() {
        func largest(_ optimizer: Optimizer) -> Float {
            zip(Self.trained(.snn, optimizer).joined(), Self.trained(.snn, optimizer, lossScale: 16).joined())
                .reduce(0) { max($0, abs($1.0 - $1.1)) }
        }
        #expect(largest(Optimizer(.sgd(), clipNorm: 1e-2)) < 1e-6)
        #expect(largest(.sgd) > 1e-3)
    }

    /// Bytes are those that are allocated, and no step allocates.
    @Test(
        .enabled(if: snnbench_counts_allocations(), "allocations are counted with glibc only"),
        arguments: MethodDefinition.builtIn)
    func memory(_ method: MethodDefinition) {
        for var optimizer in Self.optimizers {
            for clipNorm in [0, 1.0] {
                optimizer.clipNorm = clipNorm
                _ = Network(Self.network(method, optimizer).0.blueprint, batchSize: 20, optimizer: optimizer)
                let blueprint = Self.network(method, optimizer).0.blueprint
                let before = snnbench_aligned_bytes()
                let network = Network(blueprint, batchSize: 20, optimizer: optimizer)
                #expect(Double(snnbench_aligned_bytes() - before) == Double(network.byteCount), "\(optimizer)")
                let (_, step) = Self.network(method, optimizer)
                _ = step(0, 1)
                let allocations = snnbench_allocations()
                for number in 1...3 { _ = step(number, 1) }
                #expect(snnbench_allocations() == allocations, "\(optimizer)")
            }
        }
    }
}

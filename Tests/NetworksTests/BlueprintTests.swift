import CAllocationCounter
import Formats
import Kernels
import Testing

@testable import Networks

/// What a blueprint says of a network is what is there: parameters, operations executed, bytes allocated.
@Suite struct BlueprintTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let blueprint: Blueprint
        var testDescription: String { name }
    }

    /// The methods of the paper and some of one's own, in every form that each has.
    static let cases: [Case] = {
        var methods = MethodDefinition.builtIn
        for place in MethodDefinition.NormalizationPlace.allCases {
            for normalization: MethodDefinition.Normalization in [.batch, .layer] {
                methods.append(
                    MethodDefinition(
                        name: "\(normalization) \(place)", activation: .gelu, normalization: normalization,
                        normalizationPlace: place))
                methods.append(
                    MethodDefinition(
                        name: "residual \(normalization) \(place)", activation: .selu, normalization: normalization,
                        normalizationPlace: place, connection: .residual, dropout: .alpha))
            }
        }
        methods.append(MethodDefinition(name: "gated gelu", activation: .gelu, connection: .highway))
        methods.append(MethodDefinition(name: "residual weight", normalization: .weight, connection: .residual))
        methods.append(
            MethodDefinition(name: "convolutions", activation: .selu, dropout: .alpha).with([
                .convolution(outputs: 4, kernel: 3, padding: 1), .pooling(size: 2, stride: 1),
                .convolution(outputs: 18, kernel: 2, padding: 0),
            ]))
        methods.append(
            MethodDefinition(name: "convolutions with slopes", activation: .gelu).with([
                .pooling(size: 1, stride: 2), .convolution(outputs: 3, kernel: 1, padding: 2),
            ]))
        return methods.flatMap { method in
            hyperparameters(method.connection).flatMap { hyperparameters in
                [0, 0.25].flatMap { rate in
                    [NetworkShape.Loss.softmax, .sigmoid].map { loss in
                        var hyperparameters = hyperparameters
                        hyperparameters.dropoutRate = rate
                        let blueprint = Blueprint(
                            method, hyperparameters,
                            shape: NetworkShape(
                                inputs: 21, outputs: 3, loss: loss, image: ImageShape(height: 7, width: 3, channels: 1))
                        )
                        return Case(
                            name: "\(method.name), \(hyperparameters), \(loss)", blueprint: blueprint)
                    }
                }
            }
        }
    }()

    private static func hyperparameters(_ connection: MethodDefinition.Connection) -> [Hyperparameters] {
        func make(
            _ units: Int?, _ layers: Int, _ form: Hyperparameters.Form? = .rectangular, bottleneck: Double? = nil,
            widths: [Int]? = nil
        ) -> Hyperparameters {
            Hyperparameters(
                hiddenUnits: units, layers: layers, learningRate: 0.01, form: form, bottleneck: bottleneck,
                widths: widths)
        }
        switch connection {
        case .plain:
            return [
                make(17, 3), make(21, 2), make(64, 5, .conic), make(2, 4, .conic), make(nil, 2), make(9, 0),
                make(17, 3, widths: [40, 40, 5]),
            ]
        case .highway: return [make(nil, 3, nil), make(21, 2, nil), make(33, 2, nil)]
        case .residual:
            return [
                make(24, 2), make(24, 3, bottleneck: 0.25), make(21, 2, .diavolo, bottleneck: 0.5),
                make(40, 1, .diavolo), make(16, 0),
            ]
        }
    }

    /// Operations are counted where products are executed, for a batch with fewer rows than there is room for.
    @Test(arguments: cases)
    func operations(_ example: Case) {
        let blueprint = example.blueprint
        let network = Network(blueprint, batchSize: 20)
        network.initialize(key: RandomKey(seed: 1))
        let input = Matrix(rows: 20, columns: blueprint.shape.inputs)
        input.fillNormal(RandomStream(key: RandomKey(seed: 2), purpose: .other), standardDeviation: 1)
        input.useRows(19)
        let classes = [Int32](repeating: 1, count: 19)
        let labels = Matrix(rows: 20, columns: blueprint.shape.outputs)
        labels.useRows(19)
        let targets = blueprint.shape.loss == .softmax ? BatchTargets.classes(classes[...]) : .labels(labels)
        let bytes = snnbench_aligned_bytes()
        for step in 0..<2 {
            let before = network.executedOperations
            _ = network.step(
                input, targets: targets, dropout: .random(key: RandomKey(seed: 3), step: step), learningRate: 0.01,
                l2Penalty: 0)
            #expect(Double(network.executedOperations - before) == 19 * blueprint.operationsATrainingRow)
        }
        let before = network.executedOperations
        _ = network.infer(input)
        #expect(Double(network.executedOperations - before) == 19 * blueprint.operationsAnEvaluatedRow)
        #expect(snnbench_aligned_bytes() == bytes, "a step allocates no matrix")
    }

    /// Bytes are counted where memory is asked for.
    @Test(.enabled(if: snnbench_counts_allocations(), "allocations are counted with glibc only"), arguments: cases)
    func bytes(_ example: Case) {
        let blueprint = example.blueprint
        // What the language allocates once, for its own ends, is counted before.
        _ = Network(blueprint, batchSize: 1)
        for batchSize in [1, 20, 48] {
            let before = snnbench_aligned_bytes()
            let network = Network(blueprint, batchSize: batchSize)
            #expect(Double(snnbench_aligned_bytes() - before) == blueprint.byteCount(batchSize: batchSize))
            #expect(network.byteCount == Int(blueprint.byteCount(batchSize: batchSize)))
        }
        let shape = blueprint.shape
        let data = TrainingData(
            features: Array(repeating: 0, count: 5 * shape.inputs), columns: shape.inputs,
            targets: shape.loss == .softmax
                ? .classes([0, 1, 2, 0, 1], count: 3) : .labels(Array(repeating: 1, count: 15), count: 3),
            training: [0, 1, 2], validation: [3], test: [4], image: shape.image)
        let plan = TrainingPlan(
            method: blueprint.method, hyperparameters: blueprint.hyperparameters, epochs: 2, batchSize: 20,
            key: RandomKey(seed: 4))
        let before = snnbench_aligned_bytes()
        let run = TrainingRun(plan: plan, data: data)
        #expect(Double(snnbench_aligned_bytes() - before) == blueprint.trainingByteCount(batchSize: 20))
        #expect(run.network.blueprint == blueprint)
    }

    /// The parameters have as many values as their shapes say, and the initial values of their roles.
    @Test(arguments: cases)
    func parameters(_ example: Case) {
        let network = Network(example.blueprint, batchSize: 4)
        network.initialize(key: RandomKey(seed: 5))
        let parameters = network.parameters
        #expect(parameters.map(\.blueprint) == example.blueprint.parameters)
        #expect(Set(parameters.map(\.name)).count == parameters.count)
        #expect(
            example.blueprint.parameterCount
                == Double(parameters.filter { !$0.isStatistic }.reduce(0) { $0 + $1.values.count }))
        for parameter in parameters {
            #expect(parameter.values.count == parameter.shape.reduce(1, *))
            switch parameter.blueprint.role {
            case .weight, .direction: #expect(parameter.values.contains { $0 != 0 } && parameter.isPenalized)
            case .length: #expect(parameter.values.allSatisfy { $0 > 0 } && parameter.isPenalized)
            case .scale, .runningVariance: #expect(parameter.values.allSatisfy { $0 == 1 } && !parameter.isPenalized)
            case .gateBias: #expect(parameter.values.allSatisfy { $0 == -2 } && !parameter.isPenalized)
            case .bias, .shift, .runningMean:
                #expect(parameter.values.allSatisfy { $0 == 0 } && !parameter.isPenalized)
            }
        }
    }

    /// The widths that are explicit or conic count, and a projection does not.
    @Test func widths() {
        let shape = NetworkShape(inputs: 21, outputs: 3)
        func widths(_ method: MethodDefinition, _ hyperparameters: Hyperparameters) -> [Int] {
            Blueprint(method, hyperparameters, shape: shape).hiddenWidths
        }
        #expect(widths(.batchnorm, Self.hyperparameters(.plain)[6]) == [40, 40, 5])
        #expect(widths(.snn, Self.hyperparameters(.plain)[4]) == [21, 21])
        #expect(widths(.highway, Self.hyperparameters(.highway)[2]) == [33, 33])
        #expect(widths(.resnet, Self.hyperparameters(.residual)[1]) == [24, 24, 24])
    }

    /// Sizes that no machine has are no reason to end.
    @Test func absurdSizes() {
        let blueprint = Blueprint(
            .weightnorm, Hyperparameters(hiddenUnits: 1_000_000_000, layers: 1000, learningRate: 0.1),
            shape: NetworkShape(inputs: .max, outputs: .max))
        #expect(blueprint.operationsATrainingRow > 6e21 && blueprint.byteCount(batchSize: .max) > 1e25)
    }
}

extension MethodDefinition {
    /// The method with convolutions.
    fileprivate func with(_ steps: [ConvolutionStep]) -> MethodDefinition {
        var method = self
        method.convolution = steps
        return method
    }
}

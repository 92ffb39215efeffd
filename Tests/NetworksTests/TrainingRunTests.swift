import Foundation
import Kernels
import Testing

@testable import Networks

@Suite struct TrainingRunTests {
    /// Three clouds of points around corners far apart.
    static func clouds(rows: Int = 300, columns: Int = 8) -> TrainingData {
        let noise = Matrix(rows: rows, columns: columns)
        noise.fillNormal(RandomStream(key: RandomKey(seed: 2), purpose: .other), standardDeviation: 0.5)
        let classes = (0..<rows).map { Int32($0 % 3) }
        var features = noise.rowMajor
        for row in 0..<rows { features[row * columns + row % 3] += 2 }
        return TrainingData(
            features: features, columns: columns, targets: .classes(classes, count: 3),
            training: Array(0..<rows / 2), validation: Array(rows / 2..<rows * 3 / 4), test: Array(rows * 3 / 4..<rows))
    }

    static func plan(
        _ method: MethodDefinition, epochs: Int = 20, learningRate: Double = 0.1, rate: Double = 0.1,
        batchSize: Int = 32
    ) -> TrainingPlan {
        TrainingPlan(
            method: method,
            hyperparameters: Hyperparameters(
                hiddenUnits: 24, layers: 2, learningRate: learningRate, dropoutRate: rate, bottleneck: 0.5),
            epochs: epochs, batchSize: batchSize, key: RandomKey(seed: 11))
    }

    private func bits(_ run: TrainingRun) -> [UInt32] {
        run.network.parameters.flatMap { $0.values.map(\.bitPattern) }
    }

    @Test(arguments: MethodDefinition.builtIn)
    func learns(_ method: MethodDefinition) throws {
        let result = TrainingRun(plan: Self.plan(method), data: Self.clouds()).run()
        #expect(result.ending == .finished && result.epochs.count == 20 && result.steps == 100)
        let last = try #require(result.epochs.last)
        #expect(last.test.total == 75 && last.validation.total == 75)
        #expect((last.test.correct ?? 0) >= 71, "\(last)")
        #expect(last.trainingLoss < (result.epochs.first?.trainingLoss ?? 0) * 0.7)
        #expect(result.epochs.map(\.epoch) == Array(1...20))
    }

    @Test(arguments: MethodDefinition.builtIn)
    func samePlanSameBits(_ method: MethodDefinition) {
        let data = Self.clouds()
        let plan = Self.plan(method, epochs: 3)
        let first = TrainingRun(plan: plan, data: data)
        let second = TrainingRun(plan: plan, data: data)
        let results = (first.run(), second.run())
        #expect(results.0 == results.1 && bits(first) == bits(second))
        var other = plan
        other.key = RandomKey(seed: 12)
        let third = TrainingRun(plan: other, data: data)
        #expect(third.run() != results.0 && bits(third) != bits(first))
    }

    @Test(arguments: MethodDefinition.builtIn)
    func endsWhenItDiverges(_ method: MethodDefinition) {
        var data = Self.clouds()
        var features = data.features
        // Normalisation holds the largest learning rates; a bad feature spoils every method.
        features[17] = .nan
        data = TrainingData(
            features: features, columns: 8, targets: data.targets, training: data.training,
            validation: data.validation, test: data.test)
        let result = TrainingRun(plan: Self.plan(method, epochs: 5), data: data).run()
        guard case .diverged(let epoch, let step) = result.ending else {
            Issue.record("\(result.ending)")
            return
        }
        #expect(epoch == 1 && step < 5 && result.steps == step && result.epochs.isEmpty)
    }

    @Test func endsWhenTheLearningRateIsFarTooHigh() {
        let result = TrainingRun(plan: Self.plan(.msra, epochs: 50, learningRate: 1e20), data: Self.clouds()).run()
        guard case .diverged(let epoch, _) = result.ending else {
            Issue.record("\(result.ending)")
            return
        }
        #expect(result.epochs.count == epoch - 1 && epoch <= 2)
    }

    @Test(arguments: [0, 1, 4, 5, 7, 12])
    func stops(_ step: Int) {
        var asked = 0
        let result = TrainingRun(plan: Self.plan(.snn), data: Self.clouds()).run {
            asked += 1
            return asked > step
        }
        #expect(result.ending == .stopped && result.steps == step && result.epochs.count == step / 5)
    }

    @Test(arguments: [-1, 0, 1, 149, 150, 1000])
    func batchSizesOfAnyKind(_ batchSize: Int) {
        let result = TrainingRun(plan: Self.plan(.snn, epochs: 1, batchSize: batchSize), data: Self.clouds()).run()
        #expect(result.ending == .finished)
        #expect(result.steps == (150 + max(1, batchSize) - 1) / max(1, batchSize))
    }

    @Test(arguments: [-1, 0])
    func noEpochs(_ epochs: Int) {
        let result = TrainingRun(plan: Self.plan(.snn, epochs: epochs), data: Self.clouds()).run()
        #expect(result == TrainingResult(ending: .finished, epochs: [], steps: 0))
    }

    @Test func labels() {
        let clouds = Self.clouds()
        var labels: [Float] = []
        for row in 0..<300 {
            for column in 0..<3 {
                let isMissing = row % 7 == 0 && column == 2
                labels.append(isMissing ? -1 : (row % 3 == column ? 1 : 0))
            }
        }
        let data = TrainingData(
            features: clouds.features, columns: 8, targets: .labels(labels, count: 3), training: clouds.training,
            validation: clouds.validation, test: clouds.test)
        let result = TrainingRun(plan: Self.plan(.snn), data: data).run()
        #expect(result.ending == .finished && result.epochs.allSatisfy { $0.test.correct == nil })
        #expect((result.epochs.last?.test.loss ?? 1) < 0.15)
    }

    /// The loss of inference does not depend on how the rows are cut into batches, but for rounding.
    @Test func measuresAreOfAllRows() throws {
        let losses = try [7, 32, 75].map { size in
            var plan = Self.plan(.msra, epochs: 1, learningRate: 0)
            plan.batchSize = size
            return try #require(TrainingRun(plan: plan, data: Self.clouds()).run().epochs.first).test
        }
        #expect(losses.allSatisfy { $0.correct == losses[0].correct && abs($0.loss - losses[0].loss) < 1e-9 })
    }

    @Test func conicWidths() {
        func widths(_ units: Int, _ layers: Int, _ outputs: Int) -> [Int] {
            Blueprint(
                .snn, Hyperparameters(hiddenUnits: units, layers: layers, learningRate: 0, form: .conic),
                shape: NetworkShape(inputs: 7, outputs: outputs)
            ).hiddenWidths
        }
        #expect(widths(1024, 5, 1) == [1024, 256, 64, 16, 4])
        #expect(widths(1024, 2, 4) == [1024, 64])
        #expect(widths(3, 3, 3) == [3, 3, 3])
        for (units, layers, outputs) in [(1024, 32, 2), (256, 8, 10), (512, 3, 7), (10, 4, 100)] {
            let expected = (0..<layers).map {
                Int((Double(units) * pow(Double(outputs) / Double(units), Double($0) / Double(layers))).rounded())
            }
            #expect(widths(units, layers, outputs) == expected)
        }
    }

    @Test func wrongParameters() {
        let network = Network(
            method: .snn, hyperparameters: Self.plan(.snn).hyperparameters, shape: NetworkShape(inputs: 4, outputs: 2),
            batchSize: 4)
        #expect(throws: NetworkError.unknownParameter(name: "layer")) { try network.setParameters(["layer": [1]]) }
        #expect(throws: NetworkError.wrongParameterSize(name: "output.bias", expected: 2, found: 1)) {
            try network.setParameters(["output.bias": [1]])
        }
    }
}

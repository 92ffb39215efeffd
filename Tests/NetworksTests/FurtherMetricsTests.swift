import Foundation
import Kernels
import Statistics
import Testing

@testable import Networks

/// Metrics of predictions against scikit-learn's (Fixtures/make_metrics.py), and networks that learn a number.
@Suite struct FurtherMetricsTests {
    private struct Reference: Decodable {
        struct Classes: Decodable {
            let logits: [[Float]]
            let classes: [Int32]
            let expected: [String: Double]
        }
        struct Labels: Decodable {
            let logits: [[Float]]
            let labels: [[Float]]
            let expected: [String: Double]
        }
        struct Numbers: Decodable {
            let predicted: [Double]
            let numbers: [Double]
            let expected: [String: Double]
        }
        let classes: [Classes]
        let labels: Labels
        let numbers: Numbers
    }

    private static func reference() throws -> Reference {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/metrics.json")
        return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
    }

    private func check(_ measure: EpochResult.Measure, _ expected: [String: Double], besides loss: Double? = nil) {
        var found = Dictionary(uniqueKeysWithValues: measure.further.map { ($0.key.rawValue, $0.value) })
        if let loss { found["log_loss"] = loss }
        #expect(Set(found.keys) == Set(expected.keys))
        for (name, value) in expected {
            // Probabilities are in single precision.
            #expect(abs((found[name] ?? .nan) - value) < 2e-6 * max(1, abs(value)), "\(name): \(found), not \(value)")
        }
    }

    @Test func valuesAreThoseOfScikitLearn() throws {
        let reference = try Self.reference()
        for example in reference.classes {
            let count = example.logits[0].count
            let rows = Array(example.classes.indices)
            let targets = TrainingData.Targets.classes(example.classes, count: count)
            let values = example.logits.flatMap { $0 }
            let measure = Scorer.measure(values, of: rows, targets: targets, curves: .all)
            // The log loss of classes is the loss that is stored in any case.
            check(measure, example.expected, besides: measure.loss)
            // Nothing of it where it is not asked for, and the rest is the same.
            var plain = Scorer.measure(values, of: rows, targets: targets)
            #expect(plain.further.isEmpty)
            plain.further = measure.further
            #expect(plain == measure)
        }
        let labels = reference.labels
        let targets = TrainingData.Targets.labels(labels.labels.flatMap { $0 }, count: labels.labels[0].count)
        let rows = Array(labels.labels.indices)
        check(Scorer.measure(labels.logits.flatMap { $0 }, of: rows, targets: targets, curves: .all), labels.expected)
        let numbers = reference.numbers
        let scaled = NumberTargets(numbers.numbers, training: Array(0..<10))
        let all = Array(numbers.numbers.indices)
        check(Scorer.measure(numbers: numbers.predicted, of: all, targets: scaled), numbers.expected)
        // A network's outputs are in the scale of the training rows, in single precision.
        let outputs = numbers.predicted.map { scaled.scale.scaled($0) }
        let measure = Scorer.measure(outputs, of: all, targets: .numbers(scaled))
        for (name, value) in numbers.expected {
            let found = PredictionMetric(rawValue: name).flatMap { measure.further[$0] } ?? .nan
            #expect(abs(found - value) < 1e-4 * value, "\(name)")
        }
        let rmse = try #require(numbers.expected["rmse"])
        #expect(abs(measure.loss.squareRoot() * scaled.scale.deviation - rmse) < 1e-4 * rmse)
    }

    /// Outputs that are no numbers have no metrics rather than wrong ones.
    @Test func outputsThatAreNoNumbersHaveNone() {
        let targets = TrainingData.Targets.classes([0, 1, 1], count: 2)
        #expect(Scorer.measure([.nan, 0, 1, 0, 0, 1], of: [0, 1, 2], targets: targets, curves: .all).further.isEmpty)
        let numbers = TrainingData.Targets.numbers(NumberTargets([1, 2, 3], training: [0, 1, 2]))
        #expect(Scorer.measure([.nan, 0, 1], of: [0, 1, 2], targets: numbers).further.isEmpty)
        // A part of one number alone has no R2.
        let part = Scorer.measure([0], of: [1], targets: numbers)
        #expect(part.further[.r2] == nil && part.further[.rmse] == 0)
    }

    /// What is measured besides changes no bit of what is learnt.
    @Test func measuringChangesNoWeight() {
        var plan = TrainingRunTests.plan(.snn, epochs: 3)
        let first = TrainingRun(plan: plan, data: TrainingRunTests.clouds())
        let plain = first.run()
        plan.curves = .all
        let second = TrainingRun(plan: plan, data: TrainingRunTests.clouds())
        let measured = second.run()
        #expect(first.network.parameters.map(\.values) == second.network.parameters.map(\.values))
        #expect(plain.epochs.map(\.trainingLoss) == measured.epochs.map(\.trainingLoss))
        #expect(plain.epochs.allSatisfy { $0.test.further.isEmpty })
        #expect(measured.epochs.allSatisfy { $0.test.further.count == 4 && $0.validation.further.count == 4 })
    }

    /// A number that follows from the features, far from 0 and in large units; all seven methods learn it.
    @Test(arguments: MethodDefinition.builtIn)
    func learnsANumber(_ method: MethodDefinition) throws {
        let clouds = TrainingRunTests.clouds()
        let rows = clouds.features.count / clouds.columns
        let values = (0..<rows).map { row -> Double in
            let x = clouds.features[row * clouds.columns..<(row + 1) * clouds.columns].map { Double($0) }
            return 5000 + 800 * (x[0] - x[1] * x[1] / 4 + x[2])
        }
        let numbers = NumberTargets(values, training: clouds.training)
        let data = TrainingData(
            features: clouds.features, columns: clouds.columns, targets: .numbers(numbers),
            training: clouds.training, validation: clouds.validation, test: clouds.test)
        #expect(data.shape == NetworkShape(inputs: clouds.columns, outputs: 1, loss: .squaredError))
        let plan = TrainingRunTests.plan(method, epochs: 40, learningRate: 0.03, rate: 0)
        let run = TrainingRun(plan: plan, data: data)
        let result = run.run()
        #expect(result.ending == .finished)
        let last = try #require(result.epochs.last)
        #expect(last.test.correct == nil && last.test.areas.isEmpty)
        #expect((last.test.further[.r2] ?? 0) > 0.6, "\(method.name): \(last)")
        #expect(abs((last.test.further[.rmse] ?? 0) - last.test.loss.squareRoot() * numbers.scale.deviation) < 1)
        // The same plan gives the same bits.
        let again = TrainingRun(plan: plan, data: data)
        #expect(again.run() == result)
        #expect(again.network.parameters.map(\.values) == run.network.parameters.map(\.values))
    }

    @Test func theScaleIsThatOfTheTrainingRows() {
        let numbers = NumberTargets([1, 3, 100, 5], training: [0, 1, 3])
        #expect(numbers.scale == NumberTargets.Scale(mean: 3, deviation: 2))
        #expect(numbers.scaled == [-1, 0, 48.5, 1] && numbers.scale.number(48.5) == 100)
        #expect(NumberTargets([7, 7, 8], training: [0, 1]).scale == NumberTargets.Scale(mean: 7, deviation: 1))
        // Numbers whose squares overflow, and those far from 0 beside their spread.
        let huge = NumberTargets([-1e300, 1e300], training: [0, 1])
        #expect(huge.scale.mean == 0 && huge.scaled.allSatisfy { abs($0) < 1 })
        let times = NumberTargets([1.7e9, 1.7e9 + 1, 1.7e9 + 2], training: [0, 1, 2])
        #expect(times.scaled.map { ($0 * 1e3).rounded() } == [-1000, 0, 1000])
        #expect(NumberTargets.Scale(mean: 0, deviation: 0) == nil)
    }
}

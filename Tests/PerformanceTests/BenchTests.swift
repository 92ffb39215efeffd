import Foundation
import Networks
import Testing

@testable import Performance

/// The logic around the measurements; no test depends on how fast the machine is.
@Suite struct BenchTests {
    /// A plan of small cases that are timed for as short as can be.
    private static let small = BenchPlan(
        methods: [.snn, .batchnorm], widths: [8, 20], depths: [1, 2], batches: [4], secondsACase: 1e-9)

    @Test func everyCaseIsMeasuredOnceInOrder() throws {
        var names: [String] = []
        var counts: [Int] = []
        let report = Self.small.run { done, total, name in
            #expect(total == 2 * 3 + 2 * 2 * 2)
            counts.append(done)
            names.append(name)
        }
        #expect(counts == Array(0..<14))
        #expect(names.first == "forward 8, batch 4" && names.last == "batchnorm 20 x 2, batch 4")
        #expect(Set(names).count == 14)
        #expect(report.products.map(\.width) == [8, 8, 8, 20, 20, 20])
        #expect(report.products.map(\.shape.rawValue).prefix(3) == ["forward", "inputGradient", "weightGradient"])
        #expect(
            report.steps.map(\.method) == Array(repeating: "snn", count: 4) + Array(repeating: "batchnorm", count: 4))
        #expect(report.steps.map(\.depth) == [1, 2, 1, 2, 1, 2, 1, 2])
        for step in report.steps {
            #expect(step.milliseconds > 0 && step.gflops > 0 && step.shareOfPeak > 0 && step.shareOfPeak.isFinite)
        }
        #expect(report.peakGflops > 0)
    }

    @Test func productsCanBeLeftOut() {
        var plan = Self.small
        plan.includesProducts = false
        plan.methods = [.snn]
        plan.widths = [8]
        let report = plan.run()
        #expect(report.products.isEmpty && report.steps.count == 2)
    }

    /// 72 cases: 24 products, 48 steps.
    @Test func theStandardPlan() {
        let plan = BenchPlan.standard
        #expect(plan.widths.count * plan.batches.count * ProductMeasurement.Shape.allCases.count == 24)
        #expect(plan.methods.count * plan.widths.count * plan.depths.count * plan.batches.count == 48)
    }

    @Test func theEstimateOfMemoryGrows() {
        var plan = BenchPlan(methods: [.snn], widths: [100], depths: [10], batches: [20])
        #expect(plan.largestByteCount == 694_144)
        let plain = plan.largestByteCount
        for method in MethodDefinition.builtIn {
            plan.methods = [.snn, method]
            #expect(plan.largestByteCount >= plain)
        }
        plan.widths = [10, 1000, 100]
        #expect(plan.largestByteCount > 40 * plain)
        plan.widths = []
        #expect(plan.largestByteCount == 0)
    }

    /// The estimate is what a network of each method really takes.
    @Test(arguments: MethodDefinition.builtIn)
    func theEstimateCoversTheNetwork(_ method: MethodDefinition) {
        let plan = BenchPlan(methods: [method], widths: [128], depths: [6], batches: [32])
        let network = Network(StepCase(method: method, width: 128, depth: 6, batch: 32).blueprint, batchSize: 32)
        #expect(plan.largestByteCount == Double(network.byteCount))
    }

    @Test func operationsOfAStep() {
        let plain = StepCase(method: .snn, width: 16, depth: 3, batch: 5)
        // Three hidden layers and the output; the first computes no gradient of its input.
        let weights = 3 * 256 + 160
        #expect(plain.blueprint.operationsATrainingRow == Double(6 * weights - 2 * 256))
        let highway = StepCase(method: .highway, width: 16, depth: 3, batch: 5)
        let gatedWeights = 6 * 256 + 160
        #expect(highway.blueprint.operationsATrainingRow == Double(6 * gatedWeights))
        #expect(plain.dropoutRate == 0.05 && highway.dropoutRate == 0)
    }

    @Test func theReportIsJSON() throws {
        var report = BenchReport(instructionSet: "AVX \"512\"")
        report.peakGflops = 150.5
        report.products = [
            ProductMeasurement(
                shape: .inputGradient, width: 64, batch: 128, milliseconds: 0.5, gflops: 100, shareOfPeak: 0.66)
        ]
        report.steps = [
            StepMeasurement(
                method: "snn", width: 64, depth: 8, batch: 128, milliseconds: .nan, gflops: 90, shareOfPeak: 0.6)
        ]
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [String: Any])
        #expect(object["peakGflops"] as? Double == 150.5 && object["instructionSet"] as? String == "AVX \"512\"")
        let products = try #require(object["products"] as? [[String: Any]])
        #expect(products.count == 1 && products[0]["shape"] as? String == "inputGradient")
        let steps = try #require(object["steps"] as? [[String: Any]])
        #expect(
            Set(steps[0].keys) == ["method", "width", "depth", "batch", "milliseconds", "gflops", "shareOfPeak"])
        #expect(steps[0]["milliseconds"] is NSNull && steps[0]["shareOfPeak"] as? Double == 0.6)
    }

    @Test func medians() {
        #expect(median([]) == 0)
        #expect(median([3]) == 3)
        #expect(median([4, 1]) == 2.5)
        #expect(median([9, -1, 5]) == 5)
        #expect(median([1, 100, 2, 3]) == 2.5)
    }

    @Test func workIsCalledAndTimed() {
        var timer = PairedTimer()
        #expect(timer.peakGflops == 0)
        var calls = 0
        let timing = timer.measure(operations: 1000, seconds: 0) { calls += 1 }
        // Once for the caches, once to see how long it takes, then three samples at least.
        #expect(calls >= 5)
        #expect(timing.milliseconds > 0 && timing.shareOfPeak > 0)
        let operations = timing.gflops * timing.milliseconds * 1e6
        #expect(abs(operations - 1000) < 1e-6, "the rate and the time belong together")
        #expect(timer.peakGflops > 0)
        #expect(timed { 7 }.0 == 7)
        #expect(timed {}.1.seconds > 0 && timed {}.1.processorSeconds > 0)
    }
}

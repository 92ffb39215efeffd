import Foundation
import Networks
import Testing

@testable import Benchmark
@testable import Datasets

#if canImport(FoundationXML)
import FoundationXML
#endif

/// Figure 1: what is trained, what is measured of the curves, and the picture.
@Suite struct Figure1Tests {
    private func curve(_ method: MethodDefinition, _ depth: Int, _ losses: [Double]) -> LossCurve {
        LossCurve(task: "mnist", method: method.name, depth: depth, outcome: .succeeded, losses: losses, test: nil)
    }

    /// A curve that falls by a constant factor, with a ripple.
    private func falling(to last: Double, ripple: Double = 0) -> [Double] {
        (0..<20).map { epoch in
            2.3 * exp(log(last / 2.3) * Double(epoch) / 19) * (epoch.isMultiple(of: 2) ? 1 + ripple : 1)
        }
    }

    @Test func theStudyIsThePapers() throws {
        let name = try #require(TaskName("mnist"))
        let features = try #require(
            FeatureMatrix(rows: 60, columns: 3, values: (0..<180).map { Float($0 % 7) }))
        let task = try LearningTask(
            name: name, features: features, targets: .classes((0..<60).map { Int32($0 % 2) }, count: 2),
            splits: [Split(index: 0, training: Array(0..<40), validation: Array(40..<50), test: Array(50..<60))])
        let plan = Figure1Plan(depths: [2, 3], epochs: 5, rows: 16, learningRate: 1e-5, batchSize: 8)
        let study = try plan.study([task])
        let units = try study.groups().flatMap(\.units)
        #expect(units.count == 4)
        for unit in units {
            #expect(unit.trainingProtocol.lossReduction == .sum && unit.trainingProtocol.batchSize == 8)
            #expect(unit.trainingProtocol.epochs == 5 && unit.trainingProtocol.data == .rescaled)
            let hyperparameters = try unit.trainingPlan().hyperparameters
            #expect(hyperparameters.hiddenUnits == nil && hyperparameters.learningRate == 1e-5)
            #expect(hyperparameters.dropoutRate == 0)
        }
        #expect(try units[2].trainingPlan().method.normalizationPlace == .afterActivation)
        let split = try #require(study.tasks.first?.splits.first)
        #expect(split.training == Array(0..<16) && split.validation.count == 2 && split.test.count == 2)
        #expect(try plan.study([task]).groups().flatMap(\.units).map(\.id) == units.map(\.id))
    }

    @Test func explicitWidthsMakeConfigurations() throws {
        var axes = GridAxes(hiddenUnits: [], layers: [], learningRates: [0.1, 1], dropoutRates: [0.05])
        axes.widths = [[512, 256]]
        #expect(axes.configurations.map(\.widths) == [[512, 256], [512, 256]])
        #expect(axes.configurations.map(\.learningRate) == [0.1, 1])
        #expect(axes.configurations.allSatisfy { $0.layers == 2 && $0.dropoutRate == 0.05 })
    }

    @Test func roughnessTellsRipplesFromSlopes() {
        let smooth = curve(.snn, 8, falling(to: 0.01))
        #expect(smooth.roughness < 1e-12)
        let rough = curve(.snn, 8, falling(to: 0.01, ripple: 0.1))
        #expect(abs(rough.roughness - 2 * log10(1.1)) < 1e-9)
        #expect(curve(.snn, 8, [1]).roughness.isNaN)
        #expect(curve(.snn, 8, [1, .nan, 0.5, 0]).roughness.isNaN)
    }

    @Test func theVerdictFollowsTheCurves() {
        let normalized = Figure1Plan.batchNormalized
        let papers = [
            curve(.snn, 8, falling(to: 0.03)), curve(.snn, 16, falling(to: 0.02)), curve(.snn, 32, falling(to: 0.01)),
            curve(normalized, 8, falling(to: 0.1, ripple: 0.2)), curve(normalized, 16, falling(to: 0.2, ripple: 0.2)),
            curve(normalized, 32, falling(to: 0.3, ripple: 0.2)),
        ]
        #expect(Figure1Verdict(papers).isPapers)
        var other = papers
        other[2] = curve(.snn, 32, falling(to: 0.025))
        #expect(Figure1Verdict(other).claims.map(\.isShown) == [false, true, true, true])
        other[2] = papers[2]
        other[3] = curve(normalized, 8, falling(to: 0.1))
        #expect(Figure1Verdict(other).claims.map(\.isShown) == [true, true, true, false])
        #expect(!Figure1Verdict([]).isPapers)
    }

    /// Of repeats the line is the median, the band reaches from the smallest to the largest loss, and each seed is judged alone.
    @Test func repeatsMakeABand() throws {
        let repeats = (1...3).map { seed in
            LossCurve(
                task: "mnist", method: "snn", depth: 8, seed: Int64(seed), outcome: .succeeded,
                losses: [4, 2 / Double(seed), 1 / Double(seed)], test: nil)
        }
        let svg = Figure1Chart.chart(repeats, subtitle: "").adaptive
        #expect(svg.components(separatedBy: "<path").count == 2)
        #expect(svg.components(separatedBy: "<polygon").count == 2 && svg.contains("fill-opacity"))
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        #expect(!Figure1Chart.chart([repeats[0]], subtitle: "").adaptive.contains("<polygon"))
        #expect(Figure1Verdict.bySeed(repeats).map(\.seed) == [1, 2, 3])
    }

    @Test func thePictureIsXMLWithEveryCurve() throws {
        let curves = [
            curve(.snn, 8, falling(to: 0.03)), curve(Figure1Plan.batchNormalized, 8, [2, .nan, 1, .infinity, 0.5]),
            curve(.snn, 16, []),
        ]
        let svg = Figure1Chart.chart(curves, subtitle: "a < b & \"c\"").adaptive
        let parser = XMLParser(data: Data(svg.utf8))
        #expect(parser.parse(), "\(String(describing: parser.parserError))")
        #expect(svg.components(separatedBy: "<path").count == 3)
        #expect(svg.contains("SNN 8 layers") && svg.contains("BatchNorm 8 layers"))
        #expect(svg.contains("a &lt; b &amp; &quot;c&quot;") && svg.contains("prefers-color-scheme: dark"))
        #expect(!svg.contains("nan") && !svg.contains("inf"))
        #expect(XMLParser(data: Data(Figure1Chart.chart([], subtitle: "").adaptive.utf8)).parse())
    }

    @Test func activationsStayNormalised() {
        let layers = ActivationStatistics(
            depth: 12, width: 192, rows: 256, inputMean: 0, inputVariance: 1, dropoutRate: 0.05, seed: 3
        ).layers
        #expect(layers.count == 13 && layers[0].omega.isEmpty && layers[1].omega.count == 192)
        for layer in layers {
            #expect(abs(layer.mean) < 0.1 && abs(layer.variance - 1) < 0.2)
        }
        let tau = layers[5].tau.reduce(0, +) / 192
        #expect(abs(tau - 1) < 0.05)
    }
}

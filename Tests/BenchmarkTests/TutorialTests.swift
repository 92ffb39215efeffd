import Foundation
import Networks
import Testing

@testable import Benchmark

#if canImport(FoundationXML)
import FoundationXML
#endif

/// The networks of the official tutorials.
@Suite struct TutorialTests {
    @Test func namesAreApart() throws {
        let names = TutorialNetwork.all.map(\.name)
        #expect(Set(names).count == names.count && names.count == 18)
        // Two definitions of one name would meet in a results file.
        let methods = Dictionary(grouping: TutorialNetwork.all.map(\.method), by: \.name)
        for (name, definitions) in methods { #expect(Set(definitions).count == 1, "\(name)") }
        #expect(throws: StudyError.self) { try TutorialNetwork.named("vgg") }
        do throws(StudyError) {
            _ = try TutorialNetwork.named("pytorch-mlp-mnist-silu")
            Issue.record("was found")
        } catch {
            #expect(error.description.contains("pytorch-mlp-mnist-selu"), "\(error)")
        }
    }

    /// The features after the convolutions, as the architectures have them.
    @Test(arguments: [
        ("tensorflow-cnn-mnist-selu", 64 * 7 * 7), ("tensorflow-cnn-cifar10-elu", 128 * 3 * 3),
        ("pytorch-cnn-mnist-relu", 16 * 5 * 5), ("pytorch-cnn-cifar10-selu", 128 * 4 * 4),
        ("keras-cnn-mnist-relu", 64 * 12 * 12), ("keras-cnn-cifar10-selu", 64 * 6 * 6),
    ])
    func features(_ name: String, _ count: Int) throws {
        let blueprint = try TutorialNetwork.named(name).blueprint()
        let dense = try #require(blueprint.maps.first { "\($0.place)" == "dense.0" })
        #expect(dense.inputs == count)
    }

    @Test(arguments: TutorialNetwork.all.map(\.name))
    func everyNetworkFits(_ name: String) throws {
        let network = try TutorialNetwork.named(name)
        #expect(try network.blueprint().hiddenWidths.suffix(network.widths.count) == network.widths[...])
        #expect(network.layers.hasSuffix(network.widths.map(String.init).joined(separator: "-")))
    }

    @Test func curvesStandInAPanelOfTheirNetwork() throws {
        let curves = try ["pytorch-mlp-mnist-selu", "pytorch-mlp-mnist-relu", "keras-cnn-mnist-selu"].map { name in
            (
                network: try TutorialNetwork.named(name),
                curve: LossCurve(
                    task: "mnist", method: "snn", depth: 2, outcome: .succeeded, losses: [2, 1, 0.5], test: nil)
            )
        }
        let svg = TutorialNetwork.chart(curves, subtitle: "").adaptive
        #expect(XMLParser(data: Data(svg.utf8)).parse())
        #expect(svg.contains("pytorch mlp mnist") && svg.contains("keras cnn mnist"))
        #expect(svg.components(separatedBy: "<path").count == 4)
    }
}

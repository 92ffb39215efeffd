import Foundation
import Networks
import Testing

@testable import Benchmark

/// The grids against the paper's counts and a golden file.
@Suite struct GridTests {
    @Test func paperHasAsManyConfigurationsAsItsTables() {
        // Tables A4 to A10: 972 in all.
        let expected = [
            "snn": 216, "msra": 216, "batchnorm": 108, "weightnorm": 108, "layernorm": 108, "highway": 36,
            "resnet": 180,
        ]
        for method in MethodDefinition.builtIn {
            let configurations = Grid.paper.configurations(of: method)
            #expect(configurations.count == expected[method.name])
            #expect(Set(configurations).count == configurations.count)
        }
    }

    /// The lists themselves; `SNNBENCH_WRITE_GOLDEN=1` writes the file anew.
    @Test func gridsAreAsListed() throws {
        let lines = Grid.all.flatMap { grid in
            MethodDefinition.builtIn.flatMap { method in
                grid.configurations(of: method).map { "\(grid.name) \(method.name) \(describe($0))" }
            }
        }
        try Golden.expect(lines.joined(separator: "\n") + "\n", equals: "grids.txt")
    }

    private func describe(_ hyperparameters: Hyperparameters) -> String {
        var parts = ["layers=\(hyperparameters.layers)", "learning_rate=\(hyperparameters.learningRate)"]
        parts.append("dropout=\(hyperparameters.dropoutRate)")
        if let units = hyperparameters.hiddenUnits { parts.insert("units=\(units)", at: 0) }
        if let form = hyperparameters.form { parts.append(form.rawValue) }
        if let bottleneck = hyperparameters.bottleneck { parts.append("bottleneck=\(bottleneck)") }
        return parts.joined(separator: " ")
    }
}

/// Comparison with files that a person has looked at.
enum Golden {
    static func expect(_ text: String, equals name: String) throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)")
        if ProcessInfo.processInfo.environment["SNNBENCH_WRITE_GOLDEN"] == "1" {
            try Data(text.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(text == expected, "differs from \(name)")
    }
}
